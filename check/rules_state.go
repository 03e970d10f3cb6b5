package check

import (
	"context"

	"handoff/schema"
)

// stateLeaks finds a predict in which a record's result depends on the calls
// that came before.
//
// Why: a patient's score must not hold anything of the patient before.
//
// Example: self.last = frame.iloc[-1], and what is missing is taken from it.
//
// Instead: keep nothing of a call; what stands in for a missing value comes
// from training.
func stateLeaks(_ context.Context, s *subject) ([]Finding, error) {
	if s.unsteady || len(s.samples) == 0 {
		return nil, s.comparable()
	}
	t := s.others.leak
	if t == nil {
		return nil, nil
	}
	return []Finding{s.evidenced(t, Finding{Message: t.happens("with the calls that come before"), Column: t.differing(),
		Declared: "a result that depends on the record alone", Fix: "keep nothing of a call for the next"})}, nil
}

// afterOthers calls with a sample after two others, which are the first and
// the last of the made rows: as it is, and with nothing that may be missing.
func (s *subject) afterOthers(ctx context.Context, on *sample) (*trial, error) {
	t, err := s.betweenOthers(ctx, on)
	nullable, none := s.nullable()
	if t != nil || err != nil || none != nil {
		return t, err
	}
	lacking := on.with(withMissing(on.record, nullable, 1))
	defer lacking.release()
	return s.betweenOthers(ctx, lacking)
}

func (s *subject) betweenOthers(ctx context.Context, on *sample) (*trial, error) {
	others := s.samples[0]
	var after [2]*call
	var calls []*call
	for i, row := range []int64{0, others.record.NumRows() - 1} {
		other, err := s.provoke(ctx, "a call with another row", others.slice(row, row+1))
		if err != nil {
			return nil, err
		}
		if after[i], err = s.provoke(ctx, "a call with "+on.from+" after it", on.copy()); err != nil {
			return nil, err
		}
		calls = append(calls, other, after[i])
	}
	t := s.apartBy(after[0], after[1], nil)
	if t != nil {
		t.calls = calls[1:]
	}
	return t, nil
}

// resultReused finds a predict whose result changes when the next call is made.
//
// Why: whoever keeps results, or gathers them in a list, has the last
// patient's score for all.
//
// Example: self.buffer[:len(x)] = scores; return self.buffer[:len(x)]
//
// Instead: return a new array, dict or frame each time.
func resultReused(ctx context.Context, s *subject) ([]Finding, error) {
	if s.contract.Predict.Rows != schema.RowsOne {
		return nil, notRun("a call takes the rows of a key, and calls are compared row by row")
	}
	if err := s.steady(); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, s.kept)
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: "a result changes when the next call is made", Column: t.differing(),
		Declared: "a result of its own for each call", Fix: "return a new object each time"})}, nil
}

// kept calls with the first rows of a sample alone, and then so that other
// rows are called with before their result is read.
func (s *subject) kept(ctx context.Context, on *sample) (*trial, error) {
	n := on.record.NumRows() / 2
	if n == 0 {
		return nil, nil
	}
	if s.eachRowAlone() {
		n = 1
	}
	read, err := s.call(ctx, "a call with the first rows of "+on.from, on.slice(0, n))
	if err != nil {
		return nil, err
	}
	kept, err := s.make(ctx, &call{what: "the same call, its result read after the next one", off: true, sample: on.copy(), parts: 2})
	if err != nil {
		return nil, err
	}
	return s.apartBy(read, kept, nil), nil
}
