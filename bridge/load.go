package bridge

// #include "bridge.h"
import "C"

import (
	"context"
	"os"
	"strings"
	"time"

	"handoff/wrapper"
)

// Load implements [wrapper.Interpreter].
func (in *interpreter) Load(ctx context.Context, spec wrapper.Spec) (wrapper.Model, error) {
	m := &model{in: in, spec: spec}
	m.work, _ = os.Getwd()
	m.known = m.places()
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
		C.handoff_trim_heap() // weights may have been there twice, and never will again
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// load makes the model and finds its functions, phase by phase.
func (m *model) load(py *python) error {
	m.phase = wrapper.PhaseImport
	m.spec.Enter(m.phase)
	if err := m.watch(py); err != nil {
		return err
	}
	begun := time.Now()
	entry, err := m.entry(py)
	m.info.Import = time.Since(begun)
	err = m.raised(py, err)
	m.info.Witnessed = m.witness(py, "observe.imported")
	if err != nil {
		return withWitness(err, m.info.Witnessed)
	}

	m.phase = wrapper.PhaseLoad
	m.spec.Enter(m.phase)
	begun = time.Now()
	err = m.raised(py, m.make(py, entry))
	m.info.Load = time.Since(begun)
	join(&m.info.Witnessed, m.witness(py, "observe.taken"))
	if err != nil {
		return withWitness(err, m.info.Witnessed)
	}
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
