package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"handoff/schema"
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
	kept, limited, began := s.calls, s.limits, time.Now()
	x := &shrinker{subject: s, ctx: ctx, best: t, rows: t.on.rows(), left: s.shrinkBudget(), until: time.Now().Add(shrinkTime)}
	s.limits = limits{most: shrinkEnds}
	if end := t.last().end(); end != nil && end.Deadline > 0 {
		s.limits.most = shrinkHangs
	}
	x.run()
	s.calls, s.limits = kept, limited
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

// findRow looks for one row that ends the process by itself: all others are
// answered, so that it costs one process.
func (x *shrinker) findRow() {
	if len(x.rows) == 1 {
		return
	}
	for i := range x.rows {
		if x.try(x.best.on.take([]int64{int64(i)})) {
			x.rows = x.rows[i : i+1]
			return
		}
	}
}

func (x *shrinker) fewerRows() {
	all, on := slices.Clone(x.rows), x.best.on
	kept := minimise(len(all), 1, func(kept []int) bool { return x.try(on.take(positions(kept))) })
	x.rows = nil
	for _, i := range kept {
		x.rows = append(x.rows, all[i])
	}
}

func positions(kept []int) []int64 {
	all := make([]int64, len(kept))
	for i, at := range kept {
		all[i] = int64(at)
	}
	return all
}

// plainColumns makes plain all columns whose values do not matter.
func (x *shrinker) plainColumns() {
	on := x.best.on
	minimise(int(on.record.NumCols()), 0, func(kept []int) bool {
		return x.try(on.plain(func(column, _ int) bool { return slices.Contains(kept, column) }))
	})
}

// plainCells makes plain the cells that do not matter in what columns still
// differ from that.
func (x *shrinker) plainCells() {
	on := x.best.on
	rows := int(on.record.NumRows())
	if rows == 1 {
		return
	}
	columns, err := on.uncommon()
	if err != nil {
		x.err = err
		return
	}
	minimise(len(columns)*rows, 1, func(kept []int) bool {
		return x.try(on.plain(func(column, row int) bool {
			at := slices.Index(columns, column)
			return at >= 0 && slices.Contains(kept, at*rows+row)
		}))
	})
}

// fewerColumns leaves columns out of what has them by name. Where the call
// raises, or never comes back, none but optional ones: it does not tell
// whether the model, once mended, would go on to miss them.
func (x *shrinker) fewerColumns() {
	form := x.contract.Predict.Form
	if form != schema.FormDataFrame && form != schema.FormRecord {
		return
	}
	on := x.best.on
	minimise(int(on.record.NumCols()), 1, func(kept []int) bool {
		if x.best.shows == raises || x.best.shows == ends || x.best.shows == answers {
			for i, field := range on.record.Schema().Fields() {
				if c, err := schema.ColumnOf(field); (err != nil || c.IsRequired()) && !slices.Contains(kept, i) {
					return false
				}
			}
		}
		return x.try(on.columnsAt(kept), nil)
	})
}

// toPublic puts values of the contract in place of those of records, so that
// the input may be shown: see [isStock].
func (x *shrinker) toPublic() {
	if !x.isPrivate(x.best.on) {
		return
	}
	columns, err := x.best.on.uncommon()
	if err != nil {
		x.err = err
		return
	}
	for _, column := range columns {
		c, err := schema.ColumnOf(x.best.on.record.Schema().Field(column))
		if err != nil {
			return
		}
		for _, text := range stock(c) {
			if x.try(x.best.on.filled(column, text)) {
				break
			}
		}
	}
	if public, err := isStock(x.best.on); public && err == nil {
		on := x.best.on.copy()
		on.private, on.from = false, "rows made from the contract"
		x.left = max(x.left, 2) // one more is worth it
		x.try(on, nil)
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
	if len(f.Rows) == 0 && len(small.rows) < int(small.of.record.NumRows()) {
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
