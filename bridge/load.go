package bridge

import (
	"context"
	"strings"
	"time"

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
	m.loaded = m.keep(loaded)
	if err := m.prepareReader(py); err != nil {
		return err
	}
	if err := m.bind(py, predict, loaded); err != nil {
		return err
	}
	return m.warm(py)
}
