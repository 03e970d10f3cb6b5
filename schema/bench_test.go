package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// mixed is a contract of 20 columns, and a batch that keeps it.
func mixed(t testing.TB, rows int) (*schema.Contract, arrow.Record) {
	var sections strings.Builder
	for i := range 20 {
		declared := []string{`dtype = "int64"` + "\nrange = [0, 120]", `dtype = "float64"` + "\nnullable = true\nrange = [0, inf]",
			`dtype = "str"`, `dtype = "category"` + "\n" + `levels = ["EL", "EM", "UR"]`, `dtype = "datetime64[ns]"` + "\nrange = [1900-01-01, 2100-01-01]"}[i%5]
		fmt.Fprintf(&sections, "[[columns]]\nname = \"c%d\"\n%s\n", i, declared)
	}
	c := contractOf(t, sections.String())
	b := array.NewRecordBuilder(memory.DefaultAllocator, c.InputSchema())
	defer b.Release()
	for _, field := range b.Fields() {
		if dictionary, ok := field.(*array.BinaryDictionaryBuilder); ok {
			insert(t, dictionary, "EL", "EM", "UR")
		}
		for range rows {
			if err := field.AppendValueFromString(sound[field.Type().ID()]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c, b.NewRecord()
}

func insert(t testing.TB, b *array.BinaryDictionaryBuilder, levels ...string) {
	all := array.NewStringBuilder(memory.DefaultAllocator)
	defer all.Release()
	all.AppendValues(levels, nil)
	if err := b.InsertStringDictValues(all.NewStringArray()); err != nil {
		t.Fatal(err)
	}
}

var sound = map[arrow.Type]string{arrow.INT64: "54", arrow.FLOAT64: "1.5", arrow.STRING: "Z7004",
	arrow.DICTIONARY: "EL", arrow.TIMESTAMP: "2024-12-31 23:59:59"}

func BenchmarkValidateInput(b *testing.B) {
	for _, rows := range []int{1, 10_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			c, rec := mixed(b, rows)
			defer rec.Release()
			b.ReportAllocs()
			for b.Loop() {
				c.ValidateInput(rec)
			}
		})
	}
}

// What it costs to find nothing does not grow with the rows.
func TestValidateAllocatesNothingForAValue(t *testing.T) {
	allocations := func(rows int) float64 {
		c, rec := mixed(t, rows)
		defer rec.Release()
		if found := c.ValidateInput(rec); len(found) > 0 {
			t.Fatal(told(found))
		}
		return testing.AllocsPerRun(10, func() { c.ValidateInput(rec) })
	}
	if one, many := allocations(1), allocations(1000); many > one {
		t.Errorf("%v allocations for one row, %v for a thousand", one, many)
	}
}
