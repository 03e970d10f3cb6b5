package bridge

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// fails predicts with a function of faults.py and gives the exception.
func fails(t *testing.T, c *schema.Contract, call wrapper.Call) *wrapper.Exception {
	t.Helper()
	c.Load.Call = "sample:create"
	root, err := filepath.Abs("testdata/package")
	must(err)
	m, err := interp.Load(ctx, wrapper.Spec{Contract: c, Roots: []string{root}, Enter: func(wrapper.Phase) {}})
	if err == nil {
		defer m.Close()
		_, err = m.Predict(ctx, call)
	}
	var e *wrapper.Exception
	if !errors.As(err, &e) {
		t.Fatalf("expected an exception, got %v", err)
	}
	return e
}

func faulty(function string) *schema.Contract {
	return &schema.Contract{Predict: schema.Predict{Call: "faults:" + function}, Columns: plainColumn,
		Outputs: []schema.Output{{Name: "x", DType: schema.DType{Kind: schema.Int64}}}}
}

func TestExceptions(t *testing.T) {
	for _, c := range []struct{ function, want string }{
		{"key", "package/faults.py:11: in deeper: KeyError: 'no such key'"},
		{"exits", "package/faults.py:15: in exits: SystemExit: 3"},
		{"interrupts", "package/faults.py:19: in interrupts: KeyboardInterrupt"},
		{"mute", "package/faults.py:28: in mute: faults.Mute: (its __str__ raises)"},
		{"recurses", "package/faults.py:32: in recurses: RecursionError: maximum recursion depth exceeded"},
		{"chained", "package/faults.py:39: in chained: RuntimeError: second"},
		{"takes_nothing", "TypeError: takes_nothing() takes 0 positional arguments but 1 was given"},
		{"no_such_function", "AttributeError: module 'faults' has no attribute 'no_such_function'"},
	} {
		e := fails(t, faulty(c.function), ones(2))
		if got := e.Error(); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.function, got, c.want)
		}
		if strings.Contains(e.Traceback, ours) || len(e.Frames) > 101 || !strings.Contains(e.Traceback, e.Type) {
			t.Errorf("%s: %d frames, traceback %s", c.function, len(e.Frames), e.Traceback)
		}
		if _, err := load(t, faulty("opens")).Predict(ctx, ones(1)); err != nil {
			t.Errorf("after %s the next call failed: %v", c.function, err)
		}
	}
}

// A forked child that comes back from predict neither answers nor lives on.
func TestForkedChildDoesNotAnswer(t *testing.T) {
	m := load(t, faulty("forks"))
	for range 2 {
		r, err := m.Predict(ctx, ones(1))
		if err != nil {
			t.Fatal(err)
		}
		r.Release()
	}
}

func TestExceptionOfMissingModule(t *testing.T) {
	e := fails(t, &schema.Contract{Predict: schema.Predict{Call: "no_such_module:predict"}, Columns: plainColumn}, ones(1))
	if e.Type != "ModuleNotFoundError" || e.Phase != wrapper.PhaseImport {
		t.Errorf("got %s in phase %s", e.Type, e.Phase)
	}
}

// people have a name and an age.
func people() ([]schema.Column, wrapper.Call) {
	columns := []schema.Column{{Name: "name", DType: schema.DType{Kind: schema.Str}}, {Name: "age", DType: schema.DType{Kind: schema.Int64}}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, (&schema.Contract{Columns: columns}).InputSchema())
	b.Field(0).(*array.StringBuilder).Append("Ødegård")
	b.Field(1).(*array.Int64Builder).Append(8391)
	return columns, wrapper.Call{Batch: b.NewRecord(), Private: true}
}

func TestPrivateCallHidesValues(t *testing.T) {
	columns, call := people()
	c := faulty("shows_values")
	c.Columns = columns
	e := fails(t, c, call)
	for _, text := range []string{e.Message, e.Traceback} {
		if strings.Contains(text, "Ødegård") || strings.Contains(text, "8391") {
			t.Errorf("shows a value: %s", text)
		}
	}
	if strings.Contains(jsonOf(fails(t, evaluating(columns), call)), "Ødegård") {
		t.Error("a text that was evaluated shows in the exception")
	}
	if e.Message != "could not convert 'Aaaaaaa' of ####" {
		t.Errorf("message %q", e.Message)
	}
	if !strings.Contains(e.Traceback, "faults.py\", line") {
		t.Errorf("the traceback lost its files: %s", e.Traceback)
	}
}

func TestClassMadeAtRunTime(t *testing.T) {
	columns, call := people()
	c := faulty("names_a_class")
	c.Columns = columns
	e := fails(t, c, call)
	if e.Type != "ValueError" || e.Message != "not scored" || strings.Contains(jsonOf(e), "Ødegård") {
		t.Errorf("got %s: %s\n%s", e.Type, e.Message, e.Traceback)
	}
}

func evaluating(columns []schema.Column) *schema.Contract {
	c := faulty("evaluates_values")
	c.Columns = columns
	return c
}

func TestPrints(t *testing.T) {
	columns, call := people()
	c := faulty("prints_values")
	c.Columns, c.Outputs[0].Name = columns, "age"
	m := load(t, c)
	for _, private := range []bool{true, false} {
		call.Private = private
		r, err := m.Predict(ctx, call)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		want := map[bool]string{true: "seeing Aaaaaaa aged ####\n", false: "seeing Ødegård aged 8391\n"}[private]
		if r.Prints.Stdout != want || r.Prints.Stderr != "to stderr\n" {
			t.Errorf("private %v: %+v", private, r.Prints)
		}
	}
}

func TestPrivateCallTellsLoopback(t *testing.T) {
	call := ones(1)
	call.Private = true
	if seen := eventsOf(t, call); !seen["socket.connect 127.0.0.1 #"] {
		t.Errorf("no address of this machine in %v", seen)
	}
}

func TestEvents(t *testing.T) {
	seen := eventsOf(t, ones(1))
	for _, want := range []string{"open /etc/hostname (read)", "open /dev/null (write)", "socket.connect 127.0.0.1 9", "subprocess.Popen true true"} {
		if !seen[want] {
			t.Errorf("no event %q in %v", want, seen)
		}
	}
}

// eventsOf are the events of a call of faults.py's opens.
func eventsOf(t *testing.T, call wrapper.Call) map[string]bool {
	t.Helper()
	r, err := load(t, faulty("opens")).Predict(ctx, call)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	seen := map[string]bool{}
	for _, e := range r.Events {
		seen[e.Name+" "+e.Detail] = true
	}
	return seen
}
