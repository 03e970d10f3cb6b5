package wrapper

import (
	"fmt"
	"strings"
	"time"
)

// An Exception is a Python exception that the model's code raised: the one Go
// type for all of them.
type Exception struct {
	Phase     Phase   `json:"phase"`
	Type      string  `json:"type"`    // e.g. "KeyError", "torch.cuda.OutOfMemoryError"
	Message   string  `json:"message"` // str(exception); masked where the call was private
	Frames    []Frame `json:"frames"`  // outermost first
	Traceback string  `json:"traceback"`
	Prints    Prints  `json:"prints"` // of the call that raised
	Witnessed
}

// A Frame is one line of a Python traceback.
type Frame struct {
	File     string `json:"file"` // where Author, relative to the folder that the package's root lies in
	Line     int    `json:"line"`
	Function string `json:"function"`
	Source   string `json:"source,omitempty"`
	Author   bool   `json:"author"` // in the handed-off package, not in a dependency
}

// Author is the innermost frame that lies in the handed-off package, or nil.
func (e *Exception) Author() *Frame {
	for i := len(e.Frames) - 1; i >= 0; i-- {
		if e.Frames[i].Author {
			return &e.Frames[i]
		}
	}
	return nil
}

// Error shows the author's own frame first, then the exception.
func (e *Exception) Error() string {
	var b strings.Builder
	if f := e.Author(); f != nil {
		fmt.Fprintf(&b, "%s:%d: in %s: ", f.File, f.Line, f.Function)
	}
	b.WriteString(e.Type)
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	return b.String()
}

// A ResultError says that predict returned something that is not what the
// outputs declare: no such output, another number of rows or rows in another
// order, a dtype that does not convert without loss.
type ResultError struct {
	Reason   string `json:"reason"`        // "rows", "order", "missing", "dtype", "shape", "take", "key" or "type"
	Output   string `json:"output"`        // the declared output concerned, "" for the whole result
	Declared string `json:"declared"`      // e.g. "10 rows", "float32"
	Got      string `json:"got"`           // e.g. "9 rows", "object"
	Fix      string `json:"fix,omitempty"` // what to do about it, where that is known
	Seen     Seen   `json:"seen"`
	Prints   Prints `json:"prints"` // of the call
	Witnessed
}

func (e *ResultError) Error() string {
	where := "result"
	if e.Output != "" {
		where = fmt.Sprintf("output %q", e.Output)
	}
	text := fmt.Sprintf("%s: declared %s, predict returned %s", where, e.Declared, e.Got)
	if e.Fix != "" {
		text += ": " + e.Fix
	}
	return text
}

// A HostError says how a host ended when it should not have.
type HostError struct {
	Phase    Phase
	Call     int64         // number of the predict call, from 1; 0 before the first
	First    int64         // position of its first row in the input
	Rows     int64         // how many rows it had
	Signal   string        // e.g. "SIGSEGV"
	Exit     int           // exit code where it exited by itself, -1 otherwise
	Deadline time.Duration // the deadline that passed, or 0
	Stack    string        // Python stack at the end, where one could be had
	Prints   Prints
	Err      error // a broken protocol or a failed start
}

func (e *HostError) Unwrap() error { return e.Err }

func (e *HostError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the model's process ended in phase %s", e.Phase)
	if e.Call > 0 {
		fmt.Fprintf(&b, ", call %d, rows %d to %d", e.Call, e.First, e.First+e.Rows-1)
	}
	switch {
	case e.Deadline > 0:
		fmt.Fprintf(&b, ": no answer within %v", e.Deadline)
	case e.Signal != "":
		fmt.Fprintf(&b, ": killed by %s", e.Signal)
	case e.Exit >= 0:
		fmt.Fprintf(&b, ": it exited with code %d", e.Exit)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}
