package check

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Shrinking finds the smallest input that shows a fault: first fewer rows,
// then plain values in as many columns and cells as may have them, then
// fewer columns. A smaller input counts where the probe, asked with it, gives
// the same relation and the same key.

// Bounds of what shrinking may cost: calls of one trial by how long a call
// takes, and time as a last resort, since it would make two runs differ.
const (
	shrinkCalls = 150
	shrinkTime  = 30 * time.Second // of one trial
	shrinkTotal = 3 * time.Minute
	shrinkEnds  = 6 // calls that may end the process,
	shrinkHangs = 2 // or that may give no answer
)

// shrunk is what shrinking has used so far.
type shrunk struct {
	calls   []*call   // of trials, released at the end
	samples []*sample // likewise
	took    time.Duration
}

// A shrinker makes a trial smaller.
type shrinker struct {
	*subject
	ctx   context.Context
	best  *trial
	rows  []int64 // of the first sample, which best's has
	left  int     // calls that may still be made
	until time.Time
	err   error // the harness's own
}

// shrink gives the smallest trial that it finds to show the same. Calls made
// on the way are not kept for other rules to look at.
func (s *subject) shrink(ctx context.Context, t *trial) (*trial, error) {
	if t.again == nil || s.model == nil || s.shrunk.took >= shrinkTotal || s.unsteady && (t.shows == differs || t.shows == same) {
		return t, nil
	}
	kept, limited, around, began := s.calls, s.limits, s.around, time.Now()
	x := &shrinker{subject: s, ctx: ctx, best: t, rows: t.on.rows(), left: s.shrinkBudget(), until: time.Now().Add(shrinkTime)}
	s.limits, s.around = limits{most: shrinkEnds}, t.last().around // a fault that is worked round now shows no more
	if end := t.last().end(); end != nil && end.Deadline > 0 {
		s.limits.most = shrinkHangs
	}
	x.run()
	s.calls, s.limits, s.around = kept, limited, around
	s.shrunk.took += time.Since(began)
	x.best.rows, x.best.of = x.rows, t.on
	return x.best, x.err
}

// shrinkBudget is how many calls a trial may take: fewer where they are slow.
func (s *subject) shrinkBudget() int {
	switch mean := s.limits.took / time.Duration(max(len(s.calls), 1)); {
	case mean < 100*time.Millisecond:
		return shrinkCalls
	case mean < time.Second:
		return shrinkCalls / 4
	}
	return shrinkCalls / 15
}

func (x *shrinker) run() {
	if x.best.shows == ends {
		x.findRow()
	} else {
		x.fewerRows()
	}
	x.plainColumns()
	x.plainCells()
	x.fewerColumns()
	x.toPublic()
}

// try asks the probe with a smaller sample, which it takes over, and goes on
// with that where it shows the same.
func (x *shrinker) try(on *sample, err error) bool {
	if err != nil {
		x.err = err
	}
	if x.err != nil || on == nil || x.left <= 0 || time.Now().After(x.until) {
		on.release()
		return false
	}
	x.subject.calls = nil
	t, err := x.best.again(x.ctx, on)
	x.left -= len(x.subject.calls)
	var reason notRun
	if errors.As(err, &reason) {
		x.left = 0
	} else if err != nil {
		x.err = err
	}
	if err != nil || t == nil || t.shows != x.best.shows || t.key != x.best.key || t.reason != x.best.reason {
		on.release()
		x.forget(x.subject.calls)
		return false
	}
	t.on, t.again = on, x.best.again
	x.best = t
	x.shrunk.calls = append(x.shrunk.calls, x.subject.calls...)
	x.shrunk.samples = append(x.shrunk.samples, on)
	return true
}

func (x *shrinker) forget(calls []*call) {
	for _, c := range calls {
		c.release()
	}
}

// shrunken makes the trials of findings as small as they go, and says so.
func (s *subject) shrunken(ctx context.Context, findings []Finding) error {
	for i := range findings {
		f := &findings[i]
		if f.trial == nil {
			continue
		}
		small, err := s.shrink(ctx, f.trial)
		if err != nil {
			return err
		}
		s.retell(f, small)
		f.trial = small
	}
	return nil
}

// retell tells a finding by its smallest input.
func (s *subject) retell(f *Finding, small *trial) {
	if before, now := f.trial.last().raised(), small.last().raised(); before != nil && now != nil {
		if old := s.fromException(before); f.Seen == old.Seen && s.isPrivate(f.trial.last().sample) {
			told := s.fromException(now)
			f.Seen, f.Evidence = told.Seen, told.Evidence
		}
	}
	if small.of == nil {
		return
	}
	isEmpty := small.last().sample.record.NumRows() == 0 // no row shows it
	if len(f.Rows) == 0 && !isEmpty && len(small.rows) < int(small.of.record.NumRows()) {
		f.Rows = small.rows
	}
	f.Evidence = strings.TrimSpace(f.Evidence + "\n" + small.size())
}

// size says how small the trial's input is, and what in it matters.
func (t *trial) size() string {
	text := fmt.Sprintf("smallest input: %d of %s of %s", len(t.rows), plural(int(t.of.record.NumRows()), "row"), t.of.from)
	columns, err := t.on.uncommon()
	if err != nil || t.on.record.NumCols() < 2 {
		return text
	}
	names := make([]string, len(columns))
	for i, at := range columns {
		names[i] = t.on.record.ColumnName(at)
	}
	if len(names) == 0 {
		return text + ", plain values in all columns"
	}
	return text + ", in which " + strings.Join(names, ", ") + " matter"
}
