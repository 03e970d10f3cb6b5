package records

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// without is the record without some rows, given in rising order.
func without(r arrow.Record, rows []int64, mem memory.Allocator) (arrow.Record, error) {
	if len(rows) == 0 {
		r.Retain()
		return r, nil
	}
	columns := make([]arrow.Array, r.NumCols())
	for i, a := range r.Columns() {
		var err error
		if columns[i], err = arrayWithout(a, rows, mem); err != nil {
			return nil, err
		}
		defer columns[i].Release()
	}
	return array.NewRecord(r.Schema(), columns, r.NumRows()-int64(len(rows))), nil
}

func arrayWithout(a arrow.Array, rows []int64, mem memory.Allocator) (arrow.Array, error) {
	pieces := []arrow.Array{array.NewSlice(a, 0, 0)}
	from := int64(0)
	for _, row := range append(slices.Clone(rows), int64(a.Len())) {
		if row > from {
			pieces = append(pieces, array.NewSlice(a, from, row))
		}
		from = row + 1
	}
	defer func() {
		for _, p := range pieces {
			p.Release()
		}
	}()
	return array.Concatenate(pieces, mem)
}

// slicesWithout is a slice without the items at some indices, in rising order.
func slicesWithout[T any](items []T, rows []int64) []T {
	if len(rows) == 0 {
		return items
	}
	kept, from := make([]T, 0, len(items)-len(rows)), int64(0)
	for _, row := range rows {
		kept = append(kept, items[from:row]...)
		from = row + 1
	}
	return append(kept, items[from:]...)
}
