package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/schema"
)

// batchSizeSensitive finds a predict in which a row's result depends on the
// rows that come with it.
//
// Why: a patient's score must not depend on who else is scored.
//
// Example: features - features.mean(axis=0)
//
// Instead: means, ranges and what stands in for a missing value come from
// training, not from the batch.
func batchSizeSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.perRow(); err != nil {
		return nil, err
	}
	if err := s.inOrder(ctx); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, s.inParts)
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: fmt.Sprintf("a row's result changes when it comes in %s", t.last().what), Column: t.diff.output,
		Declared: "the result of each row for itself", Fix: "compute nothing of the batch: bring means and ranges from training"})}, nil
}

// inOrder is the reason why batches cannot be compared row by row, as a
// [notRun], or nil.
func (s *subject) inOrder(ctx context.Context) error {
	t, err := s.demonstrate(ctx, s.inReverse)
	if t != nil {
		return notRun("rows in another order have other results, see 3b/row-order-sensitive")
	}
	return err
}

// inParts calls with a sample, and then with parts of it, and with its rows twice.
func (s *subject) inParts(ctx context.Context, on *sample) (*trial, error) {
	plain, err := s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil || plain.err != nil {
		return nil, err
	}
	for _, p := range partsOf(on.record.NumRows()) {
		part, err := on.take(p.rows)
		if err != nil {
			return nil, err
		}
		other, err := s.call(ctx, p.what, part)
		if err != nil {
			return nil, err
		}
		if t := s.apartBy(plain, other, p.rows); t != nil {
			return t, nil
		}
	}
	return nil, nil
}

// A part is some of a sample's rows, in another batch.
type part struct {
	what string
	rows []int64
}

// partsOf are the batches to compare with the whole of n rows: halves, the
// first and the last row and one between them alone, and all rows twice. Few,
// since a call may be slow.
func partsOf(n int64) []part {
	all := make([]int64, n)
	for i := range all {
		all[i] = int64(i)
	}
	twice := part{"a batch that holds every row twice", slices.Concat(all, all)}
	if n < 2 {
		return []part{twice}
	}
	parts := []part{{"half of the batch", all[:n/2]}, {"half of the batch", all[n/2:]}, twice}
	for _, i := range slices.Compact([]int64{0, n / 2, n - 1}) {
		parts = append(parts, part{"a batch of its own", all[i : i+1]})
	}
	return parts
}

// emptyBatchFails finds a predict that raises for no rows, or gives results
// where there are none.
//
// Why: a ward without new patients is an empty batch, every night.
//
// Example: values[0], np.stack([]), or frame["AGE"].iloc[0]
//
// Instead: return as many results as there are rows: none.
func emptyBatchFails(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.ofForm("batch that could be empty", schema.FormDataFrame, schema.FormArray, schema.FormTensor); err != nil {
		return nil, err
	}
	if err := s.perRow(); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
		empty, err := on.take(nil)
		if err != nil {
			return nil, err
		}
		c, err := s.provoke(ctx, "a call with no rows", empty)
		if err != nil {
			return nil, err
		}
		return unreadable(c), nil
	})
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: t.happens("with no rows"), Declared: "no result for no rows", Fix: "return an empty result for an empty batch"})}, nil
}

// resultShapeVaries finds a predict whose result is of another kind for one
// row than for many.
//
// Why: code that takes result[0] or len(result) works in every test with many
// patients, and fails with one.
//
// Example: return scores.squeeze()
//
// Instead: return scores.squeeze(axis=1), or reshape(-1).
func resultShapeVaries(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.perRow(); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, s.alone)
	if t == nil || err != nil {
		return nil, err
	}
	many, one := t.calls[0], t.last()
	return []Finding{s.evidenced(t, Finding{Message: "the result for one row is of another kind than that for many",
		Declared: "for many rows: " + kindOf(many, one), Seen: "for one row: " + kindOf(one, many), Fix: "keep the axis of the rows, also where there is one"})}, nil
}

// alone calls with a sample and with its first row.
func (s *subject) alone(ctx context.Context, on *sample) (*trial, error) {
	if on.record.NumRows() < 2 {
		return nil, nil
	}
	many, err := s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil {
		return nil, err
	}
	one, err := s.call(ctx, "a call with one row", on.slice(0, 1))
	if err != nil || !differInKind(many, one) {
		return nil, err
	}
	return &trial{calls: []*call{many, one}, shows: varies, key: kindOf(one, many)}, nil
}

// differInKind tells whether a call with one row has a result of another kind
// than one with many, which was read.
func differInKind(many, one *call) bool {
	return many.err == nil && one.returned() != nil && kindOf(many, one) != kindOf(one, many)
}

// isShapeOfOne tells whether a call's result was refused for what
// 3b/result-shape-varies finds.
func (s *subject) isShapeOfOne(c *call) bool {
	if c.refused() == nil || c.sample.record.NumRows() != 1 || s.contract.Predict.Rows != schema.RowsOne {
		return false
	}
	return slices.ContainsFunc(s.admitted(), func(many *call) bool {
		return many.sample.record.NumRows() > 1 && differInKind(many, c)
	})
}

// kindOf says of what kind a call's result is, told beside another's: that
// has as many items only where their number is not that of the rows.
func kindOf(c, beside *call) string {
	seen := c.returned()
	text := seen.Type
	for _, dtype := range seen.DTypes {
		if i := strings.LastIndex(dtype, " of "); i > 0 {
			text += ", " + dtype[:i]
		}
	}
	if len(seen.Ranks) > 0 {
		text += fmt.Sprintf(", dimensions %v", seen.Ranks)
	}
	switch {
	case seen.Rows == beside.returned().Rows:
	case seen.Rows == c.sample.record.NumRows():
		text += ", a row for each"
	default:
		text += fmt.Sprintf(", %d rows", seen.Rows)
	}
	return strings.Join(append([]string{text}, seen.Columns...), ", ")
}
