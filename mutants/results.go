package mutants

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// A results file holds one outcome a line, so that a run that was interrupted
// goes on where it was.
type results struct {
	path string
	held []outcome
}

func readResults(path string) (*results, error) {
	r := &results{path: path}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for from := json.NewDecoder(file); ; {
		var o outcome
		switch err := from.Decode(&o); {
		case err == nil:
			r.held = append(r.held, o)
		case errors.Is(err, io.EOF):
			return r, nil
		case errors.Is(err, io.ErrUnexpectedEOF): // killed while it wrote
			return r, os.Truncate(path, from.InputOffset())
		default:
			return nil, fmt.Errorf("%s: %w: remove it to begin anew", path, err)
		}
	}
}

// add keeps an outcome, in memory and in the file.
func (r *results) add(o outcome) error {
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(r.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err = file.Write(append(line, '\n')); err == nil {
		r.held = append(r.held, o)
	}
	return err
}

// left lists the tasks without an outcome.
func (r *results) left(tasks []task) []task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t task) bool {
		return slices.ContainsFunc(r.held, func(o outcome) bool { return o.task == t })
	})
}

// of gives the outcomes of tasks, in their order.
func (r *results) of(tasks []task) []outcome {
	var wanted []outcome
	for _, t := range tasks {
		if i := slices.IndexFunc(r.held, func(o outcome) bool { return o.task == t }); i >= 0 {
			wanted = append(wanted, r.held[i])
		}
	}
	return wanted
}
