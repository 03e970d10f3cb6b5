package schema_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// contractOf is a contract with the given [[columns]] and [[outputs]].
func contractOf(t testing.TB, sections string) *schema.Contract {
	t.Helper()
	text := "[model]\nname = \"m\"\n[load]\ncall = \"a:b\"\n[predict]\ncall = \"p\"\nform = \"record\"\n" + sections
	if !strings.Contains(text, "[[columns]]") {
		text += "\n[[columns]]\nname = \"c\"\ndtype = \"str\"\n"
	}
	if !strings.Contains(text, "[[outputs]]") {
		text += "\n[[outputs]]\nname = \"o\"\ndtype = \"json\"\n"
	}
	c, err := schema.Parse("handoff.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// batch makes a record of one column named x; nil is a missing value.
func batch(t testing.TB, dtype arrow.DataType, values ...any) arrow.Record {
	t.Helper()
	b := array.NewBuilder(memory.DefaultAllocator, dtype)
	defer b.Release()
	for _, v := range values {
		add(t, b, v)
	}
	arr := b.NewArray()
	defer arr.Release()
	s := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arr.DataType(), Nullable: true}}, nil)
	return array.NewRecord(s, []arrow.Array{arr}, int64(arr.Len()))
}

func add(t testing.TB, b array.Builder, v any) {
	switch to := b.(type) {
	case *array.Float64Builder:
		if f, ok := v.(float64); ok {
			to.Append(f)
			return
		}
	case *array.Float32Builder:
		if f, ok := v.(float32); ok {
			to.Append(f)
			return
		}
	case *array.StringBuilder:
		if s, ok := v.(string); ok {
			to.Append(s)
			return
		}
	case *array.ListBuilder:
		if items, ok := v.([]any); ok {
			to.Append(true)
			for _, item := range items {
				add(t, to.ValueBuilder(), item)
			}
			return
		}
	}
	if v == nil {
		b.AppendNull()
	} else if err := b.AppendValueFromString(fmt.Sprint(v)); err != nil {
		t.Fatal(err)
	}
}

// told writes violations one a line: row, then what is printed.
func told(found []schema.Violation) []string {
	var lines []string
	for _, v := range found {
		lines = append(lines, fmt.Sprintf("%d: %s", v.Row, v))
	}
	return lines
}

var (
	i64  = arrow.PrimitiveTypes.Int64
	u64  = arrow.PrimitiveTypes.Uint64
	f32  = arrow.PrimitiveTypes.Float32
	f64  = arrow.PrimitiveTypes.Float64
	text = arrow.BinaryTypes.String
	day  = arrow.FixedWidthTypes.Date32
	span = arrow.FixedWidthTypes.Duration_ns
	wall = &arrow.TimestampType{Unit: arrow.Nanosecond}
	inf  = math.Inf(1)
	nan  = math.NaN()
)

func chicago() arrow.DataType {
	return &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "America/Chicago"}
}
