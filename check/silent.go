package check

import (
	"context"
	"math"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A change makes another column of one, with its values: one that the
// contract does not admit. The values are the caller's to release.
type change func(schema.Column, arrow.Array) (schema.Column, arrow.Array, error)

// changed is the sample with columns changed; nil where it does not have
// them all. The caller releases it.
func (s *sample) changed(columns []string, by change) (*sample, error) {
	for _, name := range columns {
		if !s.record.Schema().HasField(name) {
			return nil, nil
		}
	}
	all := s.copy()
	for _, name := range columns {
		next, err := all.changedOne(name, by)
		all.release()
		if err != nil {
			return nil, err
		}
		all = next
	}
	return all, nil
}

func (s *sample) changedOne(name string, by change) (*sample, error) {
	c, values, err := s.column(name)
	if err != nil {
		return nil, err
	}
	c, values, err = by(c, values)
	if err != nil {
		return nil, err
	}
	return s.withColumn(c, values), nil
}

// silently is the probe of a call with columns changed in every n-th row: it
// shows that the model scores these as if nothing were wrong with them.
func (s *subject) silently(what string, columns []string, every int, by change) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		variant, err := on.changed(columns, by)
		if variant == nil || err != nil {
			return nil, err
		}
		c, err := s.provoke(ctx, what, variant)
		if err != nil || !s.scored(c, every) {
			return nil, err
		}
		return &trial{calls: []*call{c}, shows: answers, key: what}, nil
	}
}

// groups tells whether a column is the key by which records are put together
// for a call: records without one, or with another, never come to predict.
func (s *subject) groups(c schema.Column) bool {
	return s.contract.Predict.Rows != schema.RowsOne && slices.Contains(s.contract.Predict.Keys, c.Name)
}

// scored tells whether a call gave any of its every-th rows a score. A result
// that is missing where it must not be is a refusal in its own way.
func (s *subject) scored(c *call, every int) bool {
	if c.err != nil {
		return false
	}
	if s.contract.Predict.Rows != schema.RowsOne {
		every = 1
	}
	bad := map[int64]bool{}
	for _, v := range s.contract.ValidateOutput(c.result.Outputs, s.expectedRows(c), nil) {
		if lacksScore(v) {
			bad[v.Row] = true
		}
	}
	for row := int64(0); row < c.result.Outputs.NumRows(); row += int64(every) {
		if !bad[row] && holdsScore(c.result.Outputs, int(row)) {
			return true
		}
	}
	return false
}

// holdsScore tells whether a row has any number, or where outputs hold none,
// any value at all.
func holdsScore(outputs arrow.Record, row int) bool {
	numeric := slices.ContainsFunc(outputs.Columns(), func(a arrow.Array) bool { return isNumeric(a.DataType()) })
	return slices.ContainsFunc(outputs.Columns(), func(a arrow.Array) bool {
		if !numeric {
			return a.IsValid(row)
		}
		n, ok := number(a, row)
		return ok && !math.IsNaN(n)
	})
}

// rewritten are a column's values made anew, each from its text; those that
// are missing stay so. The caller releases them.
func rewritten(c schema.Column, from arrow.Array, each func(row int, text string) string) (schema.Column, arrow.Array, error) {
	builder, err := builderFor(c, c.Arrow().Type)
	if err != nil {
		return c, nil, err
	}
	defer builder.Release()
	for i := range from.Len() {
		text := array.NullValueStr
		if from.IsValid(i) {
			text = each(i, from.ValueStr(i))
		}
		if err := builder.AppendValueFromString(text); err != nil {
			return c, nil, err
		}
	}
	return c, builder.NewArray(), nil
}
