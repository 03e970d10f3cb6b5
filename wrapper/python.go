package wrapper

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

//go:embed python_probe.py
var pythonProbe string

// A Python is a CPython 3.8 that a host can be started with.
type Python struct {
	Executable string `json:"executable"` // links resolved, never that of a venv
	Base       string `json:"base"`       // sys.base_prefix
	Lib        string `json:"lib"`        // folder that holds libpython3.8.so*
	Include    string `json:"include"`    // folder that holds Python.h; "" where there is none
	Version    string `json:"version"`    // e.g. "3.8.18"
}

// ErrNoPython is what [FindPython] wraps where this machine has no suitable Python.
var ErrNoPython = errors.New("no CPython 3.8 with a shared library found: " +
	"set HANDOFF_PYTHON to one, or install it " +
	"(pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install 3.8.18; " +
	"conda: conda create -n py38 python=3.8; uv: uv python install 3.8)")

// FindPython finds a CPython 3.8 with a shared library: HANDOFF_PYTHON and
// nothing else where that is set; otherwise the first that will do of
// python3.8 on PATH, pyenv's, uv's own and conda's. A candidate that does not
// run, as a pyenv shim may, is passed over.
func FindPython(ctx context.Context) (Python, error) {
	if set := os.Getenv("HANDOFF_PYTHON"); set != "" {
		python, err := InspectPython(ctx, set)
		if err != nil {
			return Python{}, fmt.Errorf("HANDOFF_PYTHON: %w", err)
		}
		return python, nil
	}
	for _, candidate := range pythonCandidates() {
		if python, err := inspectOnce(ctx, candidate); err == nil {
			return python, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return Python{}, err
	}
	return Python{}, ErrNoPython
}

// inspected remembers what candidates are: a run asks more than once, and a
// shim takes its time.
var inspected sync.Map

func inspectOnce(ctx context.Context, candidate string) (Python, error) {
	type answer struct {
		python Python
		err    error
	}
	if known, ok := inspected.Load(candidate); ok {
		return known.(answer).python, known.(answer).err
	}
	python, err := InspectPython(ctx, candidate)
	if ctx.Err() == nil {
		inspected.Store(candidate, answer{python, err})
	}
	return python, err
}

// InspectPython says what one Python is, by running it. Given a venv's
// python it describes the Python that the venv was made with.
func InspectPython(ctx context.Context, executable string) (Python, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, executable, "-I", "-c", pythonProbe)
	cmd.Stderr = &said
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return Python{}, fmt.Errorf("%s: not a CPython 3.8 with a shared library: %w", executable, reasonOf(err, said.String()))
	}
	return parseProbe(string(out))
}

// reasonOf prefers the last line a program said to the way it ended.
func reasonOf(err error, said string) error {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return errors.New(last)
	}
	return err
}

func parseProbe(line string) (Python, error) {
	f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	if len(f) != 5 {
		return Python{}, fmt.Errorf("asking a python what it is: expected 5 fields, got %d", len(f))
	}
	return Python{Executable: f[0], Base: f[1], Lib: f[2], Version: f[3], Include: f[4]}, nil
}
