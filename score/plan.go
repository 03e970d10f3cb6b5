package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"handoff/report"
)

// chunkRecords is how many records a chunk has at least: few enough that a
// kill costs little, enough that chunks of small calls are not many files.
const chunkRecords = 1024

// A plan fixes what a run computes. Runs of equal plans compute the same
// chunks, so that one may go on where another was killed.
//
// Calls are numbered in the order of the input, and which records a call takes
// is the reader's to say, from the input and the settings alone: what must not
// be parted (the rows of a key) goes into one call. Chunk n is the calls from
// n*ChunkCalls on. Neither depends on how many hosts there are.
type plan struct {
	Tool       report.Tool    `json:"tool"`
	Model      report.Model   `json:"model"`
	Runtime    report.Runtime `json:"runtime"`
	Inputs     []report.File  `json:"inputs"`
	Settings   map[string]any `json:"settings"`
	ChunkCalls int64          `json:"chunk-calls"`
}

// chunkCalls is how many calls a chunk has: whole runs of calls between which
// the model is not started anew.
func (o Options) chunkCalls() int64 {
	calls := int64((chunkRecords-1)/o.BatchSize + 1)
	run := max(o.Recycle, 1)
	return ((calls-1)/run + 1) * run
}

func (p plan) json() ([]byte, error) {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return text, nil
}

func (w *work) readPlan() (p plan, err error) {
	text, err := os.ReadFile(w.plan())
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return p, errBadPlan(w.plan(), err)
	}
	return p, nil
}

func errBadPlan(path string, err error) error {
	return fmt.Errorf("%s: it is no longer what was planned: plan anew, with --fresh: %w", path, err)
}

// equals holds this process to what was planned: on another machine it might
// compute something else.
func (p plan) equals(w *work) error {
	now, err := p.json()
	if err != nil {
		return err
	}
	then, err := os.ReadFile(w.plan())
	if err != nil {
		return errBadPlan(w.plan(), err)
	}
	if !bytes.Equal(now, then) {
		return fmt.Errorf("%s: was planned with other %s than there are here: score where they are the same, or plan anew", w.dir, differences(then, now))
	}
	return nil
}

// adopt gives the chunks that an earlier run of the same plan has scored, by
// their numbers, and takes away those of any other.
func (p plan) adopt(w *work, note func(string)) (map[int64]*chunk, error) {
	now, err := p.json()
	if err != nil {
		return nil, err
	}
	then, err := os.ReadFile(w.plan())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case bytes.Equal(now, then):
		return w.chunks(func(int64) bool { return true })
	default:
		note(fmt.Sprintf("%s: an earlier run with other %s was not finished: scoring all of it again", w.dir, differences(then, now)))
	}
	if err := w.startOver(); err != nil {
		return nil, err
	}
	return nil, report.WriteFile(w.plan(), now)
}

// differences names the parts in which two plans differ.
func differences(then, now []byte) string {
	var a, b map[string]json.RawMessage
	if json.Unmarshal(then, &a) != nil || json.Unmarshal(now, &b) != nil {
		return "plan"
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if !bytes.Equal(a[name], b[name]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
