package bridge

import (
	"encoding/json"
	"errors"

	"handoff/wrapper"
)

// watch begins to observe where the spec asks for it: before anything of the
// package is imported.
func (m *model) watch(py *python) error {
	if !m.spec.Observe {
		return nil
	}
	var seed any
	if m.spec.Seed != nil {
		seed = *m.spec.Seed
	}
	watching, err := m.in.glue.call(py, "observe.begin", m.spec.Roots, seed)
	if err != nil {
		return py.failed(err)
	}
	m.watching = m.keep(watching)
	return nil
}

// unwatch ends what watch began.
func (m *model) unwatch(py *python) {
	if m.watching != nil {
		_, err := m.in.glue.call(py, "observe.end", m.watching)
		py.failed(err)
		m.watching = nil
	}
}

// witness takes what was seen of the phase that ends, well or not. function is
// observe.py's that tells of the changes.
func (m *model) witness(py *python, function string) wrapper.Witnessed {
	w := wrapper.Witnessed{Events: m.place(m.in.drain(m.phase))}
	if m.watching == nil {
		return w
	}
	w.Observed = &wrapper.Observed{}
	m.tell(py, w.Observed, function, m.watching)
	for i := range w.Observed.Changes {
		w.Observed.Changes[i].Phase = m.phase
	}
	return w
}

// tell reads the JSON that a function of the glue gives into what was
// observed. What can't be told is left out: it must not fail a call.
func (m *model) tell(py *python, into *wrapper.Observed, function string, args ...any) {
	text, err := m.in.glue.text(py, function, args...)
	if err == nil {
		err = json.Unmarshal([]byte(text), into)
	}
	py.failed(err)
}

// join adds what a later phase saw.
func join(w *wrapper.Witnessed, later wrapper.Witnessed) {
	w.Events = append(w.Events, later.Events...)
	if w.Observed != nil && later.Observed != nil {
		w.Observed.Changes = append(w.Observed.Changes, later.Observed.Changes...)
		w.Observed.Threads = later.Observed.Threads
	}
}

// withWitness adds what was seen to an error of the model's.
func withWitness(err error, w wrapper.Witnessed) error {
	var raised *wrapper.Exception
	var refused *wrapper.ResultError
	switch {
	case errors.As(err, &raised):
		raised.Witnessed = w
	case errors.As(err, &refused):
		refused.Witnessed = w
	}
	return err
}

// A sighting is one observed call of predict; nil where none is asked for.
type sighting struct{ call, inputs object }

func (m *model) look(py *python, call wrapper.Call, inputs []input) (*sighting, error) {
	if !call.Observe || m.watching == nil {
		m.unseen = true
		return nil, nil
	}
	if m.unseen { // what calls before have changed is not this one's doing
		if _, err := m.in.glue.call(py, "observe.resume", m.watching); err != nil {
			return nil, err
		}
		m.unseen = false
	}
	given := make([]any, len(inputs))
	for i, in := range inputs {
		if given[i] = in.value; in.keywords != nil {
			given[i] = in.keywords
		}
	}
	list, err := py.value(given)
	if err != nil {
		return nil, err
	}
	begun, err := m.in.glue.call(py, "call.begin", list)
	return &sighting{begun, list}, err
}

// witnessCall takes what was seen of a call that has ended, well or not, with
// no value of a private one.
func (m *model) witnessCall(py *python, looking *sighting, hide func(string) string) wrapper.Witnessed {
	var w wrapper.Witnessed
	if looking == nil {
		w.Events = m.place(m.in.drain(m.phase))
	} else {
		w = m.witness(py, "observe.taken")
		m.tell(py, w.Observed, "call.end", looking.call, looking.inputs)
		for i := range w.Observed.Mutated {
			w.Observed.Mutated[i] = hide(w.Observed.Mutated[i])
		}
		for i := range w.Observed.Changes {
			w.Observed.Changes[i].What = hide(w.Observed.Changes[i].What)
		}
	}
	for i := range w.Events {
		w.Events[i].Detail = hideDetail(w.Events[i].Detail, hide)
	}
	return w
}
