package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handoff/schema"
)

// maxSorted is how many calls are made to tell the rows that are answered
// from those that are not.
const maxSorted = 40

// stoodIn calls with other rows in place of the documented ones, for which
// nothing helps: with rows made from the contract, or those of them that are
// answered, or those of the documented ones that are. It tells whether there
// are any. Where a call gave no answer in time, no others are waited for.
func (s *subject) stoodIn(ctx context.Context) (bool, error) {
	if end := s.base.end(); end != nil && end.Deadline > 0 {
		return false, nil
	}
	made, err := s.made(nil)
	if err != nil {
		return false, err
	}
	defer made.release()
	for _, on := range []*sample{made, s.base.asked} {
		c, err := s.spared(ctx, on)
		if err != nil {
			return false, err
		}
		if c != nil {
			s.calls, s.onward = append(s.calls, c), c
			s.around = append(s.around, &workaround{says: fmt.Sprintf("%s took the place of %s", c.asked.from, s.base.asked.from)})
			return true, nil
		}
	}
	return false, nil
}

// spared is a call with a sample, or with those of its rows that are
// answered; nil where there are none. No rule looks at the calls that it
// takes. Rows that end the process are not told apart: that takes too many.
func (s *subject) spared(ctx context.Context, on *sample) (*call, error) {
	calls := s.calls
	defer func() { s.calls = calls }()
	ask := func(with *sample) (*call, error) {
		c, err := s.call(ctx, "a call with "+with.from, with)
		var reason notRun
		if errors.As(err, &reason) {
			return nil, nil
		}
		if c != nil && c.failed() {
			c.release()
			return nil, err
		}
		return c, err
	}
	if c, err := ask(on.copy()); c != nil || err != nil || s.base.ended() || s.contract.Predict.Rows != schema.RowsOne {
		return c, err
	}
	rows, err := s.answeredRows(on, ask)
	if len(rows) == 0 || err != nil {
		return nil, err
	}
	some, err := on.take(rows)
	if err != nil {
		return nil, err
	}
	some.from += " without those that fail"
	return ask(some)
}

// answeredRows are the rows of a sample that are answered, found by halving.
// Where the first, the last and one between fail, all are taken to.
func (s *subject) answeredRows(on *sample, ask func(*sample) (*call, error)) (rows []int64, err error) {
	answers := func(rows []int64) (bool, error) {
		part, err := on.take(rows)
		if err != nil {
			return false, err
		}
		c, err := ask(part)
		release(c)
		return c != nil, err
	}
	all, any := on.rows(), false
	for _, row := range []int{0, len(all) / 2, len(all) - 1} {
		if ok, err := answers(all[row : row+1]); err != nil || ok {
			any = ok
			break
		}
	}
	if !any {
		return nil, err
	}
	left := maxSorted
	for parts := [][]int64{all[:len(all)/2], all[len(all)/2:]}; len(parts) > 0 && left > 0; parts, left = parts[1:], left-1 {
		part := parts[0]
		if len(part) == 0 {
			continue
		}
		ok, err := answers(part)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, part...)
		} else if half := len(part) / 2; half > 0 {
			parts = append(parts, part[:half], part[half:])
		}
	}
	slices.Sort(rows)
	return rows, nil
}
