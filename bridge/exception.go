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
	Foreign bool     `json:"foreign"` // some frame is not the glue's
	Refused *refused `json:"refused"`
}

// A refused is what py/result.py says of a result that is not as declared.
type refused struct{ Reason, Output, Declared, Got string }

// exception takes the Python exception that is set as an *wrapper.Exception:
// for calls of the model's own code, whatever raised it.
func (in *interpreter) exception(py *python, err error, phase wrapper.Phase, roots []string) error {
	r, err := in.describe(py, err, phase, roots)
	if err != nil {
		return err
	}
	return &r.Exception
}

// result is exception for the glue, which walks through objects of the
// model's: what it refuses is a *wrapper.ResultError, what their code raises a
// *wrapper.Exception, and what it itself raises the harness's failure.
func (in *interpreter) resultError(py *python, err error, phase wrapper.Phase, roots []string) error {
	r, err := in.describe(py, err, phase, roots)
	switch {
	case err != nil:
		return err
	case r.Refused != nil:
		return &wrapper.ResultError{Reason: r.Refused.Reason, Output: r.Refused.Output, Declared: r.Refused.Declared, Got: r.Refused.Got}
	case r.Foreign:
		return &r.Exception
	}
	return fmt.Errorf("read the result: %s", r.Traceback)
}

func (in *interpreter) describe(py *python, err error, phase wrapper.Phase, roots []string) (*raised, error) {
	if !errors.Is(err, errRaised) {
		return nil, err
	}
	kind, value, traceback := python3.PyErr_Fetch()
	kind, value, traceback = python3.PyErr_NormalizeException(kind, value, traceback)
	for _, o := range []object{kind, value, traceback} {
		if o != nil {
			py.own(o)
		}
	}
	if traceback == nil {
		traceback = python3.Py_None
	}
	text, err := in.glue.text(py, "error.describe", kind, value, traceback, roots)
	if err != nil {
		return nil, fmt.Errorf("describe an exception: %w", py.failed(err))
	}
	r := &raised{}
	r.Phase = phase
	return r, json.Unmarshal([]byte(text), r)
}
