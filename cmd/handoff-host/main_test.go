package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"go.uber.org/goleak"

	"handoff/bridge"
	"handoff/schema"
	"handoff/wrapper"
)

var ctx = context.Background()

// The test binary is the host that its tests start.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && !strings.HasPrefix(os.Args[1], "-") {
		os.Exit(bridge.Main(run))
	}
	os.Exit(m.Run())
}

// python is the Python of this machine; without one the test is skipped, or
// fails where Python is required.
func python(t testing.TB) wrapper.Python {
	t.Helper()
	p, err := wrapper.FindPython(ctx)
	if err != nil && os.Getenv("HANDOFF_TEST_PYTHON") == "required" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(err)
	}
	return p
}

// config is a host with a venv that has the stand-in model and, where site
// is given, what that folder holds.
func config(t testing.TB, site string) wrapper.Config {
	t.Helper()
	p := python(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	venv := t.TempDir()
	packages := filepath.Join(venv, "lib", "python3.8", "site-packages")
	must(t, os.MkdirAll(packages, 0o755))
	must(t, os.Mkdir(filepath.Join(venv, "bin"), 0o755))
	must(t, os.Symlink(p.Executable, filepath.Join(venv, "bin", "python")))
	must(t, os.WriteFile(filepath.Join(venv, "pyvenv.cfg"), fmt.Appendf(nil, "home = %s/bin\n", p.Base), 0o644))
	must(t, os.CopyFS(packages, os.DirFS("testdata")))
	cfg := wrapper.Config{Python: p, Venv: venv, Program: self}
	if site != "" {
		must(t, os.WriteFile(filepath.Join(packages, "more.pth"), []byte(site), 0o644))
		cfg.Read = []string{site}
	}
	return cfg
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func spec(t testing.TB, predict string) wrapper.Spec {
	t.Helper()
	c, err := schema.Parse(filepath.Join(t.TempDir(), "handoff.toml"), fmt.Appendf(nil, `
[model]
name = "stand-in"
[load]
call = "stand_in:load"
[predict]
call = "%s"
form = "record"
[[columns]]
name = "x"
dtype = "float64"
[[outputs]]
name = "y"
dtype = "float64"
`, predict))
	must(t, err)
	return wrapper.Spec{Contract: c}
}

func open(t testing.TB, cfg wrapper.Config, predict string) *wrapper.Host {
	t.Helper()
	h, err := wrapper.Start(ctx, cfg)
	if err != nil {
		t.Fatalf("%v\n%+v", err, err)
	}
	t.Cleanup(func() { h.Close() })
	if err := h.Load(ctx, spec(t, predict)); err != nil {
		t.Fatal(err)
	}
	return h
}

func one(t testing.TB) arrow.Record {
	s := spec(t, "double").Contract.InputSchema()
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	b.Append(21)
	return array.NewRecord(s, []arrow.Array{b.NewArray()}, 1)
}

func y(t testing.TB, h *wrapper.Host) float64 {
	t.Helper()
	r, err := h.Predict(ctx, wrapper.Call{Batch: one(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	return r.Outputs.Column(0).(*array.Float64).Value(0)
}

func TestTheModelRuns(t *testing.T) {
	for _, predict := range []string{"double", "spawns", "uses_processes"} {
		t.Run(predict, func(t *testing.T) {
			want := map[string]float64{"uses_processes": 21}[predict]
			if want == 0 {
				want = 42
			}
			if got := y(t, open(t, config(t, ""), predict)); got != want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// deadlines are short for models that never answer, ample for those that do.
var deadlines = wrapper.Deadlines{FirstPredict: 2 * time.Second}

func TestHowAModelEnds(t *testing.T) {
	cfg := config(t, "")
	for _, c := range []struct {
		predict   string
		signal    string
		exit      int
		deadline  bool
		exception string
		stack     string // a line that the Python stack must have
	}{
		{predict: "raises", exception: "ValueError"},
		{predict: "exits", exception: "SystemExit"},
		{predict: "exits_hard", exit: 3},
		{predict: "daemon_thread_kills", exit: 5},
		{predict: "segfaults", signal: "SIGSEGV", exit: -1, stack: "in segfaults"},
		{predict: "aborts", signal: "SIGABRT", exit: -1, stack: "in aborts"},
		{predict: "kills_itself", signal: "SIGKILL", exit: -1},
		{predict: "hangs", exit: -1, deadline: true, stack: "in hangs"},
		{predict: "hangs_in_native_code", exit: -1, deadline: true, stack: "in hangs_in_native_code"},
	} {
		t.Run(c.predict, func(t *testing.T) {
			ignore := goleak.IgnoreCurrent()
			cfg := cfg
			if c.deadline {
				cfg.Deadlines = deadlines
			}
			h := open(t, cfg, c.predict)
			_, err := h.Predict(ctx, wrapper.Call{Batch: one(t), First: 7})
			var raised *wrapper.Exception
			var ended *wrapper.HostError
			switch {
			case errors.As(err, &raised):
				if raised.Type != c.exception {
					t.Errorf("got %v", err)
				}
			case !errors.As(err, &ended):
				t.Fatalf("got %v", err)
			case ended.Signal != c.signal || ended.Exit != c.exit || ended.First != 7 || ended.Rows != 1 ||
				(ended.Deadline > 0) != c.deadline || !strings.Contains(ended.Stack, c.stack):
				t.Errorf("got %v\n%+v", err, ended)
			}
			must(t, h.Load(ctx, spec(t, "double")))
			if got := y(t, h); got != 42 {
				t.Errorf("after that, got %v", got)
			}
			must(t, h.Close())
			goleak.VerifyNone(t, ignore)
		})
	}
}

// A model that meddles with descriptors ends as an error or is put up with,
// and the next call works.
func TestDescriptors(t *testing.T) {
	cfg := config(t, "")
	cfg.Deadlines = deadlines
	for _, predict := range []string{"closes_every_descriptor", "writes_to_every_descriptor"} {
		t.Run(predict, func(t *testing.T) {
			h := open(t, cfg, predict)
			var ended *wrapper.HostError
			if _, err := h.Predict(ctx, wrapper.Call{Batch: one(t)}); !errors.As(err, &ended) {
				t.Errorf("got %v", err)
			}
			must(t, h.Load(ctx, spec(t, "double")))
			if got := y(t, h); got != 42 {
				t.Errorf("after that, got %v", got)
			}
		})
	}
}

func TestPrintsBelongToLoadOrCall(t *testing.T) {
	h := open(t, config(t, ""), "tells_its_environment")
	if got := h.Info().Prints.Stdout; got != "loading\n" {
		t.Errorf("load printed %q", got)
	}
	r, err := h.Predict(ctx, wrapper.Call{Batch: one(t)})
	must(t, err)
	defer r.Release()
	if !strings.Contains(r.Prints.Stdout, "HOME=") {
		t.Errorf("the call printed %q", r.Prints.Stdout)
	}
}

func TestTheEnvironmentIsTheHostsOwn(t *testing.T) {
	t.Setenv("UV_INDEX_PASSWORD", "secret")
	cfg := config(t, "")
	cfg.Threads, cfg.Variables = 3, map[string]string{"OPENCV_FOR_THREADS_NUM": "2", "MKL_NUM_THREADS": "1", "LC_ALL": "C"}
	r, err := open(t, cfg, "tells_its_environment").Predict(ctx, wrapper.Call{Batch: one(t)})
	must(t, err)
	defer r.Release()
	lines := strings.Split(strings.TrimSpace(r.Prints.Stdout), "\n")
	for _, want := range []string{"OMP_NUM_THREADS=3", "OPENCV_FOR_THREADS_NUM=2", "MKL_NUM_THREADS=1", "LC_ALL=C", "[]"} {
		if !slices.Contains(lines, want) {
			t.Errorf("%q is missing from %q", want, lines)
		}
	}
	if strings.Contains(r.Prints.Stdout, "secret") {
		t.Error("the model was shown a secret")
	}
}

func testEnv(t testing.TB, name string) string {
	t.Helper()
	out, err := exec.Command("../../scripts/test-env", name).Output()
	if err != nil && os.Getenv("HANDOFF_TEST_PYTHON") != "required" {
		t.Skip(err)
	}
	must(t, err)
	return strings.TrimSpace(string(out))
}
