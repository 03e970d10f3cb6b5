package wrapper

import "fmt"

// An InputError says that a row of the batch can't be made what the model
// takes, e.g. bytes that are no JPEG where it takes PIL images. The model was
// not called, and the fault is the record's.
type InputError struct {
	Row    int64  `json:"row"` // in the batch, from 0
	Column string `json:"column"`
	Reason string `json:"reason"` // holds no value of the record
}

func (e *InputError) Error() string {
	return fmt.Sprintf("column %q, row %d: %s", e.Column, e.Row, e.Reason)
}
