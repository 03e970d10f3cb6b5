package bridge

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// describe fills in what is known before the model's code runs.
func (m *model) describe(py *python) error {
	if m.in.installed == "" {
		text, err := m.in.glue.text(py, "env.describe")
		if err != nil {
			return py.failed(err)
		}
		m.in.installed = text
	}
	m.info = wrapper.Info{Start: m.in.took, Threads: m.spec.Contract.Environment.Threads}
	return json.Unmarshal([]byte(m.in.installed), &m.info)
}

// warm does before the first call what it needs once: find what makes its
// input, import numpy, torch or pandas, and plan the contract's own schema.
func (m *model) warm(py *python) error {
	form := m.spec.Contract.Predict.Form
	if m.image != nil {
		by, err := m.in.glue.text(py, "image.decoder", form == schema.FormPIL)
		m.pillow = by == "pillow"
		return err
	}
	if module := matrixModule(form); module != "" {
		_, err := m.in.glue.module(py, module)
		return err
	}
	if form != schema.FormDataFrame && form != "" {
		return nil
	}
	if _, err := m.in.glue.module(py, "frame"); err != nil {
		return err
	}
	s := m.spec.Contract.InputSchema()
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	empty := b.NewRecord()
	defer empty.Release()
	_, err := m.in.plan(py, empty)
	return err
}

// call calls the entry point with the resources and constants by keyword.
func (m *model) call(py *python, entry object) (object, error) {
	load := m.spec.Contract.Load
	if entry == nil {
		return py.value(nil)
	}
	if load.Call == "" {
		path, err := py.value(m.spec.Resources[load.Torch])
		if err != nil {
			return nil, err
		}
		return py.apply(entry, nil, path)
	}
	kwargs, err := py.value(load.Arguments)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(load.Resources)) { // **kwargs keep the order
		o, err := m.resource(py, name, load.Resources[name])
		if err != nil {
			return nil, err
		}
		if err := py.setItem(kwargs, name, o); err != nil {
			return nil, err
		}
	}
	return m.apply(py, entry, kwargs)
}

// apply calls the model's own code.
func (m *model) apply(py *python, f, kwargs object, args ...object) (object, error) {
	call, err := m.in.glue.function(py, "model.call")
	if err != nil {
		return nil, err
	}
	return py.apply(call, kwargs, append([]object{f}, args...)...)
}

// function is the attribute of what was loaded, or "pkg.mod:function".
func (m *model) function(py *python, loaded object, name string) (object, error) {
	if strings.Contains(name, ":") {
		return m.in.glue.call(py, "model.entry", name)
	}
	return m.in.glue.call(py, "model.attribute", loaded, name)
}

// bind gives what was loaded to a predict function that takes it, and
// prepares the contract's constant keywords.
func (m *model) bind(py *python, predict, loaded object) error {
	p := m.spec.Contract.Predict
	if p.Model != "" && strings.Contains(p.Call, ":") {
		var err error
		if predict, err = m.in.glue.call(py, "model.taking", predict, p.Model, loaded); err != nil {
			return err
		}
	}
	kwargs, err := py.value(p.Arguments)
	if err != nil {
		return err
	}
	if p.Form != schema.FormArguments {
		if m.info.Input, err = m.in.glue.text(py, "model.keyword", predict, kwargs); err != nil {
			return err
		}
	}
	if m.info.Input != "" {
		if predict, err = m.in.glue.call(py, "model.naming", predict, m.info.Input); err != nil {
			return err
		}
	}
	m.predict, m.constants = m.keep(predict), m.keep(kwargs)
	return nil
}
