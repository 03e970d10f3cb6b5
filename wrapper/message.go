package wrapper

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"handoff/schema"
)

// Control messages of the protocol, as CBOR in a frame: see docs/protocol.md.
// Its library takes names from JSON's tags; what is JSON itself goes as bytes.

// A Startup is what a host is told before it starts Python.
type Startup struct {
	Python   string  `json:"python"`              // the interpreter's own executable
	Venv     string  `json:"venv,omitempty"`      // "" for the interpreter alone
	HashSeed *uint32 `json:"hash_seed,omitempty"` // fixes the hashes of str
}

// loadMessage is a [Spec]. The contract travels as its text, which both sides
// read the same way.
type loadMessage struct {
	Path      string            `json:"path"`
	Dir       string            `json:"dir"`
	Contract  []byte            `json:"contract"`
	Resources map[string]string `json:"resources,omitempty"`
	Roots     []string          `json:"roots,omitempty"`
	Observe   bool              `json:"observe,omitempty"`
	Seed      *uint32           `json:"seed,omitempty"`
}

func messageOf(s Spec) loadMessage {
	return loadMessage{s.Contract.Path, s.Contract.Dir, s.Contract.Text, s.Resources, s.Roots, s.Observe, s.Seed}
}

func (m loadMessage) spec(enter func(Phase)) (Spec, error) {
	path := m.Path
	if path == "" {
		path = filepath.Join(m.Dir, "handoff.toml")
	}
	c, err := schema.Parse(path, m.Contract)
	if err != nil {
		return Spec{}, err
	}
	c.Path, c.Dir = m.Path, m.Dir
	return Spec{Contract: c, Resources: m.Resources, Roots: m.Roots, Observe: m.Observe, Seed: m.Seed, Enter: enter}, nil
}

// callMessage is a [Call] without its batch.
type callMessage struct {
	First   int64    `json:"first"`
	Index   []string `json:"index,omitempty"`
	Private bool     `json:"private,omitempty"`
	Observe bool     `json:"observe,omitempty"`
	Parts   int      `json:"parts,omitempty"`
	Threads int      `json:"threads,omitempty"`
}

// An answer ends every exchange. One of its fields is set, or none: a start
// has nothing to say.
type answer struct {
	Failure *failure        `json:"failure,omitempty"`
	Info    *Info           `json:"info,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
	Result  *resultMessage  `json:"result,omitempty"` // its outputs are the frame's batch
}

// resultMessage is a [Result] without its outputs. Seen is left out where it
// is that of the call before, as it is in nearly all.
type resultMessage struct {
	Seen   *Seen  `json:"seen,omitempty"`
	Stages Stages `json:"stages"`
	Witnessed
}

// A failure is an error in transit. Its kinds are what callers tell apart.
type failure struct {
	Exception *Exception   `json:"exception,omitempty"`
	Result    *ResultError `json:"result,omitempty"`
	Input     *InputError  `json:"input,omitempty"`
	Text      string       `json:"text,omitempty"`
}

func failureOf(err error) *failure {
	var raised *Exception
	var result *ResultError
	var input *InputError
	switch {
	case errors.As(err, &raised):
		return &failure{Exception: raised}
	case errors.As(err, &result):
		return &failure{Result: result}
	case errors.As(err, &input):
		return &failure{Input: input}
	}
	return &failure{Text: err.Error()}
}

func (f *failure) err() error {
	switch {
	case f == nil:
		return nil
	case f.Exception != nil:
		return f.Exception
	case f.Result != nil:
		return f.Result
	case f.Input != nil:
		return f.Input
	}
	return fmt.Errorf("host: %s", f.Text)
}
