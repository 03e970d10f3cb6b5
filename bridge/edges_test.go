package bridge

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// everyColumn is every dtype with every null it may have, nullable and not.
func everyColumn() []schema.Column {
	var all []schema.Column
	for _, text := range []string{
		"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
		"bool", "str", "datetime64[ns]", "datetime64[ns, America/Chicago]", "datetime64[ns, UTC]", "date", "timedelta64[ns]",
		"Int8", "Int64", "UInt64", "Float32", "Float64", "boolean", "string", "list[int64]", "list[float64]", "list[str]", "list[bool]",
	} {
		d, err := schema.ParseDType(text)
		if err != nil {
			panic(err)
		}
		all = append(all, schema.Column{Name: text, DType: d})
		for _, null := range nullsOf(d) {
			all = append(all, schema.Column{Name: fmt.Sprintf("%s %s", text, null), DType: d, Nullable: true, Null: null})
		}
	}
	category := schema.DType{Kind: schema.Category}
	text := []schema.Level{{Text: "z"}, {Text: "é"}, {Text: ""}, {Text: "never"}}
	whole := []schema.Level{{Int: 7, IsInt: true}, {Int: -1, IsInt: true}, {Int: math.MaxInt64, IsInt: true}}
	return append(all,
		schema.Column{Name: "category", DType: category, Levels: text},
		schema.Column{Name: "category ordered", DType: category, Levels: text, Ordered: true, Nullable: true},
		schema.Column{Name: "category int", DType: category, Levels: whole, Nullable: true},
		schema.Column{Name: "category many", DType: category, Levels: manyLevels(200), Nullable: true})
}

func manyLevels(n int) []schema.Level {
	levels := make([]schema.Level, n)
	for i := range levels {
		levels[i].Text = fmt.Sprint("level ", i)
	}
	return levels
}

func nullsOf(d schema.DType) []schema.Null {
	switch {
	case d.Extension:
		return []schema.Null{schema.NullNA}
	case d.IsInteger():
		return []schema.Null{schema.NullNaN, schema.NullNA, schema.NullNone}
	case d.IsFloat():
		return []schema.Null{schema.NullNaN, schema.NullNA}
	case d.Kind == schema.Str:
		return []schema.Null{schema.NullNone, schema.NullNaN, schema.NullNA}
	case d.Kind == schema.Bool:
		return []schema.Null{schema.NullNone, schema.NullNA}
	case d.IsTime():
		return []schema.Null{schema.NullNaT}
	}
	return []schema.Null{schema.NullNone}
}

// appendEdge appends the dtype's i-th edge value.
func appendEdge(b array.Builder, c schema.Column, i int) {
	switch b := b.(type) {
	case *array.Int8Builder:
		b.Append([]int8{math.MinInt8, math.MaxInt8, 0}[i%3])
	case *array.Int16Builder:
		b.Append([]int16{math.MinInt16, math.MaxInt16, 0}[i%3])
	case *array.Int32Builder:
		b.Append([]int32{math.MinInt32, math.MaxInt32, 0}[i%3])
	case *array.Int64Builder:
		b.Append([]int64{math.MinInt64, math.MaxInt64, 0, 1<<53 + 1}[i%4])
	case *array.Uint8Builder:
		b.Append([]uint8{math.MaxUint8, 0}[i%2])
	case *array.Uint16Builder:
		b.Append([]uint16{math.MaxUint16, 0}[i%2])
	case *array.Uint32Builder:
		b.Append([]uint32{math.MaxUint32, 0}[i%2])
	case *array.Uint64Builder:
		b.Append([]uint64{math.MaxUint64, 0, 1 << 63}[i%3])
	case *array.Float32Builder:
		b.Append([]float32{math.MaxFloat32, 0.1, float32(math.Inf(-1)), math.SmallestNonzeroFloat32}[i%4])
	case *array.Float64Builder:
		b.Append([]float64{math.MaxFloat64, 0.1, math.Inf(1), math.SmallestNonzeroFloat64, math.Copysign(0, -1)}[i%5])
	case *array.BooleanBuilder:
		b.Append(i%2 == 0)
	case *array.StringBuilder:
		b.Append([]string{"", "plain", "Zoë 東京", "a\x00b", "\U0001F9E0", "nan", "None"}[i%7])
	case *array.TimestampBuilder:
		b.Append([]arrow.Timestamp{0, math.MaxInt64, math.MinInt64 + 1, -1, 1667109600000000001}[i%5])
	case *array.DurationBuilder:
		b.Append([]arrow.Duration{0, math.MaxInt64, math.MinInt64 + 1, -1}[i%4])
	case *array.Date32Builder:
		b.Append([]arrow.Date32{0, -719162, 2932896, -1, 11016}[i%5]) // 0001-01-01, 9999-12-31, 2000-02-29
	case *array.BinaryDictionaryBuilder:
		must(b.AppendString(c.Levels[i%len(c.Levels)].Text))
	case *array.Int64DictionaryBuilder:
		must(b.Append(c.Levels[i%len(c.Levels)].Int))
	case *array.ListBuilder:
		b.Append(true)
		for k := range i % 3 {
			appendEdge(b.ValueBuilder(), c, i+k)
		}
	default:
		panic(fmt.Sprintf("no edge values for %T", b))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// batchOf has rows rows of edge values, chosen by pick: negative for null.
func batchOf(columns []schema.Column, rows int, pick func(c schema.Column, row int) int) arrow.Record {
	s := (&schema.Contract{Columns: columns}).InputSchema()
	arrays := make([]arrow.Array, len(columns))
	for i, c := range columns {
		arrays[i] = arrayOf(s.Field(i).Type, c, rows, pick)
	}
	return array.NewRecord(s, arrays, int64(rows))
}

func arrayOf(t arrow.DataType, c schema.Column, rows int, pick func(schema.Column, int) int) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, t)
	switch b := b.(type) { // levels are declared in full and in order, whatever the rows hold
	case *array.BinaryDictionaryBuilder:
		levels := array.NewStringBuilder(memory.DefaultAllocator)
		for _, l := range c.Levels {
			levels.Append(l.Text)
		}
		must(b.InsertStringDictValues(levels.NewStringArray()))
	case *array.Int64DictionaryBuilder:
		levels := array.NewInt64Builder(memory.DefaultAllocator)
		for _, l := range c.Levels {
			levels.Append(l.Int)
		}
		must(b.InsertDictValues(levels.NewInt64Array()))
	}
	for row := range rows {
		if i := pick(c, row); i < 0 {
			b.AppendNull()
		} else {
			appendEdge(b, c, i)
		}
	}
	return b.NewArray()
}
