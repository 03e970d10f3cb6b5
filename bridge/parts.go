package bridge

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/wrapper"
)

// cut is the call as its parts, each a call of its own. done releases them.
func cut(call wrapper.Call) (parts []wrapper.Call, done func()) {
	n, count := call.Batch.NumRows(), int64(call.Parts)
	if count < 2 {
		return []wrapper.Call{call}, func() {}
	}
	for i := range count {
		from, to := i*n/count, (i+1)*n/count
		part := call
		part.Batch = call.Batch.NewSlice(from, to)
		if call.Index != nil {
			part.Index = call.Index[from:to]
		}
		parts = append(parts, part)
	}
	return parts, func() {
		for _, part := range parts {
			part.Batch.Release()
		}
	}
}

// partInputs makes what predict takes of each part. The pages of the batch's
// mapping are for a frame of the whole batch alone.
func (m *model) partInputs(py *python, parts []wrapper.Call, pages *mappedPages) ([][]input, error) {
	if len(parts) > 1 {
		pages = nil
	}
	inputs := make([][]input, len(parts))
	for i, part := range parts {
		var err error
		if inputs[i], err = m.inputs(py, part, pages); err != nil {
			return nil, err
		}
	}
	return inputs, nil
}

// askTogether calls transform and predict on all inputs from several threads.
func (m *model) askTogether(py *python, inputs [][]input, threads int) ([][]object, error) {
	var given []any
	for _, part := range inputs {
		for _, in := range part {
			if in.keywords != nil {
				given = append(given, []any{nil, in.keywords})
			} else {
				given = append(given, []any{in.value, nil})
			}
		}
	}
	var transform any
	if m.transform != nil {
		transform = m.transform
	}
	list, err := m.in.glue.call(py, "threads.together", m.predict, transform, m.constants, given, threads)
	if err != nil {
		return nil, err
	}
	answers, at := make([][]object, len(inputs)), 0
	for i, part := range inputs {
		answers[i] = make([]object, len(part))
		for k := range part {
			if answers[i][k], err = py.item(list, at); err != nil {
				return nil, err
			}
			at++
		}
	}
	return answers, nil
}

// readParts reads the parts' answers as the one result of their call.
func (m *model) readParts(py *python, answers [][]object, parts []wrapper.Call, hide func(string) string) (*wrapper.Result, error) {
	results := make([]*wrapper.Result, len(parts))
	defer func() {
		for _, r := range results[1:] {
			r.Release()
		}
	}()
	for i, part := range parts {
		var err error
		if results[i], err = m.read(py, answers[i], part, hide); err != nil {
			results[0].Release()
			return nil, err
		}
	}
	whole := results[0]
	if len(parts) == 1 {
		return whole, nil
	}
	outputs, err := joined(results)
	whole.Release()
	if err != nil {
		return nil, err
	}
	whole.Outputs = outputs
	return whole, nil
}

// joined is the results' outputs, one after another. The caller releases it.
func joined(results []*wrapper.Result) (arrow.Record, error) {
	s, rows := results[0].Outputs.Schema(), int64(0)
	for _, r := range results {
		rows += r.Outputs.NumRows()
	}
	columns := make([]arrow.Array, s.NumFields())
	for i := range columns {
		parts := make([]arrow.Array, len(results))
		for k, r := range results {
			parts[k] = r.Outputs.Column(i)
		}
		var err error
		if columns[i], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			return nil, fmt.Errorf("joining output %q: %w", s.Field(i).Name, err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(s, columns, rows), nil
}
