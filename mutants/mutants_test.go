package mutants

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// Every operator finds a site in each model that operators.toml names.
func TestOperatorsApplyWhereTheySay(t *testing.T) {
	m := testMaker(t)
	for model, operators := range byModel(t) {
		folder, _, err := testmodels.Materialise(t.TempDir(), model)
		if err != nil {
			t.Fatal(err)
		}
		var found map[string]slip
		if err := m.run(t.Context(), &found, append([]string{folder}, operators...)...); err != nil {
			t.Fatal(err)
		}
		for _, name := range operators {
			if found[name].Sites == 0 {
				t.Errorf("%s: no site in %s", name, model)
			}
		}
	}
}

// byModel lists the operators that name a model.
func byModel(t *testing.T) map[string][]string {
	named := map[string][]string{}
	for _, o := range allOperators(t) {
		for _, model := range o.On {
			named[model] = append(named[model], o.Name)
		}
	}
	return named
}

// Every operator changes something, and leaves a contract that can be read
// and code that parses. Its first model stands for the others.
func TestSlipsAreReal(t *testing.T) {
	m := testMaker(t)
	root := t.TempDir()
	for _, o := range allOperators(t) {
		if slices.Contains(needPackages, o.Name) {
			continue
		}
		model := append(slices.Clone(o.On), "breast")[0]
		dir := filepath.Join(root, o.Name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		made, err := m.mutant(t.Context(), dir, task{o.Name, model, 1})
		if err != nil {
			t.Fatal(err)
		}
		if why := made.skipped(); why != "" {
			t.Errorf("%s: %s is no mutant: %s", o.Name, model, why)
		}
		if _, err := schema.Read(filepath.Join(made.folder, schema.FileName)); err != nil {
			t.Errorf("%s: %v", o.Name, err)
		}
	}
	if got := unparsable(t, m, root); !slices.Equal(got, notFor38) {
		t.Errorf("3.8 refuses the code of %v, want %v", got, notFor38)
	}
}

// unparsable lists the folders of root with a Python file that does not parse.
func unparsable(t *testing.T, m maker, root string) []string {
	out, _ := exec.CommandContext(t.Context(), m.python, "-m", "compileall", "-q", root).Output()
	var names []string
	for _, found := range regexp.MustCompile(regexp.QuoteMeta(root)+`/([\w-]+)/model/`).FindAllStringSubmatch(string(out), -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
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

func TestUnknownNamesAreRefused(t *testing.T) {
	for flag, want := range map[string]string{"-operators": `no operator "nul-refused"`, "-models": `no good model "nul-refused"`} {
		var stdout, stderr bytes.Buffer
		if code := Main([]string{flag, "nul-refused"}, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, %s", flag, code, &stderr)
		}
	}
}
