package check

import (
	"context"
	"errors"
	"fmt"
	"io"
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
		if s.contract.Predict.Rows == schema.RowsKeys {
			compared.failed = "results that carry their own keys are not compared"
		} else if err := s.compare(ctx, &compared); err != nil {
			return "", err
		}
		s.examples = append(s.examples, compared)
	}
	return "", nil
}

// compare scores an example. A file of it that cannot be read is the
// hand-off's fault; its error is the harness's own.
func (s *subject) compare(ctx context.Context, e *example) error {
	table := newExpectations(s.contract)
	defer table.release()
	if e.broken = s.readExpected(e.Expect, table); e.broken != nil {
		return nil
	}
	got, err := records.Open(s.contract, []string{s.contract.InDir(e.Records)}, records.Options{})
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
		e.why = fmt.Sprintf("%s:%d: %v", filepath.Base(rejects[0].File), rejects[0].Line, reasonsOf(rejects[0]))
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
	for at := int64(0); at < all.record.NumRows() && e.failed == ""; {
		n := s.callLength(all, at)
		c, err := s.call(ctx, "the example "+all.from, all.slice(at, at+n))
		if err != nil {
			return err
		}
		if c.err != nil {
			e.failed = oneLine(c.err.Error())
			return nil
		}
		table.compare(e, c, b.First+at)
		at += n
	}
	return nil
}
