package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"handoff/testmodels"
	"handoff/wrapper"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"handoff": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setUp,
		Condition:           condition,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"model": model,
		},
	})
}

// setUp gives a script the caller's environment: where Python, uv, its index
// and the cache of environments are.
func setUp(env *testscript.Env) error {
	for _, kv := range os.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		if env.Getenv(name) == "" || name == "HOME" {
			env.Setenv(name, value)
		}
	}
	dir, err := testmodels.Dir()
	env.Setenv("MODELS", dir)
	env.Setenv("HANDOFF_HOST", host())
	return err
}

// host is the host binary that `make build` makes, or "" where there is none.
func host() string {
	path := os.Getenv("HANDOFF_HOST")
	if path == "" {
		path = "../../bin/handoff-host"
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// condition knows [python]: a model can be run. Where that is required, its
// lack is a failure.
func condition(name string) (bool, error) {
	if name != "python" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := wrapper.FindPython(context.Background())
	if host() == "" {
		err = errors.New("bin/handoff-host is missing: run make build")
	}
	if err != nil && os.Getenv("HANDOFF_TEST_PYTHON") == "required" {
		return false, err
	}
	return err == nil, nil
}

// exits runs a command that must end with a certain exit code:
//
//	exits 2 handoff score ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// model makes one of the test models, good or with a fault, in an empty folder:
//
//	model 3b-null-refused m
func model(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: model NAME FOLDER")
	}
	folder := ts.MkAbs(args[1])
	ts.Check(os.Mkdir(folder, 0o755))
	_, _, err := testmodels.Materialise(folder, args[0])
	ts.Check(err)
}
