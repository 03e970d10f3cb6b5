package score

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// keys are the keys of an answer's results, a row each, nil without keys. The
// caller releases them.
func (a answer) keys(all arrow.Record) (arrow.Record, error) {
	if all == nil {
		return nil, nil
	}
	return picked(all, firstRows(a.spans))
}

// pair puts results that carry their keys into the order of the call's keys
// and drops the keys. A key without a result, or with several, is unpaired. A
// key that was not in the call makes the whole result one that is not as declared.
func (a *answer) pair(keys arrow.Record) error {
	outputs := a.result.Outputs
	n := int(outputs.NumCols() - keys.NumCols())
	names := strings.Join(fieldNames(keys), ", ")
	result := make(map[string]int64, len(a.spans)) // of each key of the call
	for i, s := range a.spans {
		result[records.KeyAt(keys, int(s.from))] = int64(i)
	}
	rows, found := make([]int64, len(a.spans)), make([]int64, len(a.spans))
	carried := array.NewRecord(keys.Schema(), outputs.Columns()[n:], outputs.NumRows())
	defer carried.Release()
	for row := range outputs.NumRows() {
		i, ok := result[records.KeyAt(carried, int(row))]
		if !ok {
			return &wrapper.ResultError{Reason: "key", Output: names, Declared: "the keys of the call", Got: "another one"}
		}
		rows[i] = row
		found[i]++
	}
	a.unpaired = map[int64][]schema.Violation{}
	for i, times := range found {
		if times != 1 {
			rows[i] = noRow
			a.unpaired[int64(i)] = []schema.Violation{{Reason: schema.ReasonKey, Row: int64(i), Column: names,
				Declared: "one result that carries the key", Got: fmt.Sprint(times)}}
		}
	}
	paired, err := taken(outputs, n, rows)
	if err != nil {
		return err
	}
	outputs.Release()
	a.result.Outputs = paired
	return nil
}

func fieldNames(r arrow.Record) (names []string) {
	for _, f := range r.Schema().Fields() {
		names = append(names, f.Name)
	}
	return names
}

// noRow stands for a row of nulls.
const noRow int64 = -1

// taken is the first n columns of some rows, in any order. The caller releases
// it.
func taken(r arrow.Record, n int, rows []int64) (arrow.Record, error) {
	columns := make([]arrow.Array, n)
	for i := range columns {
		var err error
		if columns[i], err = takenOf(r.Column(i), rows); err != nil {
			return nil, fmt.Errorf("take rows of column %q: %w", r.ColumnName(i), err)
		}
		defer columns[i].Release()
	}
	s := arrow.NewSchema(r.Schema().Fields()[:n], nil)
	return array.NewRecord(s, columns, int64(len(rows))), nil
}

// takenOf joins the stretches of rows that lie beside each other, nearly always
// one.
func takenOf(a arrow.Array, rows []int64) (arrow.Array, error) {
	pieces := []arrow.Array{array.NewSlice(a, 0, 0)}
	defer func() {
		for _, p := range pieces {
			p.Release()
		}
	}()
	for i := 0; i < len(rows); {
		j := i + 1
		for ; j < len(rows) && rows[i] != noRow && rows[j] == rows[j-1]+1; j++ {
		}
		if rows[i] == noRow {
			pieces = append(pieces, array.MakeArrayOfNull(memory.DefaultAllocator, a.DataType(), 1))
		} else {
			pieces = append(pieces, array.NewSlice(a, rows[i], rows[j-1]+1))
		}
		i = j
	}
	return array.Concatenate(pieces, memory.DefaultAllocator)
}
