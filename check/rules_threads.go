package check

import (
	"context"
	"fmt"
	"time"

	"handoff/schema"
)

// notThreadSafe finds a predict that gives other results, or fails, when it
// is called from several threads at once.
//
// Why: a server answers requests from a pool of threads; one patient's values
// then go into another's score.
//
// Example: self.x = frame.to_numpy(); return self.score()
//
// Instead: keep what belongs to a call in its local variables.
func notThreadSafe(ctx context.Context, s *subject) ([]Finding, error) {
	if s.contract.Predict.Rows != schema.RowsOne {
		return nil, notRun("a call takes the rows of a key, and calls are compared row by row")
	}
	if err := s.steady(); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, s.kept)
	if err != nil {
		return nil, err
	}
	if t != nil {
		return nil, notRun("a result changes when the next call is made, see 3b/result-reused")
	}
	t, err = s.demonstrate(ctx, s.atOnce)
	if t == nil || err != nil {
		return nil, err
	}
	t.on, t.again = nil, nil // what shows by chance cannot be made smaller
	return []Finding{s.evidenced(t, Finding{Message: t.happens(fmt.Sprintf("when %d threads call at once", threadsAtOnce)), Column: t.differing(),
		Declared: "the same result, whoever else calls", Fix: "keep what belongs to a call in its local variables, or hold a lock for all of it"})}, nil
}

// How calls at once are made: at most so many, by so many threads, so often,
// and so many that it takes about so long. Calls that take microseconds seldom
// meet: they are made more often, for about as long as nobody notices.
const (
	callsAtOnce    = 32
	threadsAtOnce  = 4
	timesAtOnce    = 5
	timeAtOnce     = 3 * time.Second
	timesUnnoticed = 60
	timeUnnoticed  = 300 * time.Millisecond
)

// roundsAtOnce is how often calls are made at once that took so long in turn.
func roundsAtOnce(took time.Duration) int {
	return 1 + int(max(min(timesAtOnce, timeAtOnce/took), min(timesUnnoticed, timeUnnoticed/took)))
}

// atOnce calls with parts of a sample in turn, and then from several threads.
// A difference that shows is certain; that none shows is not.
func (s *subject) atOnce(ctx context.Context, on *sample) (*trial, error) {
	began := time.Now()
	if _, err := s.call(ctx, "a call with one row", on.slice(0, 1)); err != nil {
		return nil, err
	}
	calls := max(threadsAtOnce, min(callsAtOnce, int(timeAtOnce/time.Since(began))))
	rows, err := on.repeated(2 * calls)
	if err != nil {
		return nil, err
	}
	defer rows.release()
	began = time.Now()
	inTurn, err := s.make(ctx, &call{what: "calls in turn", off: true, sample: rows.copy(), parts: calls})
	if err != nil || inTurn.err != nil {
		return nil, err
	}
	for range roundsAtOnce(time.Since(began)) {
		atOnce, err := s.make(ctx, &call{what: "calls at once", off: true, sample: rows.copy(), parts: calls, threads: threadsAtOnce})
		if err != nil {
			return nil, err
		}
		if t := s.otherwise(inTurn, atOnce, nil); t != nil {
			return t, nil
		}
	}
	return nil, nil
}

// repeated is so many of the sample's rows, over and over. The caller
// releases it.
func (s *sample) repeated(rows int) (*sample, error) {
	positions := make([]int64, rows)
	for i := range positions {
		positions[i] = int64(i) % s.record.NumRows()
	}
	return s.take(positions)
}
