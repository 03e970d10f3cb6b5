package wrapper

import (
	"context"
	"encoding/json"

	"golang.org/x/sys/unix"

	"handoff/schema"
)

// A Spec is what an interpreter is told of the model it is to load.
type Spec struct {
	Contract *schema.Contract
	// Resources are the absolute paths of the contract's resources, by
	// keyword. One that is "" is given as None.
	Resources map[string]string
	// Roots are the packages and modules whose code is the authors' own; frames
	// of tracebacks in them are marked and shown from the root's own name on.
	Roots []string
	// Observe has the interpreter watch what the package changes in it.
	Observe bool
	// Seed, where given, seeds the global random number generators between
	// import and load.
	Seed *uint32
	// Enter is called when a phase begins, so that a watcher can hold it to
	// its deadline; never nil.
	Enter func(Phase) `json:"-"`
}

// An Interpreter is a CPython that has been started in this process. Package
// bridge has the one implementation; cmd/handoff-host hands it to [Serve].
type Interpreter interface {
	// Load makes the model by its documented entry point. Its error is an
	// *Exception where the model's code raised.
	Load(ctx context.Context, spec Spec) (Model, error)

	// Run executes a script: a Python source that defines main(args), whose
	// argument and result are JSON values. Where a model is loaded, main may
	// take it by a second parameter named model. It is how check looks at
	// source with the interpreter's own ast, and at what was loaded.
	Run(ctx context.Context, script Script) (json.RawMessage, error)
}

// A Threaded interpreter lends out its thread: f runs on it, and f's calls of
// the interpreter and its models then cost no change of threads.
type Threaded interface {
	OnThread(f func())
}

// A Script is Python source that defines main(args), and its argument.
type Script struct {
	Name   string          `json:"name"` // for tracebacks, e.g. "check/imports.py"
	Source string          `json:"source"`
	Args   json.RawMessage `json:"args"`
}

// A Mapping is a private, copy-on-write mapping that a batch's buffers lie
// in. A call that carries one gives it away: the bridge may let the frame
// view it, and unmaps it when nothing of Python refers to it any more, after
// success and after failure.
type Mapping struct {
	Bytes []byte // as unix.Mmap returned it: readable, writable, page-aligned
}

// Release unmaps the memory. It is called exactly once, from any goroutine,
// and only when nothing refers to any part of Bytes.
func (m *Mapping) Release() error { return unix.Munmap(m.Bytes) }
