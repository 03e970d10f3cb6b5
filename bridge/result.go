package bridge

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/DataDog/go-python3"
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

// wanted is an output as py/result.py and py/encode.py take it.
type wanted struct {
	Name  string        `json:"name"`
	DType string        `json:"dtype"`
	JSON  bool          `json:"json"`
	List  bool          `json:"list"`
	Take  string        `json:"take"`
	Steps []schema.Step `json:"steps"`
	Zone  string        `json:"zone"`
}

// prepareReader makes the reader of the contract's outputs.
func (m *model) prepareReader(py *python) error {
	results := m.spec.Contract.Results()
	outputs := make([]wanted, len(results))
	for i, o := range results {
		steps, err := schema.ParseTake(o.Take)
		if err != nil {
			return fmt.Errorf("output %q: %w", o.Name, err)
		}
		k := o.DType.Kind
		outputs[i] = wanted{o.Name, o.DType.String(), k == schema.JSON, k == schema.List, o.Take, steps, o.DType.Zone}
	}
	text, err := json.Marshal(outputs)
	if err != nil {
		return err
	}
	reader, err := m.in.glue.call(py, "result.reader", string(text), m.spec.Contract.Predict.Rows == schema.RowsKeys)
	if err != nil {
		return py.failed(err)
	}
	m.reader, m.outputs = m.keep(reader), m.spec.Contract.ResultSchema()
	return nil
}

// read makes the result of what predict answered. The caller releases it.
func (m *model) read(py *python, answers []object, call wrapper.Call, hide func(string) string) (*wrapper.Result, error) {
	seen, err := m.seen(py, answers)
	seen.Columns = hidden(seen.Columns, hide)
	if err != nil {
		return nil, m.refused(py, err, seen, hide)
	}
	record, undeclared, err := m.outputsIn(py, answers, call, hide)
	if err != nil {
		return nil, m.refused(py, err, seen, hide)
	}
	seen.Undeclared = hidden(undeclared, hide)
	return &wrapper.Result{Outputs: record, Seen: seen}, nil
}

// outputsIn finds the outputs in what predict answered, and the names of what
// else there is. The caller releases them.
func (m *model) outputsIn(py *python, answers []object, call wrapper.Call, hide func(string) string) (arrow.Record, []string, error) {
	found, err := m.reading(py, answers, call.Batch)
	if err != nil {
		return nil, nil, err
	}
	if err := m.holdLabels(py, found.labels, call); err != nil {
		return nil, nil, err
	}
	record, err := m.record(py, found.columns)
	if err != nil {
		return nil, nil, err
	}
	if len(found.square) > 0 {
		if err := m.prove(py, found.square, call, hide); err != nil {
			record.Release()
			return nil, nil, err
		}
	}
	return record, found.undeclared, nil
}

// refused adds what was seen to a result error.
func (m *model) refused(py *python, err error, seen wrapper.Seen, hide func(string) string) error {
	err = m.in.resultError(py, err, m.phase, m.spec.Roots, hide)
	var r *wrapper.ResultError
	if errors.As(err, &r) {
		r.Seen = seen
	}
	return err
}

// hidden are the names without what hide takes out of them.
func hidden(names []string, hide func(string) string) []string {
	var all []string
	for _, name := range names {
		all = append(all, hide(name))
	}
	return all
}

// A described is what py/seen.py said of a result: nearly always what it said
// of the one before.
type described struct {
	text string
	seen wrapper.Seen
}

func (m *model) seen(py *python, answers []object) (wrapper.Seen, error) {
	text, err := m.in.glue.text(py, "seen.describe", answers)
	if err != nil {
		return wrapper.Seen{}, err
	}
	if text != m.last.text {
		m.last = described{text: text}
		err = json.Unmarshal([]byte(text), &m.last.seen)
	}
	return m.last.seen, err
}

// record encodes the columns.
func (m *model) record(py *python, columns object) (arrow.Record, error) {
	outputs, err := py.attr(m.reader, "outputs")
	if err != nil {
		return nil, err
	}
	s := m.outputs
	arrays := make([]arrow.Array, s.NumFields())
	defer func() {
		for _, a := range arrays {
			if a != nil {
				a.Release()
			}
		}
	}()
	rows := int64(0)
	for i, field := range s.Fields() {
		kind, elem := kindsOf(field.Type)
		if isJSON(m.spec.Contract, i) {
			kind = "json"
		}
		values, err := py.item(columns, i)
		if err != nil {
			return nil, err
		}
		output, err := py.item(outputs, i)
		if err != nil {
			return nil, err
		}
		encoded, err := m.in.glue.call(py, "encode.encode", output, kind, elem, values)
		if err != nil {
			return nil, err
		}
		if arrays[i], err = py.array(encoded, field.Type, values.Length()); err != nil {
			return nil, err
		}
		rows = int64(arrays[i].Len())
	}
	return array.NewRecord(s, arrays, rows), nil
}

// isJSON tells whether a result's column holds JSON. Those behind the outputs
// are keys.
func isJSON(c *schema.Contract, column int) bool {
	return column < len(c.Outputs) && c.Outputs[column].DType.Kind == schema.JSON
}

// texts are the items of a list of str.
func (py *python) texts(list object) ([]string, error) {
	var texts []string
	for i := range python3.PyList_Size(list) {
		text, err := py.text(python3.PyList_GetItem(list, i))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}
