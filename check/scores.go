package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"handoff/records"
	"handoff/schema"
	"handoff/score"
)

// A scores is what became of a file of records, by the code of handoff score, so
// that what passes here is scored there.
type scores struct {
	from  string
	given bool // by who asked for the check
	score.Tried
}

// RecordsTried says what became of the records that check was given.
type RecordsTried struct {
	Read     int64  `json:"read"`
	Used     int64  `json:"used"`            // given to predict
	Rejected int64  `json:"rejected"`        // they do not fit the contract
	First    string `json:"first,omitempty"` // the first of these, with its place; holds no value
	// PassedOver counts what is no image, by kind, as records.PassedOver does.
	PassedOver map[string]int64 `json:"passed-over,omitempty"`
}

// tryScoring scores the records of the golden examples and those given, but
// for examples that cannot be read, which is told of them.
func (s *subject) tryScoring(ctx context.Context) error {
	if s.model == nil || s.base == nil || s.base.failed() || len(s.around) > 0 {
		return nil
	}
	for _, e := range s.examples {
		if e.broken == nil && e.failed == "" {
			if err := s.try(ctx, scores{from: filepath.ToSlash(e.Records)}, s.contract.InDir(e.Records)); err != nil {
				return err
			}
		}
	}
	if len(s.opt.Records) > 0 {
		return s.try(ctx, scores{from: "the records given", given: true}, s.opt.Records...)
	}
	return nil
}

func (s *subject) try(ctx context.Context, t scores, paths ...string) error {
	source, err := s.openWhole(ctx, paths)
	if err != nil {
		return fmt.Errorf("%s: %w", t.from, err)
	}
	defer source.Close()
	s.progress(PhaseExamples, "scoring "+t.from)
	if t.Tried, err = score.Try(ctx, s.contract, s.opt.Profile, s.model, source); err != nil {
		return fmt.Errorf("%s: %w", t.from, err)
	}
	s.scores = append(s.scores, t)
	return nil
}

// openWhole opens all records of files, in the batches that score would call with.
func (s *subject) openWhole(ctx context.Context, paths []string) (records.Source, error) {
	how := s.opt.reading()
	how.BatchRows = score.BatchSize(s.contract)
	return records.OpenFor(ctx, s.contract, paths, how, os.TempDir())
}

// unscored are findings of records that score rejects after one of the stages,
// for rules that have found nothing else.
func (s *subject) unscored(stages ...records.Stage) []Finding {
	for _, t := range s.scores {
		for _, why := range slices.Concat(t.Failed.Kinds, t.Reasons.Kinds) {
			if t.Rejected() > 0 && slices.Contains(stages, why.Stage) && !slices.Contains(t.Unread.Kinds, why) {
				return []Finding{{Message: fmt.Sprintf("handoff score rejects %d of %d records of %s", t.Rejected(), t.Read, t.from), Column: why.Column,
					Declared: "a result for each record that fits the contract", Seen: fmt.Sprintf("%s: %s", why.First, why.Declared),
					Fix: "mend what the reason tells of, and score these records once more"}}
			}
		}
	}
	return nil
}

// countRecords tells what became of the records given; false where none of them
// fits the contract, so that nothing is known of them.
func (s *subject) countRecords(ctx context.Context, r *Report) (fit bool, err error) {
	if len(s.opt.Records) == 0 || s.contract == nil {
		return true, nil
	}
	counted := scores{given: true}
	for _, t := range s.scores {
		if t.given {
			counted = t
		}
	}
	if counted.Read == 0 {
		if counted.Tried, err = s.readOnly(ctx); err != nil {
			return false, err
		}
	}
	all := RecordsTried{Read: counted.Read, Used: counted.Read - counted.Unfit, Rejected: counted.Unfit}
	if len(counted.Unread.Kinds) > 0 {
		why := counted.Unread.Kinds[0]
		all.First = fmt.Sprintf("%s: %s", why.First, describeReason(why))
	}
	if len(s.scores) == 0 {
		all.Used = 0 // nothing was called with them
	}
	r.Records = &all
	text := fmt.Sprintf("of %d records given %d do not fit the contract", all.Read, all.Rejected)
	if all.First != "" {
		text += ", the first: " + all.First
	}
	if all.PassedOver, err = records.PassedOver(s.contract, s.opt.Records, s.opt.reading()); err != nil {
		return false, err
	}
	for _, kind := range slices.Sorted(maps.Keys(all.PassedOver)) {
		text += fmt.Sprintf("; passed over: %d of the kind %q", all.PassedOver[kind], kind)
	}
	r.note("%s", text)
	return all.Read == 0 || all.Rejected < all.Read, nil
}

func describeReason(why records.Reason) string {
	if why.Column == "" {
		return why.Declared
	}
	return fmt.Sprintf("column %q: %s: expected %s", why.Column, why.Rule, why.Declared)
}

// readOnly reads the records given where no model was there to call.
func (s *subject) readOnly(ctx context.Context) (t score.Tried, err error) {
	source, err := s.openWhole(ctx, s.opt.Records)
	if errors.Is(err, schema.ErrNoProfile) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("the records given: %w", err)
	}
	defer source.Close()
	for {
		b, err := source.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, fmt.Errorf("the records given: %w", err)
		}
		t.Read += b.Count
		t.Unfit += int64(len(b.Rejects))
		for _, reject := range b.Rejects {
			t.Unread.Add(reject)
		}
		b.Release()
	}
}
