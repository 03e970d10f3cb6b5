package check

import (
	"math/rand"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/bitutil"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// withMissing is the record with columns missing in every n-th row, from the
// first on. The caller releases it.
func withMissing(record arrow.Record, columns []string, every int) arrow.Record {
	arrays := slices.Clone(record.Columns())
	for i, field := range record.Schema().Fields() {
		if slices.Contains(columns, field.Name) {
			arrays[i] = nullified(arrays[i], everyNth(every))
			defer arrays[i].Release()
		}
	}
	return array.NewRecord(record.Schema(), arrays, record.NumRows())
}

// withHoles is the record with a third of the nullable columns' values
// missing, always the same ones; nil where no column is nullable. The caller
// releases it.
func withHoles(record arrow.Record) arrow.Record {
	random := rand.New(rand.NewSource(1))
	arrays, any := slices.Clone(record.Columns()), false
	for i, field := range record.Schema().Fields() {
		if c, err := schema.ColumnOf(field); err == nil && c.Nullable {
			arrays[i], any = nullified(arrays[i], func(int) bool { return random.Intn(3) == 0 }), true
			defer arrays[i].Release()
		}
	}
	if !any {
		return nil
	}
	return array.NewRecord(record.Schema(), arrays, record.NumRows())
}

// everyNth picks every n-th row, from the first on.
func everyNth(n int) func(int) bool { return func(i int) bool { return i%n == 0 } }

// nullified is the array with the picked values missing; it shares the values.
func nullified(a arrow.Array, picked func(row int) bool) arrow.Array {
	from := a.Data()
	valid := make([]byte, bitutil.BytesForBits(int64(from.Offset()+from.Len())))
	nulls := 0
	for i := range from.Len() {
		if a.IsNull(i) || picked(i) {
			nulls++
		} else {
			bitutil.SetBit(valid, from.Offset()+i)
		}
	}
	buffers := slices.Clone(from.Buffers())
	buffers[0] = memory.NewBufferBytes(valid)
	data := array.NewData(from.DataType(), from.Len(), buffers, from.Children(), nulls, from.Offset())
	defer data.Release()
	if dictionary, ok := from.Dictionary().(*array.Data); ok && dictionary != nil {
		data.SetDictionary(dictionary)
	}
	return array.MakeFromData(data)
}
