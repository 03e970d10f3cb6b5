package mutants

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/testmodels"
)

// python38 finds the interpreter that models must parse with; without it a
// test is skipped, or fails where Python is required.
func python38(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("../scripts/find-python").Output()
	path, _, _ := strings.Cut(string(out), "\t")
	switch {
	case err == nil:
		return path
	case os.Getenv("HANDOFF_TEST_PYTHON") == "required":
		t.Fatalf("no CPython 3.8: %v", err)
	default:
		t.Skip("no CPython 3.8")
	}
	return ""
}

func testMaker(t *testing.T) maker {
	t.Helper()
	m, err := newMaker(python38(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func allOperators(t *testing.T) []Operator {
	t.Helper()
	operators, err := Operators()
	if err != nil {
		t.Fatal(err)
	}
	return operators
}

// What is written down is what can be made, under one name each.
func TestOperatorsAreTheScripts(t *testing.T) {
	var listed []string
	for _, o := range allOperators(t) {
		listed = append(listed, o.Name)
		if o.Does == "" || len(o.Rules) == 0 {
			t.Errorf("%s: says not what it does, or no rule", o.Name)
		}
		for _, rule := range o.Also {
			if slices.Contains(o.Rules, rule) {
				t.Errorf("%s: %s is both its cause and what it entails", o.Name, rule)
			}
		}
	}
	slices.Sort(listed)
	made, err := testMaker(t).names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(listed, made) {
		t.Errorf("operators.toml lists %v, py/ makes %v", listed, made)
	}
}

// needPackages make weights, which takes numpy or torch.
var needPackages = []string{"arguments-in-checkpoint", "whole-model-saved", "weights-pickled", "estimator-of-another-version", "weights-of-another-run"}

// notFor38 write what the parser of 3.8 refuses.
var notFor38 = []string{"match-statement", "parenthesised-with"}

// Every operator changes something in some good model, and leaves a contract
// that can be read and code that parses.
func TestEachOperatorApplies(t *testing.T) {
	m := testMaker(t)
	good, err := testmodels.Good()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range allOperators(t) {
		if slices.Contains(needPackages, o.Name) {
			continue
		}
		t.Run(o.Name, func(t *testing.T) {
			t.Parallel()
			model := append(slices.Clone(o.On), good...)[0]
			made, err := m.mutant(t.Context(), t.TempDir(), task{o.Name, model, 1})
			if err != nil {
				t.Fatal(err)
			}
			if why := made.skipped(); why != "" {
				t.Fatalf("%s is no mutant: %s", model, why)
			}
			if _, err := schema.Read(filepath.Join(made.folder, schema.FileName)); err != nil {
				t.Error(err)
			}
			err = parses(m, made.folder)
			if refused := slices.Contains(notFor38, o.Name); (err != nil) != refused {
				t.Errorf("parse with 3.8: %v, want refusal: %t", err, refused)
			}
		})
	}
}

func parses(m maker, folder string) error {
	return exec.Command(m.python, "-c", "import ast, pathlib, sys\nfor p in pathlib.Path(sys.argv[1]).resolve().parent.rglob('*.py'): ast.parse(p.read_text())", folder).Run()
}

// A seed always makes the same mutant, and different seeds reach every site.
func TestSeedsPickSites(t *testing.T) {
	m := testMaker(t)
	diffs := map[string]bool{}
	for seed := range int64(12) {
		made, err := m.mutant(t.Context(), t.TempDir(), task{"column-without-source", "veterans", seed})
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.mutant(t.Context(), t.TempDir(), task{"column-without-source", "veterans", seed})
		if err != nil {
			t.Fatal(err)
		}
		if made.diff != again.diff {
			t.Fatalf("seed %d made two mutants:\n%s\n%s", seed, made.diff, again.diff)
		}
		diffs[made.diff] = true
	}
	if len(diffs) != 4 {
		t.Errorf("12 seeds reached %d of 4 columns", len(diffs))
	}
}

// A slip is what operators.toml says, and nothing beside it.
func TestSlips(t *testing.T) {
	m := testMaker(t)
	for _, c := range []struct{ operator, model, minus, plus string }{
		{"pin-as-minimum", "veterans", `dependencies = ["numpy==1.24.4"]`, `dependencies = ["numpy>=1.24.4"]`},
		{"requires-python-patch", "breast", `requires-python = "==3.8.*"`, `requires-python = "==3.8"`},
		{"weights-only-dropped", "infarct",
			`    model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))`,
			`    model.load_state_dict(torch.load(weights, map_location="cpu"))`},
		{"null-not-imputed", "lung",
			`        return self.linear(torch.nan_to_num(standard, nan=0.0)).squeeze(1)`,
			`        return self.linear(standard).squeeze(1)`},
		{"resource-misspelt", "breast", `weights = "resources/weights.json"`, `weights = "resources/weight.json"`},
		{"orientation-ignored", "retina/bytes",
			`        photograph = PILToTensor()(ImageOps.exif_transpose(photograph).convert("RGB"))`,
			`        photograph = PILToTensor()(photograph.convert("RGB"))`},
	} {
		t.Run(c.operator, func(t *testing.T) {
			made, err := m.mutant(t.Context(), t.TempDir(), task{c.operator, c.model, 1})
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"-" + c.minus, "+" + c.plus}; !slices.Equal(changed(made.diff), want) {
				t.Errorf("changed %q, want %q", changed(made.diff), want)
			}
		})
	}
}

// changed are a diff's lines that were taken away or put in.
func changed(diff string) []string {
	var lines []string
	for line := range strings.Lines(diff) {
		head := strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ")
		if !head && strings.ContainsAny(line[:1], "+-") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// What a mutant is not is said, and not counted.
func TestEquivalentMutant(t *testing.T) {
	made, err := testMaker(t).mutant(t.Context(), t.TempDir(), task{"readme-renamed", "veterans", 1})
	if err != nil {
		t.Fatal(err)
	}
	if why := made.skipped(); !strings.Contains(why, "setuptools only warns") {
		t.Errorf("skipped %q", why)
	}
}

func TestTally(t *testing.T) {
	op := Operator{Name: "slip", Rules: []string{"3b/null-refused", "3b/null-accepted"}, Also: []string{"3b/example-differs"}}
	out := func(operator string, found ...string) outcome {
		return outcome{task: task{operator, "lung", 1}, Found: found}
	}
	pickled := "3c/whole-model-pickled" // lung's expected.toml lists it
	got, err := tallied([]outcome{
		out("", pickled, "safety/hang"),
		out("slip", pickled, "3b/null-accepted", "3b/example-differs"),
		out("slip", pickled, "3b/no-predict"),
		out("slip", "safety/hang"),
		{task: task{"slip", "lung", 2}, Skipped: "nothing changed"},
	}, []Operator{op})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]count{
		"3b/null-refused":    {mutants: 3, named: 1},
		"3b/null-accepted":   {right: 1},
		"3b/example-differs": {right: 1},
		"3b/no-predict":      {wrong: 1},
		"safety/hang":        {wrong: 1}, // of the good model, once
	}
	if len(got.rules) != len(want) {
		t.Errorf("rules %v", got.names())
	}
	for rule, c := range want {
		if *got.of(rule) != c {
			t.Errorf("%s: %+v, want %+v", rule, *got.of(rule), c)
		}
	}
	if len(got.survivors) != 2 || len(got.alarms) != 2 || len(got.uncounted) != 1 {
		t.Errorf("%d survivors, %d alarms, %d not counted", len(got.survivors), len(got.alarms), len(got.uncounted))
	}
}

// A rule that the good model raises anyway cannot show that the slip was seen.
func TestTallyLeavesOutWhatTheGoodModelRaises(t *testing.T) {
	op := Operator{Name: "slip", Rules: []string{"3c/whole-model-pickled"}}
	found := []string{"3c/whole-model-pickled"}
	got, err := tallied([]outcome{{task: task{Model: "lung"}, Found: found}, {task: task{"slip", "lung", 1}, Found: found}}, []Operator{op})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.uncounted) != 1 || len(got.rules) != 0 {
		t.Errorf("not counted %v, rules %v", got.uncounted, got.names())
	}
}

// A run goes on behind the last whole line of its results.
func TestResultsAreResumed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.jsonl")
	first := outcome{task: task{"slip", "lung", 1}, Found: []string{}, Seconds: 2}
	line, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, slices.Concat(line, []byte("\n"), line[:20]), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := readResults(path)
	if err != nil {
		t.Fatal(err)
	}
	second := outcome{task: task{"slip", "lung", 2}, Found: []string{}}
	if left := r.left([]task{first.task, second.task}); !slices.Equal(left, []task{second.task}) {
		t.Errorf("left %v", left)
	}
	if err := r.add(second); err != nil {
		t.Fatal(err)
	}
	if r, err = readResults(path); err != nil || len(r.held) != 2 {
		t.Fatalf("%v, %v after two", r.held, err)
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	for flag, want := range map[string]string{"-operators": `no operator "nul-refused"`, "-models": `no good model "nul-refused"`} {
		var stdout, stderr bytes.Buffer
		if code := Main([]string{flag, "nul-refused"}, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, %s", flag, code, &stderr)
		}
	}
}
