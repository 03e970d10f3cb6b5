package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"handoff/records"
	"handoff/schema"
)

// An example is a golden example that was scored: what differs.
type example struct {
	schema.Example
	rows     int64  // compared
	rejected int64  // records that do not fit the contract
	why      string // the first of them, with what it breaks
	unpaired int64  // of one file, without a partner in the other
	outputs  []difference
	failed   string // why it could not be compared, "" where it was
	broken   error  // one of its files cannot be read
}

// A difference is how far an output is from what the example expects.
type difference struct {
	output string
	rows   []int64 // that differ by more than the tolerance
	worst  float64 // the largest absolute difference of numbers; NaN where only one side has a number
	got    string  // of the first row that differs: shape, or value where values are shown
	want   string
}

// learnExamples scores every golden example and compares.
func learnExamples(ctx context.Context, s *subject) (stop string, err error) {
	for _, e := range s.contract.Examples {
		s.progress(PhaseExamples, e.Records)
		compared := example{Example: e}
		if err := s.compare(ctx, &compared); err != nil {
			return "", err
		}
		s.examples = append(s.examples, compared)
	}
	return "", s.tryScoring(ctx)
}

// compare scores an example. A file of it that cannot be read is the
// hand-off's fault; its error is the harness's own.
func (s *subject) compare(ctx context.Context, e *example) error {
	table := newExpectations(s.contract)
	defer table.release()
	if e.broken = s.readExpected(e.Expect, table); e.broken != nil {
		return nil
	}
	got, err := records.OpenFor(ctx, s.contract, []string{s.contract.InDir(e.Records)}, records.Options{Profile: s.opt.Profile}, os.TempDir())
	if errors.Is(err, schema.ErrNoProfile) {
		e.failed = err.Error()
		return nil
	}
	if err != nil {
		e.broken = err
		return nil
	}
	defer got.Close()
	for e.failed == "" {
		batch, err := got.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			e.broken = err
			return nil
		}
		e.reject(batch.Rejects)
		if err := s.compareBatch(ctx, e, batch, table); err != nil {
			return err
		}
	}
	e.unpaired += max(table.unused()-e.rejected, 0)
	return nil
}

// reject counts records that do not fit the contract and keeps why the first does not.
func (e *example) reject(rejects []records.Reject) {
	if e.rejected == 0 && len(rejects) > 0 {
		first := rejects[0]
		first.File = filepath.Base(first.File)
		e.why = first.Messages()[0]
	}
	e.rejected += int64(len(rejects))
}

// readExpected reads the file of expected results.
func (s *subject) readExpected(path string, into *expectations) error {
	source, err := records.OpenExpected(s.contract, s.contract.InDir(path))
	if err != nil {
		return err
	}
	defer source.Close()
	return into.read(source)
}

// compareBatch scores a batch, call by call, and compares its results.
func (s *subject) compareBatch(ctx context.Context, e *example, b *records.Batch, table *expectations) error {
	all := &sample{record: b.Record, keys: b.Keys, from: filepath.ToSlash(e.Records), private: true}
	defer all.release()
	for at := int64(0); at < all.record.NumRows(); {
		n := s.callLength(all, at)
		if err := s.compareCall(ctx, e, b, table, all, at, at+n); err != nil {
			return err
		}
		at += n
	}
	return nil
}

// compareCall scores the rows from i up to j in one call. A record that
// cannot be given to predict is a reject; those around it are called without it.
func (s *subject) compareCall(ctx context.Context, e *example, b *records.Batch, table *expectations, all *sample, i, j int64) error {
	if i == j || e.failed != "" {
		return nil
	}
	c, err := s.call(ctx, "the example "+all.from, all.slice(i, j))
	if err != nil {
		return err
	}
	if unmade := c.unmade(); unmade != nil {
		bad := i + unmade.Row
		e.reject([]records.Reject{{Position: b.Where[bad], Err: fmt.Errorf("column %q: %s", unmade.Column, unmade.Reason)}})
		return errors.Join(s.compareCall(ctx, e, b, table, all, i, bad), s.compareCall(ctx, e, b, table, all, bad+1, j))
	}
	if c.err != nil {
		e.failed = oneLine(c.err.Error())
		return nil
	}
	if changed := c.changedInput(); changed != "" {
		e.failed = "its expected results are of other calls: " + changed
		return nil
	}
	table.compare(e, c, b.First+i)
	return nil
}
