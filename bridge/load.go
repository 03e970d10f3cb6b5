package bridge

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// Load implements [wrapper.Interpreter].
func (in *interpreter) Load(ctx context.Context, spec wrapper.Spec) (wrapper.Model, error) {
	m := &model{in: in, spec: spec}
	if c := spec.Contract; len(c.Columns) == 0 {
		m.image = c.Image
	}
	err := in.call(ctx, func(py *python) error {
		in.trustSpec(spec)
		if err := m.describe(py); err != nil {
			return err
		}
		if err := m.load(py); err != nil {
			m.release(py)
			return err
		}
		in.model = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// trustSpec leaves reads of what the model was given out of the events.
func (in *interpreter) trustSpec(spec wrapper.Spec) {
	in.trust(spec.Roots)
	for _, path := range spec.Resources {
		in.trust([]string{path})
	}
}

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

// load makes the model and finds its functions, phase by phase.
func (m *model) load(py *python) error {
	m.phase = wrapper.PhaseImport
	m.spec.Enter(m.phase)
	begun := time.Now()
	entry, err := m.entry(py)
	if err != nil {
		return m.raised(py, err)
	}
	m.info.Import = time.Since(begun)
	m.info.Events = m.in.drain(m.phase)

	m.phase = wrapper.PhaseLoad
	m.spec.Enter(m.phase)
	begun = time.Now()
	if err := m.make(py, entry); err != nil {
		return m.raised(py, err)
	}
	m.info.Load = time.Since(begun)
	m.info.Events = append(m.info.Events, m.in.drain(m.phase)...)
	m.info.Prints = m.in.prints(py)
	m.phase = wrapper.PhaseFirstPredict
	return nil
}

// entry imports every module that the contract names and finds what makes
// the model; nil where the contract names nothing.
func (m *model) entry(py *python) (object, error) {
	for _, call := range []string{m.spec.Contract.Predict.Call, m.spec.Contract.Predict.Transform} {
		if strings.Contains(call, ":") {
			if _, err := m.in.glue.call(py, "model.entry", call); err != nil {
				return nil, err
			}
		}
	}
	switch load := m.spec.Contract.Load; {
	case load.Call != "":
		return m.in.glue.call(py, "model.entry", load.Call)
	case load.Torch != "":
		return m.in.glue.function(py, "model.torch_load")
	}
	return nil, nil
}

// make calls the entry point and finds predict and transform.
func (m *model) make(py *python, entry object) error {
	loaded, err := m.call(py, entry)
	if err != nil {
		return err
	}
	predict, err := m.function(py, loaded, m.spec.Contract.Predict.Call)
	if err != nil {
		return err
	}
	if name := m.spec.Contract.Predict.Transform; name != "" {
		if m.transform, err = m.function(py, loaded, name); err != nil {
			return err
		}
		m.keep(m.transform)
	}
	m.loaded, m.predict = m.keep(loaded), m.keep(predict)
	if err := m.prepareReader(py); err != nil {
		return err
	}
	if err := m.bind(py); err != nil {
		return err
	}
	return m.warm(py)
}

// warm does before the first call what it needs once: find what makes its
// input, import pandas and plan the contract's own schema.
func (m *model) warm(py *python) error {
	form := m.spec.Contract.Predict.Form
	if m.image != nil {
		by, err := m.in.glue.text(py, "image.decoder", form == schema.FormPIL)
		m.pillow = by == "pillow"
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
	for name, resource := range load.Resources {
		o, err := m.resource(py, name, resource)
		if err != nil {
			return nil, err
		}
		if err := py.setItem(kwargs, name, o); err != nil {
			return nil, err
		}
	}
	return py.apply(entry, kwargs)
}

// function is the attribute of what was loaded, or "pkg.mod:function".
func (m *model) function(py *python, loaded object, name string) (object, error) {
	if strings.Contains(name, ":") {
		return m.in.glue.call(py, "model.entry", name)
	}
	return m.in.glue.call(py, "model.attribute", loaded, name)
}

// bind prepares the constant keywords of predict: the contract's arguments,
// and what was loaded where predict is a function that takes it.
func (m *model) bind(py *python) error {
	p := m.spec.Contract.Predict
	kwargs, err := py.value(p.Arguments)
	if err != nil {
		return err
	}
	if p.Model != "" && strings.Contains(p.Call, ":") {
		if err := py.setItem(kwargs, p.Model, m.loaded); err != nil {
			return err
		}
	}
	m.constants = m.keep(kwargs)
	return nil
}
