package bridge

// #cgo pkg-config: python3
// #cgo CFLAGS: -O2 -Wall
// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/DataDog/go-python3"

	"handoff/wrapper"
)

// Config says which Python is started, and how.
type Config struct {
	// Venv is the folder of the virtual environment that the model runs in,
	// "" for the interpreter with no more than its own packages.
	Venv string
	// Python is the interpreter's own executable, which says where its
	// library lies. A venv names it itself; without either, CPython falls
	// back to the folder it was built for.
	Python string
	// Path has folders to import from after the environment's own, for
	// packages that are not installed.
	Path []string
	// HashSeed, where given, fixes the hashes of str as PYTHONHASHSEED does.
	HashSeed *uint32
	// Audit records what the model tries: see [wrapper.Event].
	Audit bool
	// Prints captures sys.stdout and sys.stderr for each call. A host that
	// captures the file descriptors leaves it off.
	Prints bool
}

// program is what CPython is told it was started as: sys.executable and the
// place to find the environment by.
func (c Config) program() string {
	if c.Venv == "" {
		return c.Python
	}
	return filepath.Join(c.Venv, "bin", "python")
}

var started atomic.Bool

// Start starts the one interpreter of this process; a second call is an
// error, also after a failed one, since CPython can't be started over with
// numpy or torch loaded.
//
// PYTHON* variables, the user's site-packages and the working folder are left
// aside: a model sees its environment alone. sys.argv is [""], signal
// handlers stay Go's, and encodings are those of the python3.8 program.
// libpython is linked to the executable, so its symbols are global, as
// extension modules need them. From then on C's malloc keeps what is freed: a
// process has the memory that its largest call took.
func Start(cfg Config) (wrapper.Interpreter, error) {
	if !started.CompareAndSwap(false, true) {
		return nil, errors.New("start python: this process has started its one interpreter already: use another process")
	}
	serve()
	in := &interpreter{config: cfg}
	var err error
	begun := time.Now()
	if e := onThread(context.Background(), func() { err = in.start() }); e != nil {
		return nil, e
	}
	if err != nil {
		return nil, fmt.Errorf("start python: %w", err)
	}
	in.took = time.Since(begun)
	return in, nil
}

// An interpreter is the running CPython. Its fields are used on its thread alone.
type interpreter struct {
	config Config
	took   time.Duration
	state  *python3.PyThreadState // while no call holds the GIL
	glue   glue
	plans  []*plan
	last   declaration
	// installed is what py/env.py says of the environment, which holds still.
	installed string
	model     *model   // loaded last
	bases     []string // folders that the interpreter itself reads from
}

// start runs on the interpreter's thread.
func (in *interpreter) start() error {
	if in.config.Audit && C.handoff_audit_install() != 0 {
		return errors.New("the audit hook was refused")
	}
	if err := initialise(in.config); err != nil {
		return err
	}
	in.state = python3.PyEval_SaveThread()
	return in.hold(func(py *python) error {
		if err := in.glue.load(py); err != nil {
			return py.failed(err)
		}
		return in.settle(py)
	})
}

func initialise(cfg Config) error {
	seed := C.long(-1)
	if cfg.HashSeed != nil {
		seed = C.long(*cfg.HashSeed)
	}
	program := cStringOrNil(cfg.program())
	defer C.free(unsafe.Pointer(program))
	if message := C.handoff_start(program, seed); message != nil {
		return fmt.Errorf("%s (program %s)", C.GoString(message), cfg.program())
	}
	return nil
}

// cStringOrNil is s in C memory that the caller frees, or nil for "".
func cStringOrNil(s string) *C.char {
	if s == "" {
		return nil
	}
	return C.CString(s)
}

// settle prepares sys for the model and begins to record.
func (in *interpreter) settle(py *python) error {
	prefixes, err := in.glue.text(py, "start.settle", in.config.Path, in.config.Prints)
	if err != nil {
		return py.failed(err)
	}
	in.bases = strings.Split(prefixes, "\n")
	in.trust(in.bases)
	C.handoff_audit_record(1)
	return nil
}

// prints are what the model printed since the last drain.
func (in *interpreter) prints(py *python) wrapper.Prints {
	o, err := in.glue.call(py, "start.drain")
	if err != nil || o == python3.Py_None {
		return wrapper.Prints{}
	}
	var p wrapper.Prints
	for i, into := range []*string{&p.Stdout, &p.Stderr} {
		if text, err := py.item(o, i); err == nil {
			*into, _ = py.text(text)
		}
	}
	truncated, _ := py.item(o, 2)
	p.Truncated = truncated == python3.Py_True
	return p
}

// hold runs f with the GIL, and gives it up after.
func (in *interpreter) hold(f func(py *python) error) error {
	python3.PyEval_RestoreThread(in.state)
	py := &python{}
	defer func() {
		py.end()
		in.state = python3.PyEval_SaveThread()
	}()
	return f(py)
}

// call runs f on the interpreter's thread with the GIL.
func (in *interpreter) call(ctx context.Context, f func(py *python) error) error {
	var err error
	if e := onThread(ctx, func() { err = in.hold(f) }); e != nil {
		return e
	}
	return err
}
