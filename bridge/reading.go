package bridge

import (
	"errors"
	"fmt"
	"slices"

	"github.com/DataDog/go-python3"
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// A reading is what py/result.py found in what predict returned.
type reading struct {
	columns    object // a list with each output's column
	undeclared []string
	labels     object   // what labels the rows: see py/labels.py
	square     []string // where it fits two readings
}

func (m *model) reading(py *python, answers []object, batch arrow.Record) (reading, error) {
	rows := batch.NumRows()
	each := m.spec.Contract.CallsEachRow()
	switch m.spec.Contract.Predict.Rows {
	case schema.RowsKey:
		each = true
	case schema.RowsKeys:
		rows = -1
	}
	if err := m.give(py, batch.Schema()); err != nil {
		return reading{}, err
	}
	found, err := py.method(m.reader, "columns", answers, rows, each)
	if err != nil {
		return reading{}, err
	}
	parts := make([]object, 4)
	for i := range parts {
		if parts[i], err = py.item(found, i); err != nil {
			return reading{}, err
		}
	}
	undeclared, err := py.texts(parts[1])
	if err != nil {
		return reading{}, err
	}
	square, err := py.texts(parts[3])
	return reading{parts[0], undeclared, parts[2], square}, err
}

// give tells the reader the names of the columns that predict has. Those of
// images have none.
func (m *model) give(py *python, s *arrow.Schema) error {
	if m.image != nil || m.given == s || m.given != nil && m.given.Equal(s) {
		return nil
	}
	names, err := py.names(s)
	if err != nil {
		return err
	}
	if _, err = py.method(m.reader, "give", names); err == nil {
		m.given = s
	}
	return err
}

// holdLabels holds what labels the rows of a result against the rows that were
// given, as they are in the batch: the model may have changed its frame.
func (m *model) holdLabels(py *python, labels object, call wrapper.Call) error {
	if python3.PyList_Size(labels) == 0 {
		return nil
	}
	given, err := m.labelling(py, labels, call.Batch)
	if err != nil {
		return err
	}
	var index any
	if call.Index != nil {
		index = call.Index
	}
	_, err = m.in.glue.call(py, "labels.agree", labels, given, m.spec.Contract.Predict.Keys, index, call.Batch.NumRows())
	return err
}

// labelling are the columns of a batch that labels are of, as lists by name.
func (m *model) labelling(py *python, labels object, batch arrow.Record) (mapping, error) {
	names := slices.Clone(m.spec.Contract.Predict.Keys) // which an index may hold
	for i := range python3.PyList_Size(labels) {
		label := python3.PyList_GetItem(labels, i)
		name, err := py.item(label, 0)
		if err != nil || name == python3.Py_None {
			continue
		}
		text, err := py.text(name)
		if err != nil {
			return nil, err
		}
		names = append(names, text)
	}
	var given mapping
	known := map[string]bool{}
	for _, text := range names {
		if at := batch.Schema().FieldIndices(text); len(at) == 1 && !known[text] {
			known[text] = true
			values, err := m.cellsOf(py, batch, at[0])
			if err != nil {
				return nil, err
			}
			given = append(given, entry{text, values})
		}
	}
	return given, nil
}

// cellsOf is a column of a batch as a list of Python's own values.
func (m *model) cellsOf(py *python, batch arrow.Record, column int) (object, error) {
	one := array.NewRecord(arrow.NewSchema(batch.Schema().Fields()[column:column+1], nil), batch.Columns()[column:column+1], batch.NumRows())
	defer one.Release()
	cells, release, err := m.cells(py, one)
	defer release()
	if err != nil {
		return nil, err
	}
	return py.value(cells[:batch.NumRows()])
}

// prove makes a call once more with its last row repeated, where a result fits
// two readings: only rows of outputs have a row more then, and the outputs of
// one key are as many as before.
func (m *model) prove(py *python, square []string, call wrapper.Call, hide func(string) string) error {
	again, err := lastRepeated(call)
	if err != nil {
		return err
	}
	defer again.Batch.Release()
	inputs, err := m.inputs(py, again, nil)
	if err != nil {
		return py.failed(err)
	}
	var found reading
	answers, err := m.ask(py, [][]input{inputs}, 1, hide)
	if err == nil {
		found, err = m.reading(py, answers[0], again.Batch)
		err = m.in.resultError(py, err, m.phase, m.spec.Roots, hide)
	}
	seen := ""
	var raised *wrapper.Exception
	var refused *wrapper.ResultError
	switch {
	case slices.ContainsFunc(found.square, func(place string) bool { return slices.Contains(square, place) }):
		seen = "it has one more in both"
	case errors.As(err, &refused):
		seen = fmt.Sprintf("it has %s where %s are declared", refused.Got, refused.Declared)
	case errors.As(err, &raised):
		seen = "predict raises " + raised.Error()
	default:
		return err
	}
	n := call.Batch.NumRows()
	return &wrapper.ResultError{Reason: "shape", Declared: "rows of outputs",
		Got: fmt.Sprintf("as many values as rows, %d, which may be rows or outputs; with one row more %s", n, seen),
		Fix: "return one result a row, or say which output is which by take"}
}

// lastRepeated is a call with its last row twice. The caller releases its batch.
func lastRepeated(call wrapper.Call) (wrapper.Call, error) {
	n := call.Batch.NumRows()
	columns := make([]arrow.Array, call.Batch.NumCols())
	for i, column := range call.Batch.Columns() {
		last := array.NewSlice(column, n-1, n)
		defer last.Release()
		var err error
		if columns[i], err = array.Concatenate([]arrow.Array{column, last}, memory.DefaultAllocator); err != nil {
			return wrapper.Call{}, fmt.Errorf("repeat the last row: %w", err)
		}
		defer columns[i].Release()
	}
	again := call
	again.Batch, again.Mapping, again.Prepared = array.NewRecord(call.Batch.Schema(), columns, n+1), nil, nil
	if call.Index != nil {
		again.Index = append(call.Index[:n:n], call.Index[n-1])
	}
	return again, nil
}
