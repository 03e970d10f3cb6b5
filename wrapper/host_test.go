package wrapper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"go.uber.org/goleak"

	"handoff/schema"
)

// fakeSpec is a contract that tells the fake model how to behave.
func fakeSpec(t *testing.T, load, predict string) Spec {
	t.Helper()
	text := fmt.Sprintf(`
[model]
name = "fake"
[load]
call = "fake:%s"
[predict]
call = "fake:%s"
[[columns]]
name = "x"
dtype = "float64"
[[outputs]]
name = "y"
dtype = "float64"
`, load, predict)
	dir := t.TempDir()
	c, err := schema.Parse(filepath.Join(dir, "handoff.toml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Spec{Contract: c}
}

// fakeConfig starts the test binary as the host.
func fakeConfig(t *testing.T) Config {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Config{Program: self}
}

func openFake(t *testing.T, cfg Config, load, predict string) *Host {
	t.Helper()
	checkLeaks(t)
	h, err := Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := h.Load(context.Background(), fakeSpec(t, load, predict)); err != nil {
		t.Fatal(err)
	}
	return h
}

// checkLeaks holds the test to leave no goroutine, descriptor or scratch
// folder behind. It is called before what it checks is opened.
func checkLeaks(t *testing.T) {
	t.Helper()
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	before := descriptors(t)
	ignore := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		goleak.VerifyNone(t, ignore)
		if after := descriptors(t); after != before {
			t.Errorf("%d descriptors are open, %d were before", after, before)
		}
		left, err := filepath.Glob(filepath.Join(tmp, "handoff-*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

func descriptors(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

func floats(values ...float64) arrow.Record {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	b.AppendValues(values, nil)
	s := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Float64}}, nil)
	return array.NewRecord(s, []arrow.Array{b.NewArray()}, int64(len(values)))
}

func predict(t *testing.T, h *Host, values ...float64) []float64 {
	t.Helper()
	r, err := h.Predict(context.Background(), Call{Batch: floats(values...)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if r.Seen.Type != "list" || r.Seen.Rows != int64(len(values)) {
		t.Errorf("of %d rows %+v was seen", len(values), r.Seen)
	}
	return append([]float64(nil), r.Outputs.Column(0).(*array.Float64).Float64Values()...)
}

func TestPredictThroughAHost(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "fine")
	large := make([]float64, 100_000) // goes through shared memory
	large[99_999] = 21
	for _, values := range [][]float64{{1, 2}, {}, large, {4}, {5}} {
		got := predict(t, h, values...)
		if len(got) != len(values) {
			t.Fatalf("%d rows in, %d out", len(values), len(got))
		}
		for i := range got {
			if got[i] != 2*values[i] {
				t.Errorf("row %d: got %v for %v", i, got[i], values[i])
			}
		}
	}
	if info := h.Info(); info.Python != "fake" || info.Start <= 0 || info.PID == 0 || info.Prints.Stdout != "importing\n" {
		t.Errorf("info %+v", info)
	}
}

func TestRun(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "fine")
	got, err := h.Run(context.Background(), Script{Name: "echo", Args: []byte(`[1]`)})
	if err != nil || string(got) != "[1]" {
		t.Errorf("got %s, %v", got, err)
	}
	var raised *Exception
	if _, err := h.Run(context.Background(), Script{Name: "fail"}); !errors.As(err, &raised) || raised.Type != "ValueError" {
		t.Errorf("got %v", err)
	}
	var broken *HostError
	if _, err := h.Run(context.Background(), Script{Name: "echo", Args: []byte(`[1`)}); !errors.As(err, &broken) {
		t.Errorf("of an answer that is not JSON: %v", err)
	}
}

// quick are deadlines of phases that are meant to pass.
var quick = Deadlines{FirstPredict: 200 * time.Millisecond, Predict: 200 * time.Millisecond}

func TestAModelsFailuresAreTyped(t *testing.T) {
	for how, want := range map[string]error{
		"raise":   &Exception{Type: "KeyError", Message: "'AGE'"},
		"rows":    &ResultError{Reason: "rows", Declared: "1 rows", Got: "0 rows"},
		"exit":    &HostError{Phase: PhaseFirstPredict, Call: 1, First: 40, Rows: 2, Exit: 7},
		"abort":   &HostError{Phase: PhaseFirstPredict, Call: 1, First: 40, Rows: 2, Exit: -1, Signal: "SIGKILL"},
		"hang":    &HostError{Phase: PhaseFirstPredict, Call: 1, First: 40, Rows: 2, Exit: -1, Deadline: quick.FirstPredict},
		"close":   &HostError{Phase: PhaseFirstPredict, Call: 1, First: 40, Rows: 2, Exit: -1, Err: errGone},
		"garbage": nil,
	} {
		t.Run(how, func(t *testing.T) {
			cfg := fakeConfig(t)
			cfg.Deadlines = quick
			h := openFake(t, cfg, "fine", how)
			r, err := h.Predict(context.Background(), Call{Batch: floats(1, 2), First: 40})
			if r != nil || err == nil {
				t.Fatalf("got %v, %v", r, err)
			}
			if want == nil {
				var broken *HostError
				if !errors.As(err, &broken) || broken.Err == nil {
					t.Errorf("got %v", err)
				}
			} else if got := fmt.Sprintf("%T %v", err, err); got != fmt.Sprintf("%T %v", want, want) {
				t.Errorf("got  %s\nwant %T %v", got, want, want)
			}
			if err := h.Load(context.Background(), fakeSpec(t, "fine", "fine")); err != nil {
				t.Fatalf("the host does not come back: %v", err)
			}
			if got := predict(t, h, 3); got[0] != 6 {
				t.Errorf("then got %v", got)
			}
		})
	}
}

func TestTheNextCallStartsANewHost(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "fine")
	for range 2 {
		first := h.Info().PID
		if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		var ended *HostError
		_, err := h.Predict(context.Background(), Call{Batch: floats(1)})
		if err != nil && !errors.As(err, &ended) { // the news may come before the call or during it
			t.Fatalf("got %v", err)
		}
		if got := predict(t, h, 5); got[0] != 10 {
			t.Errorf("got %v", got)
		}
		if h.Info().PID == first {
			t.Error("the host that was killed still answers")
		}
	}
}

func TestALoadThatEndsTheHost(t *testing.T) {
	checkLeaks(t)
	h, err := Start(context.Background(), fakeConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var ended *HostError
	if err := h.Load(context.Background(), fakeSpec(t, "exit", "fine")); !errors.As(err, &ended) ||
		ended.Phase != PhaseLoad || ended.Exit != 7 || ended.Prints.Stdout != "importing\n" {
		t.Errorf("got %v, %+v", err, ended)
	}
	if _, err := h.Predict(context.Background(), Call{Batch: floats(1)}); err == nil {
		t.Error("predicts without a model")
	}
}

func TestCancelledCallsEndTheHost(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "hang")
	ctx, cancel := context.WithCancel(context.Background())
	begun := make(chan struct{})
	go func() { <-begun; cancel() }()
	close(begun)
	_, err := h.Predict(ctx, Call{Batch: floats(1)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPrints(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "print")
	for private, want := range map[bool]string{false: "AGE of Z7004 is 63\n", true: "AAA aa A#### aa ##\n"} {
		r, err := h.Predict(context.Background(), Call{Batch: floats(1), Private: private})
		if err != nil {
			t.Fatal(err)
		}
		if r.Prints.Stdout != want || r.Prints.Truncated {
			t.Errorf("private %v: got %+v", private, r.Prints)
		}
		r.Release()
	}
}

func TestAFloodIsReadAndBounded(t *testing.T) {
	h := openFake(t, fakeConfig(t), "fine", "flood")
	r, err := h.Predict(context.Background(), Call{Batch: floats(1)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if len(r.Prints.Stdout) != maxPrints || len(r.Prints.Stderr) != maxPrints || !r.Prints.Truncated {
		t.Errorf("%d and %d bytes are kept, truncated: %v", len(r.Prints.Stdout), len(r.Prints.Stderr), r.Prints.Truncated)
	}
}

// A process that the model left behind dies with its host, in a namespace of
// its own or without.
func TestOrphansDieWithTheHost(t *testing.T) {
	for _, sandboxed := range []bool{true, false} {
		t.Run(fmt.Sprintf("sandboxed %v", sandboxed), func(t *testing.T) {
			cfg := fakeConfig(t)
			cfg.NoSandbox = !sandboxed
			mark := filepath.Base(t.TempDir()) + fmt.Sprint(os.Getpid(), sandboxed)
			cfg.Variables = map[string]string{"MARK": mark}
			h := openFake(t, cfg, "fine", "orphan")
			var ended *HostError
			if _, err := h.Predict(context.Background(), Call{Batch: floats(1)}); !errors.As(err, &ended) || ended.Exit != 0 {
				t.Fatalf("got %v", err)
			}
			if left := marked(t, mark); len(left) > 0 {
				t.Errorf("processes %v live on", left)
			}
		})
	}
}

// marked lists the processes whose environment has the mark.
func marked(t *testing.T, mark string) (pids []string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		env, err := os.ReadFile(path)
		if err == nil && bytes.Contains(env, []byte("HANDOFF_ORPHAN="+mark)) {
			pids = append(pids, path)
		}
	}
	return pids
}

func TestAHostThatCannotStart(t *testing.T) {
	checkLeaks(t)
	self := fakeConfig(t).Program
	for name, c := range map[string]struct {
		cfg  Config
		want string
	}{
		"no program":      {Config{Program: "/no/such/host"}, "no such file"},
		"not a host":      {Config{Program: "/bin/true"}, "did not come up"},
		"no interpreter":  {Config{Program: self, Venv: "/no/such/venv"}, "no such venv"},
		"not executable":  {Config{Program: "/etc/passwd"}, "permission denied"},
		"without sandbox": {Config{Program: "/bin/false", NoSandbox: true}, "did not come up"},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := Start(context.Background(), c.cfg)
			if h != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want an error with %q", err, c.want)
			}
		})
	}
}

func TestAResourceThatIsNotThere(t *testing.T) {
	c := fakeSpec(t, "fine", "fine").Contract
	c.Path = "handoff.toml"
	c.Load.Resources = map[string]schema.Resource{"weights": {Path: "resources/none.pt", Line: 9}}
	_, err := Resources(c)
	want := `handoff.toml:9: resource "weights": resources/none.pt cannot be read: no such file or directory: paths are relative to the contract's folder`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
