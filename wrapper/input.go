package wrapper

import "fmt"

// An InputError says that a row of the batch can't be made what the model
// takes, e.g. bytes that are no JPEG where it takes PIL images, or that its
// rows can't together, as photographs of two sizes in one tensor. The model was
// not called, and the fault is the records'.
type InputError struct {
	Row    int64  `json:"row"` // in the batch, from 0; -1 where its rows cannot be given together
	Column string `json:"column"`
	Reason string `json:"reason"` // holds no value of the record
}

func (e *InputError) Error() string {
	if e.Row < 0 {
		return fmt.Sprintf("column %q: %s", e.Column, e.Reason)
	}
	return fmt.Sprintf("column %q, row %d: %s", e.Column, e.Row, e.Reason)
}
