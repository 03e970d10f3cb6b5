package bridge

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/DataDog/go-python3"

	"handoff/wrapper"
)

// A raised is an exception as py/error.py describes it.
type raised struct {
	wrapper.Exception
	Pieces  []piece  `json:"pieces"` // of the traceback
	Glue    string   `json:"glue"`   // where in the glue it was raised, "" for beyond it
	Refused *refused `json:"refused"`
}

// A piece is a line of a traceback: of code, or of text that may hold values.
type piece struct {
	code bool
	text string
}

func (p *piece) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&p.code, &p.text})
}

// A refused is what py/result.py says of a result that is not as declared.
type refused struct {
	Reason, Output, Declared, Got string
	Counted                       bool   // Got is a count, not the model's words
	Fix                           string // what to do about it, in our words
}

// exception takes the Python exception that is set as an *wrapper.Exception:
// for calls of the model's own code, whatever raised it. hide, where given,
// takes values out of its texts. Other errors it leaves as they are.
func (in *interpreter) exception(py *python, err error, phase wrapper.Phase, roots []string, hide func(string) string) error {
	r, err := in.describe(py, err, phase, roots, hide)
	if err != nil || r == nil {
		return err
	}
	return &r.Exception
}

// resultError is exception for the glue, which walks through objects of the
// model's: what it refuses is a *wrapper.ResultError, what their code raises a
// *wrapper.Exception, and what it raises itself the harness's failure.
func (in *interpreter) resultError(py *python, err error, phase wrapper.Phase, roots []string, hide func(string) string) error {
	r, err := in.describe(py, err, phase, roots, hide)
	switch {
	case err != nil || r == nil:
		return err
	case r.Refused != nil:
		refused := r.Refused
		if !refused.Counted {
			refused.Got = hide(refused.Got)
		}
		return &wrapper.ResultError{Reason: refused.Reason, Output: refused.Output, Declared: refused.Declared, Got: refused.Got, Fix: refused.Fix}
	case r.Glue == "":
		return &r.Exception
	}
	return &wrapper.ResultError{Reason: "type", Declared: "what can be read", Got: unreadable(r)}
}

// unreadable says what a result is on which reading it failed: an object of the
// model's may answer as no other of its kind does.
func unreadable(r *raised) string {
	switch r.Type {
	case "RecursionError":
		return "what is nested too deeply, or holds itself"
	case "OverflowError":
		return "more than one column holds"
	case "MemoryError":
		return "more than there is memory for"
	}
	return fmt.Sprintf("what answers as nothing of its kind does: %s at %s", r.Type, r.Glue)
}

// describe takes the exception that is set; nil where err is nil.
func (in *interpreter) describe(py *python, err error, phase wrapper.Phase, roots []string, hide func(string) string) (*raised, error) {
	if !errors.Is(err, errRaised) {
		return nil, err
	}
	kind, value, traceback := py.taken()
	text, err := in.glue.text(py, "error.describe", kind, value, traceback, roots)
	if err != nil {
		return nil, fmt.Errorf("describe an exception: %w", py.failed(err))
	}
	r := &raised{}
	if err := json.Unmarshal([]byte(text), r); err != nil {
		return nil, err
	}
	r.Phase, r.Message = phase, hide(r.Message)
	for _, p := range r.Pieces {
		if !p.code {
			p.text = hide(p.text)
		}
		r.Traceback += p.text
	}
	return r, nil
}

// taken is the exception that is set, which no longer is.
func (py *python) taken() (kind, value, traceback object) {
	kind, value, traceback = python3.PyErr_NormalizeException(python3.PyErr_Fetch())
	for _, o := range []object{kind, value, traceback} {
		if o != nil {
			py.owned = append(py.owned, o)
		}
	}
	if traceback == nil {
		traceback = python3.Py_None
	}
	return kind, value, traceback
}

// failed takes the exception that is set and makes it a plain error: for what
// can fail in the harness alone. Other errors it leaves as they are.
func (py *python) failed(err error) error {
	if !errors.Is(err, errRaised) {
		return err
	}
	_, value, _ := py.taken()
	if repr, err := py.own(value.Repr()); err == nil {
		if text, err := py.text(repr); err == nil {
			return errors.New(text)
		}
	}
	python3.PyErr_Clear()
	return errors.New("python raised an exception that can't be shown")
}
