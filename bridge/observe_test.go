package bridge

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

// observed loads the package meddling, of which alone it says that it is the
// author's, and calls one of its functions once.
func observed(t *testing.T, function string, call wrapper.Call) (wrapper.Info, *wrapper.Result, error) {
	t.Helper()
	m := meddling(t, function)
	defer m.Close()
	call.Observe = true
	r, err := m.Predict(ctx, call)
	return m.Info(), r, err
}

// meddling is that package, with one of its functions for predict.
func meddling(t *testing.T, function string) wrapper.Model {
	t.Helper()
	root, err := filepath.Abs("testdata/package/meddling")
	must(err)
	c := faulty(function)
	c.Load.Call, c.Predict.Call = "meddling:create", "meddling:"+function
	m, err := interp.Load(ctx, wrapper.Spec{Contract: c, Roots: []string{root}, Observe: true, Enter: func(wrapper.Phase) {}})
	if err != nil {
		t.Fatal(trace(err))
	}
	return m
}

func whats(o *wrapper.Observed) []string {
	var all []string
	for _, c := range o.Changes {
		all = append(all, string(c.Phase)+" "+c.What)
	}
	return all
}

// Only a process that has not imported the package yet can see what its
// import does.
func TestObserveImport(t *testing.T) {
	info, r, err := observed(t, "quiet", ones(1))
	must(err)
	defer r.Release()
	want := []string{"import sets the environment variable MEDDLING", "import prints", "load seeds Python's random number generator"}
	if got := whats(info.Observed); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := whats(r.Observed); len(got) > 0 {
		t.Errorf("a quiet call: %q", got)
	}
}

func TestObserveCalls(t *testing.T) {
	for function, want := range map[string][]string{
		"quiet":          nil,
		"seeds":          {"seeds numpy's random number generator", "seeds torch's random number generator"},
		"sets_variables": {"sets the environment variable MEDDLING", "sets the environment variable OTHER"},
		"starts_thread":  {"starts a thread that goes on"},
		"spawns":         {"starts a process"},
		"takes_signal":   {"changes the handler of signal 10"},
		"takes_signals":  {"changes the handlers of 2 signals"},
		"sets_options": {"changes the pandas option display.max_rows", "changes the recursion limit", "changes torch's default dtype",
			"changes the filters of warnings for all modules"},
	} {
		_, r, err := observed(t, function, ones(1))
		must(err)
		defer r.Release()
		var got []string
		for _, what := range whats(r.Observed) {
			got = append(got, strings.TrimPrefix(what, "first predict "))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", function, got, want)
		}
		if function == "sets_options" {
			_, r, err := observed(t, "resets_options", ones(1))
			must(err)
			r.Release()
		}
	}
}

// What a call has changed that nobody observed is not told of the next one,
// which finds it as it leaves it.
func TestObserveAfterUnseen(t *testing.T) {
	m := meddling(t, "sets_options")
	defer m.Close()
	for _, observe := range []bool{false, true} {
		call := ones(1)
		call.Observe = observe
		r, err := m.Predict(ctx, call)
		must(err)
		defer r.Release()
		if observe && len(r.Observed.Changes) > 0 {
			t.Errorf("the observed call is told to have changed %q", whats(r.Observed))
		}
	}
	_, r, err := observed(t, "resets_options", ones(1))
	must(err)
	r.Release()
}

func TestObserveInput(t *testing.T) {
	for _, c := range []struct {
		function string
		form     schema.Form
		want     []string
	}{
		{"quiet", schema.FormDataFrame, nil},
		{"fills", schema.FormDataFrame, []string{`column "x"`}},
		{"adds", schema.FormDataFrame, []string{"the columns"}},
	} {
		_, r, err := observed(t, c.function, ones(2))
		must(err)
		defer r.Release()
		if !slices.Equal(r.Observed.Mutated, c.want) {
			t.Errorf("%s: got %q, want %q", c.function, r.Observed.Mutated, c.want)
		}
	}
}

func TestObserveModules(t *testing.T) {
	for function, want := range map[string]wrapper.Observed{
		"trains":    {Training: []string{"BatchNorm1d", "Dropout"}, Graph: true},
		"evaluates": {},
	} {
		_, r, err := observed(t, function, ones(1))
		must(err)
		defer r.Release()
		if !slices.Equal(r.Observed.Training, want.Training) || r.Observed.Graph != want.Graph {
			t.Errorf("%s: got %+v", function, *r.Observed)
		}
	}
}

// What a library does when the package calls it is told, also where the call
// then raises; what it does while it is imported is told apart.
func TestWhoDidIt(t *testing.T) {
	for function, by := range map[string]wrapper.Actor{"lets_stranger": wrapper.ByPackage, "lets_library": wrapper.ByLibrary} {
		_, _, err := observed(t, function, ones(1))
		e, ok := err.(*wrapper.Exception)
		if !ok {
			t.Fatalf("%s: expected an exception, got %v", function, err)
		}
		want := wrapper.Event{Phase: wrapper.PhaseFirstPredict, Name: "open", Detail: "/etc/hostname (read)", By: by, Place: wrapper.PlaceElsewhere}
		if !slices.Contains(e.Events, want) {
			t.Errorf("%s: got %+v, want %+v", function, e.Events, want)
		}
	}
}

// A folder that is reached by a link has two names, and code may use either.
func TestLinkedPlaces(t *testing.T) {
	real, err := filepath.Abs("testdata/package/meddling")
	must(err)
	link := filepath.Join(t.TempDir(), "link")
	must(os.Symlink(real, link))
	m := &model{in: interp.(*interpreter), spec: wrapper.Spec{Roots: []string{link}, Resources: map[string]string{"weights": link + "/__init__.py"}}}
	m.known = m.places()
	for path, want := range map[string]wrapper.Place{link + "/a": wrapper.PlacePackage, real + "/a": wrapper.PlacePackage,
		real + "/__init__.py": wrapper.PlaceResource, "/elsewhere/a": wrapper.PlaceElsewhere} {
		if got, _ := m.placeOf(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}
