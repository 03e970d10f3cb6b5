package bridge

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
	"handoff/wrapper"
)

// An input is what one call of predict is given: a value, or keywords, or what
// make makes for that call alone.
type input struct {
	value, keywords object
	make            func(*python) (object, error)
}

// inputs makes what predict takes of a batch: one input for all its rows, or
// one a row, as the form says.
func (m *model) inputs(py *python, call wrapper.Call, pages *mappedPages) ([]input, error) {
	if m.image != nil {
		return m.imageInputs(py, call)
	}
	switch form := m.spec.Contract.Predict.Form; form {
	case schema.FormDataFrame, "":
		return one(m.in.frame(py, call, pages))
	case schema.FormArray, schema.FormTensor:
		return one(m.matrix(py, call.Batch))
	case schema.FormRecord, schema.FormArguments:
		return m.records(py, call.Batch, form == schema.FormArguments)
	case schema.FormBytes:
		return nil, fmt.Errorf("form %q takes JPEGs: the contract needs an [image] section", form)
	default:
		return nil, fmt.Errorf("form %q is not one handoff knows", form)
	}
}

func one(o object, err error) ([]input, error) { return []input{{value: o}}, err }

// records makes a dict a row, of plain Python values: no numpy, no pandas.
func (m *model) records(py *python, batch arrow.Record, asKeywords bool) ([]input, error) {
	rows := int(batch.NumRows())
	inputs := make([]input, rows)
	if rows == 0 {
		return inputs, nil
	}
	cells, release, err := m.cells(py, batch)
	defer release()
	if err != nil {
		return nil, err
	}
	names, err := py.names(batch.Schema())
	if err != nil {
		return nil, err
	}
	dicts := make([]object, rows)
	err = fillDicts(names, cells, dicts)
	for i, d := range dicts {
		if d == nil {
			continue
		}
		py.own(d)
		if inputs[i].value = d; asKeywords {
			inputs[i] = input{keywords: d}
		}
	}
	return inputs, err
}

// cells are the batch's values as objects, column after column. release
// gives them up, and is to be called after a failure too.
func (m *model) cells(py *python, batch arrow.Record) (cells []object, release func(), err error) {
	rows := int(batch.NumRows())
	cells = make([]object, int(batch.NumCols())*rows+1) // never empty, so that it has an address
	release = func() {
		for _, o := range cells {
			if o != nil {
				o.DecRef()
			}
		}
	}
	columns, err := m.in.declared(batch.Schema())
	if err != nil {
		return nil, release, err
	}
	for i, c := range columns {
		if err := (column{plainNull(c), batch.Column(i)}).fillObjects(py, cells[i*rows:(i+1)*rows]); err != nil {
			return nil, release, named(c.Name, err)
		}
	}
	return cells, release, nil
}

// plainNull makes a missing value of a record None, but NaN where it is a
// float's or the contract says so: NA and NaT are pandas'.
func plainNull(c schema.Column) schema.Column {
	if c.Null != schema.NullNaN && (c.Null != "" || c.DType.Extension || !c.DType.IsFloat()) {
		c.Null = schema.NullNone
	}
	return c
}

// names is a tuple of the fields' names.
func (py *python) names(s *arrow.Schema) (object, error) {
	names := make([]object, s.NumFields())
	for i, field := range s.Fields() {
		var err error
		if names[i], err = py.str(field.Name); err != nil {
			return nil, err
		}
	}
	return py.tuple(names...)
}

// matrixModule is the module of the glue that makes arrays or tensors, "" for
// other forms.
func matrixModule(form schema.Form) string {
	return map[schema.Form]string{schema.FormArray: "matrix", schema.FormTensor: "tensor"}[form]
}

// matrix is a numpy array or a torch tensor of rows by columns in the
// declared dtype.
func (m *model) matrix(py *python, batch arrow.Record) (object, error) {
	dtype := m.spec.Contract.Predict.DType
	a, memory, err := m.emptyMatrix(py, []int64{batch.NumRows(), batch.NumCols()}, dtype)
	if err != nil {
		return nil, py.failed(err)
	}
	width := itemSize[dtype]
	columns, err := m.in.declared(batch.Schema())
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		if batch.NumRows() == 0 {
			break
		}
		if err := (column{c, batch.Column(i)}).spread(memory[i*width:], dtype, int(batch.NumCols())); err != nil {
			return nil, named(c.Name, err)
		}
	}
	return a, nil
}

// emptyMatrix is a new array or tensor and its memory.
func (m *model) emptyMatrix(py *python, shape []int64, dtype string) (a object, memory []byte, err error) {
	made, err := m.in.glue.call(py, matrixModule(m.spec.Contract.Predict.Form)+".empty", shape, dtype)
	if err != nil {
		return nil, nil, err
	}
	if a, err = py.item(made, 0); err != nil {
		return nil, nil, err
	}
	holder, err := py.item(made, 1)
	if err != nil {
		return nil, nil, err
	}
	memory, err = py.memory(holder, true)
	return a, memory, err
}
