package bridge

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
	"handoff/wrapper"
)

// A model is what an interpreter loaded. The objects are kept until Close.
type model struct {
	in                                    *interpreter
	spec                                  wrapper.Spec
	info                                  wrapper.Info
	phase                                 wrapper.Phase
	loaded, predict, transform, constants object
	reader                                object        // Reader of py/result.py
	given                                 *arrow.Schema // whose columns the reader knows
	last                                  described
	outputs                               *arrow.Schema
	image                                 *schema.Image // of an image model
	kept                                  []object      // references that the model owns
	pillow                                bool          // decodes images, not Go
	making                                time.Duration // of inputs, between one call's answers
	closed                                bool
	watching                              object // Watch of py/observe.py; nil where nothing is observed
	unseen                                bool   // a call was made since that was not observed
	work                                  string // the working folder at load
	known                                 []known
}

// Info implements [wrapper.Model].
func (m *model) Info() wrapper.Info { return m.info }

// Close gives up what was loaded. The interpreter goes on.
func (m *model) Close() error {
	return m.in.call(context.Background(), func(py *python) error {
		if m.closed {
			return nil
		}
		m.closed = true
		m.release(py)
		return nil
	})
}

// release gives up what was kept of the model, as far as it was loaded.
func (m *model) release(py *python) {
	m.unwatch(py)
	for _, o := range m.kept {
		py.own(o)
	}
	m.kept = nil
	if m.in.model == m {
		m.in.model = nil
	}
}

// keep makes an object live until release.
func (m *model) keep(o object) object {
	o.IncRef()
	m.kept = append(m.kept, o)
	return o
}

// Predict implements [wrapper.Model].
func (m *model) Predict(ctx context.Context, call wrapper.Call) (*wrapper.Result, error) {
	var result *wrapper.Result
	err := m.in.call(ctx, func(py *python) (err error) {
		if m.closed {
			return errors.New("predict: the model is closed")
		}
		result, err = m.run(py, call)
		return err
	})
	return result, err
}

// run is one call of predict, from batch to result.
func (m *model) run(py *python, call wrapper.Call) (*wrapper.Result, error) {
	pages, release, err := takePages(call.Mapping)
	if err != nil {
		return nil, err
	}
	defer release(py)

	hide := m.hider(call)
	begun := time.Now()
	parts, done := cut(call)
	defer done()
	inputs, err := m.partInputs(py, parts, pages)
	if err != nil {
		return nil, py.failed(err)
	}
	looking, err := m.look(py, call, slices.Concat(inputs...))
	if err != nil {
		return nil, py.failed(err)
	}
	framed := time.Now()
	m.making = 0
	answers, err := m.ask(py, inputs, call.Threads, hide)
	predicted := time.Now()
	witnessed := m.witnessCall(py, looking, hide)
	var result *wrapper.Result
	if err == nil {
		m.phase = wrapper.PhasePredict
		result, err = m.readParts(py, answers, parts, hide)
	}
	prints := m.in.prints(py)
	if err != nil {
		return nil, withWitness(err, witnessed)
	}
	hidePrints(&prints, hide)
	result.Prints, result.Witnessed = prints, witnessed
	result.Stages = wrapper.Stages{Frame: framed.Sub(begun) + m.making, Predict: predicted.Sub(framed) - m.making, Result: time.Since(predicted)}
	return result, nil
}

// raised is what the model's own code raised where no patient's values are.
func (m *model) raised(py *python, err error) error {
	return m.in.exception(py, err, m.phase, m.spec.Roots, plainly)
}

// ask calls transform and predict on every part's inputs.
func (m *model) ask(py *python, inputs [][]input, threads int, hide func(string) string) (answers [][]object, err error) {
	if threads > 1 {
		answers, err = m.askTogether(py, inputs, threads)
	} else {
		answers, err = m.askInTurn(py, inputs)
	}
	if err != nil {
		return nil, m.in.exception(py, err, m.phase, m.spec.Roots, hide)
	}
	return answers, nil
}

func (m *model) askInTurn(py *python, inputs [][]input) ([][]object, error) {
	answers := make([][]object, len(inputs))
	for i, part := range inputs {
		answers[i] = make([]object, len(part))
		for k, in := range part {
			var err error
			if answers[i][k], err = m.made(py, in); err != nil {
				return nil, err
			}
		}
	}
	return answers, nil
}

// made is the answer to an input that may be yet to be made, and is given up
// with the answer then.
func (m *model) made(py *python, in input) (object, error) {
	if in.make == nil {
		return m.answer(py, in)
	}
	return py.briefly(func(py *python) (object, error) {
		begun := time.Now()
		value, err := in.make(py)
		m.making += time.Since(begun)
		if err != nil {
			return nil, err
		}
		return m.answer(py, input{value: value})
	})
}

func (m *model) answer(py *python, in input) (object, error) {
	kwargs := m.constants
	if in.keywords != nil {
		var err error
		if kwargs, err = py.method(m.constants, "copy"); err != nil {
			return nil, err
		}
		if _, err = py.method(kwargs, "update", in.keywords); err != nil {
			return nil, err
		}
		return m.apply(py, m.predict, kwargs)
	}
	o := in.value
	if m.transform != nil {
		var err error
		if o, err = m.apply(py, m.transform, nil, o); err != nil {
			return nil, err
		}
	}
	return m.apply(py, m.predict, kwargs, o)
}
