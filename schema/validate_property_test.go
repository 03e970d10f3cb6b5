package schema_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handoff/schema"
)

// A cell is one value of a float column, or a missing one.
type cell struct {
	value   float64
	missing bool
}

func cells() *rapid.Generator[[]cell] {
	values := rapid.OneOf(rapid.Float64Range(-3, 3), rapid.SampledFrom([]float64{nan, inf, -inf, 0, 1, math.Copysign(0, -1)}))
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) cell {
		return cell{values.Draw(t, "value"), rapid.Bool().Draw(t, "missing")}
	}))
}

// reason says what is wrong with a cell, in the words of the contract's
// documentation, one rule after the other.
func (c cell) reason(nullable, isOutput bool) schema.Reason {
	switch {
	case c.missing && !nullable:
		return schema.ReasonNull
	case c.missing:
		return ""
	case isOutput && math.IsInf(c.value, 0), isOutput && math.IsNaN(c.value) && !nullable:
		return schema.ReasonFinite
	case math.IsNaN(c.value) && !nullable:
		return schema.ReasonNull
	case c.value < 0 || c.value > 1:
		return schema.ReasonRange
	}
	return ""
}

func TestEveryFloatIsJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, nullable := cells().Draw(t, "rows"), rapid.Bool().Draw(t, "nullable")
		from := rapid.IntRange(0, len(rows)).Draw(t, "from")
		rec := floatsOf(rows)
		defer rec.Release()
		slice := rec.NewSlice(int64(from), int64(len(rows)))
		defer slice.Release()
		unit := []schema.Bound{{Number: 0}, {Number: 1}}
		dtype := schema.DType{Kind: schema.Float64}
		c := &schema.Contract{Columns: []schema.Column{{Name: "x", DType: dtype, Nullable: nullable, Range: unit}},
			Outputs: []schema.Output{{Name: "x", DType: dtype, Nullable: nullable, Range: unit}}}
		for isOutput, got := range map[bool][]schema.Violation{false: c.ValidateInput(slice), true: c.ValidateOutput(slice, slice.NumRows(), nil)} {
			if diff := cmp.Diff(wanted(rows[from:], nullable, isOutput), reasons(got)); diff != "" {
				t.Fatalf("output %v: -want +got:\n%s", isOutput, diff)
			}
		}
	})
}

func wanted(rows []cell, nullable, isOutput bool) []string {
	var want []string
	for i, c := range rows {
		if reason := c.reason(nullable, isOutput); reason != "" {
			want = append(want, fmt.Sprint(i, reason))
		}
	}
	return want
}

func reasons(found []schema.Violation) []string {
	var got []string
	for _, v := range found {
		got = append(got, fmt.Sprint(v.Row, v.Reason))
	}
	return got
}

func floatsOf(rows []cell) arrow.Record {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	defer b.Release()
	for _, c := range rows {
		if c.missing {
			b.AppendNull()
		} else {
			b.Append(c.value)
		}
	}
	arr := b.NewArray()
	defer arr.Release()
	return array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "x", Type: arr.DataType(), Nullable: true}}, nil), []arrow.Array{arr}, int64(len(rows)))
}
