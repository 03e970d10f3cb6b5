package check

import (
	"context"
	"fmt"
	"slices"
)

// relisting is the trial of two calls with the same values, for the second of
// which columns list their levels otherwise. A model may refuse that one.
func (s *subject) relisting(ctx context.Context, on *sample, columns []string, what string, before, after change) (*trial, error) {
	first := on.copy()
	if before != nil {
		first.release()
		var err error
		if first, err = on.changed(columns, before); first == nil || err != nil {
			return nil, err
		}
	}
	plain, err := s.call(ctx, "a call with "+on.from, first)
	if err != nil {
		return nil, err
	}
	second, err := on.changed(columns, after)
	if second == nil || err != nil {
		return nil, err
	}
	other, err := s.provoke(ctx, what, second)
	if err != nil {
		return nil, err
	}
	return s.apartBy(plain, other, nil), nil
}

// amongOthers is the trial of rows with the same level, once among as many
// with another level, which come first, and once among themselves. All other
// columns hold the same values in both calls, so that what a batch does to
// those does not count.
func (s *subject) amongOthers(ctx context.Context, on *sample, columns []string) (*trial, error) {
	twice, err := on.take(append(on.rows(), on.rows()...))
	if err != nil {
		return nil, err
	}
	defer twice.release()
	n := on.record.NumRows()
	mixed, err := twice.changed(columns, halves(0, -1, int(n)))
	if mixed == nil || err != nil {
		return nil, err
	}
	first, err := s.call(ctx, fmt.Sprintf("a call with two levels in %s", listed(columns)), mixed)
	if err != nil {
		return nil, err
	}
	alone, err := twice.changed(columns, atLevel(-1))
	if err != nil {
		return nil, err
	}
	second, err := s.provoke(ctx, fmt.Sprintf("a batch of one level in %s", listed(columns)), alone)
	if err != nil || first.err != nil {
		return nil, err
	}
	if t := raisedBy(second); t != nil {
		return t, nil
	}
	pairs := slices.Repeat(on.rows(), 2)
	for i := range pairs {
		pairs[i] += n
	}
	t := s.apartBy(first, second, pairs)
	if t == nil {
		return nil, nil
	}
	if sorts, err := s.sortsRows(ctx); sorts || err != nil {
		return nil, err // whatever the level, the rows compared are others than they seem
	}
	return t, nil
}

// misspelled is the probe of columns whose levels are written otherwise: it
// shows that they are scored, and not as themselves.
func (s *subject) misspelled(columns []string) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		for _, m := range misspellings {
			variant, err := on.changed(columns, m.change)
			if variant == nil || err != nil {
				return nil, err
			}
			other, err := s.provoke(ctx, fmt.Sprintf("a level of %s %s", listed(columns), m.how), variant)
			if err != nil {
				return nil, err
			}
			if !s.scored(other, 1) {
				continue
			}
			plain, err := s.call(ctx, "a call with "+on.from, on.copy())
			if err != nil {
				return nil, err
			}
			if t := s.apartBy(plain, other, nil); t != nil {
				t.refusable = true
				return t, nil
			}
		}
		return nil, nil
	}
}
