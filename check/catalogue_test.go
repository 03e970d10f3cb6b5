package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"handoff/testmodels"
	"handoff/wrapper"
)

// TestMain names the host binary that make builds, for tests that run side
// by side.
func TestMain(m *testing.M) {
	if built, err := filepath.Abs("../bin/handoff-host"); err == nil && os.Getenv("HANDOFF_HOST") == "" {
		os.Setenv("HANDOFF_HOST", built)
	}
	os.Exit(m.Run())
}

// needHost makes sure that models can be run; without that a test is
// skipped, or fails where Python is required.
func needHost(t testing.TB) {
	t.Helper()
	findPython(t)
	_, err := os.Stat(os.Getenv("HANDOFF_HOST"))
	switch {
	case err == nil:
	case os.Getenv("HANDOFF_TEST_PYTHON") == "required":
		t.Fatalf("the host binary is missing: run make build: %v", err)
	default:
		t.Skip("the host binary is missing: run make build")
	}
}

// materialised is a test model of its own, in a folder called after it.
func materialised(t testing.TB, name string) (string, testmodels.Overlay) {
	t.Helper()
	root := filepath.Join(t.TempDir(), filepath.Base(name))
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	dir, overlay, err := testmodels.Materialise(root, name)
	if err != nil {
		t.Fatal(err)
	}
	return dir, overlay
}

func checked(t *testing.T, dir string, opt Options) *Report {
	t.Helper()
	r, err := Run(t.Context(), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := r.Write(&text, "text"); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text.String())
	return r
}

// rulesOf lists the rules that a report has findings of, each once.
func rulesOf(r *Report) []string {
	var names []string
	for _, f := range r.Findings {
		names = append(names, f.Rule)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func namesOf(expected []testmodels.Expected) []string {
	var names []string
	for _, e := range expected {
		names = append(names, e.Rule)
	}
	return names
}

// A good model raises what its expected.toml says, and nothing else.
func TestGoodModels(t *testing.T) {
	needHost(t)
	good, err := testmodels.Good()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range good {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := materialised(t, name)
			expected, err := testmodels.ExpectedOf(name)
			if err != nil {
				t.Fatal(err)
			}
			r := checked(t, dir, Options{})
			if r.Verdict != Pass {
				t.Errorf("verdict %s, want pass", r.Verdict)
			}
			want := implemented(namesOf(expected))
			slices.Sort(want)
			if got := rulesOf(r); !slices.Equal(got, want) {
				t.Errorf("findings of %v, want of %v", got, want)
			}
		})
	}
}

// implemented keeps the rules that are there.
func implemented(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := ruleNamed(name)
		return err != nil
	})
}

// A fault model raises the rule that its overlay names, perhaps those that
// it entails, and what its base rightly raises; nothing else.
func TestFaultModels(t *testing.T) {
	needHost(t)
	faults, err := testmodels.Faults()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		if len(implemented([]string{fault.Rule})) == 0 {
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			dir, _ := materialised(t, fault.Name)
			expected, err := testmodels.ExpectedOf(fault.Base)
			if err != nil {
				t.Fatal(err)
			}
			r := checked(t, dir, Options{Deadlines: shortFor(fault.Rule), Ignore: needless(fault)})
			got := rulesOf(r)
			if !slices.Contains(got, fault.Rule) {
				t.Errorf("no finding of %s: %s", fault.Rule, fault.Says)
			}
			may := append(namesOf(slices.Concat(fault.Also, expected)), fault.Rule)
			for _, rule := range got {
				if !slices.Contains(may, rule) {
					t.Errorf("also a finding of %s, which the fault does not entail", rule)
				}
			}
			seenBehind(t, r.Findings, fault)
			showFaults(t, dir, fault, r.Findings)
			for _, f := range r.Findings {
				if slices.Contains([]string{"3b/example-differs", "3b/undeclared-column"}, f.Rule) && f.Repro == "" && f.NoRepro == "" {
					t.Errorf("%s has neither a repro nor a reason why not", f.Rule)
				}
			}
		})
	}
}

// seenBehind holds what findings say of having been seen only after something
// to what the fault's overlay says, where it speaks of their rules.
func seenBehind(t *testing.T, findings []Finding, fault testmodels.Overlay) {
	t.Helper()
	want := append(slices.Clone(fault.Also), testmodels.Expected{Rule: fault.Rule})
	for _, f := range findings {
		is := func(e testmodels.Expected) bool { return e.Rule == f.Rule && e.Behind == f.Behind }
		if slices.Contains(namesOf(want), f.Rule) && !slices.ContainsFunc(want, is) {
			t.Errorf("%s: %s: seen behind %q, which the overlay does not say", f.Rule, f.Message, f.Behind)
		}
	}
	for _, e := range want {
		if e.Behind != "" && !slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == e.Rule && f.Behind == e.Behind }) {
			t.Errorf("no finding of %s behind %q: %s", e.Rule, e.Behind, e.Reason)
		}
	}
}

// manyCalls are the rules that make hundreds of calls alike and hold them to
// time, memory, threads and each other: half of what a run costs.
var manyCalls = []string{"3b/not-thread-safe", "safety/memory-grows", "safety/threads-grow", "cost/predict-over-budget"}

// needless are the rules that a fault model is not asked about. Of a model
// that keeps nothing of its calls and takes no longer than its base, they can
// say but what TestGoodModels sees them say of that base. HANDOFF_TEST_ALL_RULES
// asks all of every fault model.
func needless(fault testmodels.Overlay) []string {
	for _, about := range []string{"safety/", "cost/", "2a/work-at-import", "3a/load-mutates-globals", "3b/input-mutated", "3b/not-deterministic", "3b/not-thread-safe",
		"3b/output-requires-grad", "3b/result-reused", "3b/state-leaks", "3c/grad-enabled", "3c/train-mode"} {
		if strings.HasPrefix(fault.Rule, about) {
			return nil
		}
	}
	also := slices.ContainsFunc(fault.Also, func(e testmodels.Expected) bool { return slices.Contains(manyCalls, e.Rule) })
	if also || os.Getenv("HANDOFF_TEST_ALL_RULES") != "" {
		return nil
	}
	return manyCalls
}

// shortFor keeps the tests of models that hang from waiting long; others
// have all the time they need on a busy machine.
func shortFor(rule string) wrapper.Deadlines {
	if rule != "safety/hang" {
		return wrapper.Deadlines{}
	}
	return wrapper.Deadlines{Import: 10 * time.Second, FirstPredict: 10 * time.Second, Predict: 10 * time.Second}
}

// Every rule has a fault model that it is the one to name.
func TestEveryRuleIsProved(t *testing.T) {
	faults, err := testmodels.Faults()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		if !slices.ContainsFunc(faults, func(o testmodels.Overlay) bool { return o.Rule == rule.Name }) {
			t.Errorf("no fault model proves %s", rule.Name)
		}
	}
	for _, fault := range faults {
		if _, err := ruleNamed(fault.Rule); err != nil {
			t.Errorf("faults/%s: %v", fault.Name, err)
		}
	}
}
