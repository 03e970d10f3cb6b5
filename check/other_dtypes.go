package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// inOtherDType is the probe of a call that raises, and is answered where
// columns come in another dtype.
func (s *subject) inOtherDType(columns []string) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		for _, kind := range otherKinds {
			if !on.takesAny(columns, kind) {
				continue
			}
			variant, err := on.changed(columns, in(kind))
			if err != nil {
				return nil, err
			}
			other, err := s.provoke(ctx, fmt.Sprintf("a call with %s as %s", listed(columns), kind), variant)
			if err != nil {
				return nil, err
			}
			if other.err == nil {
				return s.refusedWhileTaking(ctx, on, other)
			}
		}
		return nil, nil
	}
}

// otherKinds are what predict may take where it refuses what is declared.
var otherKinds = []schema.Kind{schema.Float64, schema.Int64, schema.Str, schema.Category, schema.Bool, schema.Datetime}

// takesAny tells whether the sample has columns of which one can be of a kind.
func (s *sample) takesAny(columns []string, kind schema.Kind) bool {
	any := false
	for _, name := range columns {
		c, values, err := s.column(name)
		if err != nil {
			return false
		}
		_, ok := as(c, values, kind)
		any = any || ok
	}
	return any
}

// in changes columns that can be of a kind to it; others stay as they are.
func in(kind schema.Kind) change {
	return func(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
		other, ok := as(c, values, kind)
		if ok {
			made, remade, err := rewritten(other, values, func(_ int, text string) string { return spelled(text, c.DType, kind) })
			if err == nil {
				return made, remade, nil
			}
		}
		values.Retain()
		return c, values, nil
	}
}

// as is the column of another kind that holds the same values, if there is one.
func as(c schema.Column, values arrow.Array, kind schema.Kind) (schema.Column, bool) {
	other := schema.Column{Name: c.Name, DType: schema.DType{Kind: kind}, Nullable: values.NullN() > 0}
	d, number := c.DType, c.DType.IsInteger() || c.DType.IsFloat()
	ok := false
	switch kind {
	case schema.Float64:
		ok = number
	case schema.Int64:
		ok = (number || d.Kind == schema.Bool) && values.NullN() == 0
	case schema.Bool:
		ok = d.Kind == schema.Bool || d.IsInteger()
	case schema.Str:
		ok = d.Kind == schema.Str || d.Kind == schema.Category
	case schema.Category:
		other.Levels = levelsIn(c, values)
		ok = d.Kind == schema.Str
	case schema.Datetime:
		ok = d.Kind == schema.Date
	}
	return other, ok && other.PandasDType() != c.PandasDType()
}

// levelsIn are a column's levels, or where it declares none, its values.
func levelsIn(c schema.Column, values arrow.Array) []schema.Level {
	levels := slices.Clone(c.Levels)
	for i := range values.Len() {
		level := schema.Level{Text: values.ValueStr(i)}
		if values.IsValid(i) && len(c.Levels) == 0 && !slices.Contains(levels, level) {
			levels = append(levels, level)
		}
	}
	return levels
}

// spelled is a value's text as a builder of another kind reads it.
func spelled(text string, from schema.DType, to schema.Kind) string {
	switch {
	case from.Kind == schema.Bool && to == schema.Int64:
		return map[string]string{"true": "1", "false": "0"}[text]
	case to == schema.Bool && from.Kind != schema.Bool:
		return map[string]string{"1": "true", "0": "false"}[text]
	}
	return text
}
