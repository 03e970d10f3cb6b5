package check

import (
	"context"
	"slices"

	"handoff/schema"
)

// perRow is the reason why rows cannot be asked about one by one, as a
// [notRun], or nil.
func (s *subject) perRow() error {
	if s.contract.Predict.Rows != schema.RowsOne || s.eachRowAlone() {
		return notRun("a call takes one row, or the rows of a key, and gives one result")
	}
	return s.steady()
}

// eachRowAlone tells whether predict is called once for each row.
func (s *subject) eachRowAlone() bool {
	if image := s.contract.Image; image != nil && len(s.contract.Columns) == 0 {
		return image.Batch <= 1
	}
	form := s.contract.Predict.Form
	return form == schema.FormRecord || form == schema.FormArguments
}

// rowOrderSensitive finds a predict in which a row's result moves when the
// rows come in another order.
//
// Why: results are joined to patients by position.
//
// Example: frame = frame.sort_values("AGE") without undoing it.
//
// Instead: give each row's result at the row's own position.
func rowOrderSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.perRow(); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, s.inReverse)
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: "a row's result changes when the rows come in another order", Column: t.diff.output,
		Declared: "each row's result at the row's own position", Fix: "keep the order of the rows, or undo the sorting"})}, nil
}

// inReverse calls with a sample and with its rows in reverse order.
func (s *subject) inReverse(ctx context.Context, on *sample) (*trial, error) {
	order := on.rows()
	slices.Reverse(order)
	turned, err := on.take(order)
	if err != nil {
		return nil, err
	}
	return s.pair(ctx, on, "the same rows in reverse order", turned, order)
}

// sortsRows tells whether predict gives its results in an order of its own,
// whatever that of the rows.
func (s *subject) sortsRows(ctx context.Context) (bool, error) {
	t, err := s.demonstrate(ctx, s.inReverse)
	return t != nil && s.agree(t.calls[0], t.last()), err
}

// pair calls with a sample as it is and with a variant of it that the
// contract admits, and gives the trial of their results being apart.
func (s *subject) pair(ctx context.Context, on *sample, what string, variant *sample, pairs []int64) (*trial, error) {
	plain, err := s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil {
		return nil, err
	}
	other, err := s.call(ctx, what, variant)
	if err != nil {
		return nil, err
	}
	return s.apartBy(plain, other, pairs), nil
}
