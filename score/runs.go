package score

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// runs are the runs of rows of a batch that keep the contract, by column:
// keys, then outputs.
type runs [][]arrow.Array

// add adds the results of an answer that have no violation, with their keys, of
// which there is a row a result, and tells of how many records they are.
func (r *runs) add(keys arrow.Record, a answer, broken map[int64][]schema.Violation) (scored int64) {
	from, results := int64(0), int64(len(a.spans))
	for i, s := range a.spans {
		i := int64(i)
		if broken[i] != nil {
			r.slice(keys, a.result.Outputs, from, i)
			from = i + 1
			continue
		}
		scored += s.end - s.from
	}
	r.slice(keys, a.result.Outputs, from, results)
	return scored
}

// slice adds the results from to to of an answer.
func (r *runs) slice(keys, outputs arrow.Record, from, to int64) {
	if from == to {
		return
	}
	var columns []arrow.Array
	if keys != nil {
		columns = slicesOf(columns, keys, from, to)
	}
	columns = slicesOf(columns, outputs, from, to)
	if *r == nil {
		*r = make(runs, len(columns))
	}
	for i, column := range columns {
		(*r)[i] = append((*r)[i], column)
	}
}

func slicesOf(all []arrow.Array, r arrow.Record, from, to int64) []arrow.Array {
	for _, column := range r.Columns() {
		all = append(all, array.NewSlice(column, from, to))
	}
	return all
}

// record joins the runs.
func (r runs) record(schema *arrow.Schema) (arrow.Record, error) {
	if r == nil {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		defer b.Release()
		return b.NewRecord(), nil
	}
	columns := make([]arrow.Array, len(r))
	for i, pieces := range r {
		column, err := array.Concatenate(pieces, memory.DefaultAllocator)
		if err != nil {
			return nil, fmt.Errorf("join the results of a batch: %w", err)
		}
		defer column.Release()
		columns[i] = column
	}
	return array.NewRecord(schema, columns, int64(columns[0].Len())), nil
}

func (r *runs) release() {
	for _, pieces := range *r {
		for _, piece := range pieces {
			piece.Release()
		}
	}
}
