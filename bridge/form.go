package bridge

import (
	"fmt"

	"handoff/schema"
	"handoff/wrapper"
)

// An input is what one call of predict is given: a value, or keywords.
type input struct{ value, keywords object }

// inputs makes what predict takes of a batch: one input for all its rows, or
// one a row, as the form says.
func (m *model) inputs(py *python, call wrapper.Call, pages *mappedPages) ([]input, error) {
	switch form := m.spec.Contract.Predict.Form; form {
	case schema.FormDataFrame, "":
		frame, err := m.in.frame(py, call, pages)
		return []input{{value: frame}}, err
	default:
		return nil, fmt.Errorf("form %q is not one handoff knows", form)
	}
}

// perRow tells whether predict is called once a row.
func (m *model) perRow() bool { return false }
