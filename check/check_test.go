package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

func TestWithoutContract(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "1a-unpinned-dependency")
	if err := os.Remove(filepath.Join(dir, schema.FileName)); err != nil {
		t.Fatal(err)
	}
	r := checked(t, dir, Options{})
	if r.Verdict != Incomplete || r.ExitCode() != 2 {
		t.Errorf("verdict %s, exit %d; want incomplete, 2", r.Verdict, r.ExitCode())
	}
	if got := rulesOf(r); !slices.Equal(got, []string{"1a/unpinned-dependency"}) {
		t.Errorf("findings of %v, want those of the static rules", got)
	}
	if len(r.NotRun) == 0 || !strings.Contains(r.NotRun[0].Reason, "docs/contract.md") {
		t.Errorf("not run: %v; want rules with a pointer to docs/contract.md", r.NotRun)
	}
}

func TestNothingToCheck(t *testing.T) {
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, schema.FileName), []byte("[modle]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"missing": filepath.Join(t.TempDir(), "missing"), "empty": t.TempDir(), "broken": broken} {
		if r, err := Run(t.Context(), dir, Options{}); err == nil {
			t.Errorf("%s: a report with verdict %s, want an error", name, r.Verdict)
		}
	}
}

// A run of static rules alone neither installs nor loads anything.
func TestSelectStopsEarly(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "1a-unpinned-dependency")
	r := checked(t, dir, Options{Select: []string{"1a/unpinned"}})
	if len(r.Phases) != 1 || r.Phases[0].Name != PhaseStatic {
		t.Errorf("phases %v, want the static one alone", r.Phases)
	}
	if got := rulesOf(r); !slices.Equal(got, []string{"1a/unpinned-dependency"}) || len(r.NotRun) != 0 {
		t.Errorf("findings of %v, %d rules not run; want the selected rule alone", got, len(r.NotRun))
	}
}

func TestFailOnAndWaiver(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "1a-unpinned-dependency")
	add(t, filepath.Join(dir, schema.FileName), "\n[[waivers]]\nrule = \"1a/unpinned-dependency\"\nreason = \"until the next release\"\n")
	r := checked(t, dir, Options{Select: []string{"1a/unpinned"}})
	if r.Verdict != Pass || len(r.Findings) != 1 || r.Findings[0].Waived == nil {
		t.Errorf("verdict %s, findings %+v; want pass with the finding shown as waived", r.Verdict, r.Findings)
	}
}

func add(t testing.TB, path, text string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(old, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The same hand-off gives the same bytes but for times, and every field of
// the report is in the published schema.
func TestSameReportTwice(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "3b-row-count-changes")
	var texts [2]string
	for i := range texts {
		r := checked(t, dir, Options{Records: []string{filepath.Join(dir, "examples", "held_out.csv")}})
		r.Phases, r.Receipt.Started, r.Receipt.Finished = nil, time.Time{}, time.Time{}
		var text bytes.Buffer
		if err := r.Write(&text, "json"); err != nil {
			t.Fatal(err)
		}
		texts[i] = text.String()
	}
	if diff := cmp.Diff(texts[0], texts[1]); diff != "" {
		t.Error(diff)
	}
}

// What the model says of a value in an exception or a result stays out of
// the report, in every format, unless values are to be shown.
func TestNoValuesInReports(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "mortality")
	add(t, filepath.Join(dir, "src", "flc_mortality", "__init__.py"), `

def predict(frame, model):
    raise ValueError("cannot score %s" % frame["COLLECTED"].iloc[0])
`)
	hidden := "1996-11-17" // of the first golden record
	for _, shown := range []bool{false, true} {
		r := checked(t, dir, Options{ShowValues: shown})
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(text, []byte(hidden)); got != shown {
			t.Errorf("values shown: %v, want %v", got, shown)
		}
	}
}

// A hand-off whose files are not all there is still checked.
func TestFilesThatAreNotThere(t *testing.T) {
	needHost(t)
	tests := map[string]struct {
		remove, rule, file string
		verdict            Verdict
	}{
		"resource": {"resources/weights.json", "2b/resource-missing", schema.FileName, Fail},
		"example":  {"examples/golden.csv", "3b/example-differs", schema.FileName, Fail},
		"expected": {"examples/golden.expected.csv", "3b/example-differs", schema.FileName, Fail},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "mortality")
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(test.remove))); err != nil {
				t.Fatal(err)
			}
			r := checked(t, dir, Options{Ignore: []string{"2c"}})
			if r.Verdict != test.verdict || len(r.Findings) != 1 || r.Findings[0].Rule != test.rule || r.Findings[0].File != test.file || r.Findings[0].Line == 0 {
				t.Errorf("verdict %s, findings %+v; want %s with %s in %s", r.Verdict, r.Findings, test.verdict, test.rule, test.file)
			}
		})
	}
}

// A golden JPEG that is broken is named; the model is tried on others.
func TestBrokenGoldenImage(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "retina/pil")
	images, err := filepath.Glob(filepath.Join(dir, "..", "examples", "tiles", "*.jpg"))
	if err != nil || len(images) < 2 {
		t.Fatalf("%d golden images, %v", len(images), err)
	}
	if err := os.WriteFile(images[1], []byte("no JPEG"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := checked(t, dir, Options{Ignore: []string{"1", "2"}})
	if r.Verdict != Fail || !slices.Equal(rulesOf(r), []string{"3b/example-differs"}) {
		t.Fatalf("verdict %s, findings of %v; want fail for 3b/example-differs", r.Verdict, rulesOf(r))
	}
	if seen := r.Findings[0].Seen; !strings.HasPrefix(seen, filepath.Base(images[1])+": ") || strings.Contains(seen, dir) {
		t.Errorf("seen %q, want it to begin with %s", seen, filepath.Base(images[1]))
	}
}

func TestProjectThatIsNotThere(t *testing.T) {
	dir, _ := materialised(t, "mortality")
	replace(t, filepath.Join(dir, schema.FileName), `project = "."`, `project = "nowhere"`)
	if _, err := Run(t.Context(), dir, Options{}); !isMissing(err) || !strings.Contains(err.Error(), `[model] project = "nowhere": `) {
		t.Errorf("got %v", err)
	}
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	dir, _ := materialised(t, "mortality")
	if r, err := Run(t.Context(), dir, Options{Records: []string{filepath.Join(dir, "none.csv")}}); err == nil {
		t.Errorf("a report with verdict %s, want an error", r.Verdict)
	}
}

// The cause is told, not the first thing that it breaks.
func TestEntryPoints(t *testing.T) {
	needHost(t)
	tests := map[string]struct{ file, old, new, rule, says string }{
		"module":    {schema.FileName, `"flc_mortality:load"`, `"flc_mortalty:load"`, "3a/no-entry-point", `did you mean "flc_mortality"`},
		"function":  {schema.FileName, `"flc_mortality:load"`, `"flc_mortality:laod"`, "3a/no-entry-point", `did you mean "load"`},
		"predict":   {schema.FileName, `"flc_mortality:predict"`, `"flc_mortality:score"`, "3b/no-predict", "define it"},
		"attribute": {schema.FileName, "call = \"flc_mortality:predict\"\nmodel = \"model\"", `call = "predict_all"`, "3b/no-predict", "name what the package has"},
		"constant":  {schema.FileName, `"flc_mortality:predict"`, `"flc_mortality:__all__"`, "3b/no-predict", "name a function"},
		"wheel":     {"pyproject.toml", `where = ["src"]`, `where = ["resources"]`, "1/package-missing-from-wheel", "have the build take it in"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "mortality")
			replace(t, filepath.Join(dir, test.file), test.old, test.new)
			r := checked(t, dir, Options{Ignore: []string{"2c"}})
			if len(r.Findings) != 1 || r.Findings[0].Rule != test.rule || !strings.Contains(r.Findings[0].Fix, test.says) {
				t.Errorf("findings %+v, want one of %s that says %s", r.Findings, test.rule, test.says)
			}
		})
	}
}

// A model that is one function has no [load]; what is asked of one is told as
// not run.
func TestFunctionWithoutLoad(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "breast")
	path := filepath.Join(dir, schema.FileName)
	replace(t, path, "[load]\ncall = \"breast_recurrence:load\"\n[load.resources]\nweights = \"resources/weights.json\"\n", "")
	replace(t, path, "model = \"model\"\n", "")
	replace(t, filepath.Join(dir, "breast_recurrence", "model.py"), "def predict(record, model):", `def predict(record):
    model = {"intercept": -1.0, "coefficients": dict.fromkeys(features(record), 0.1)}
    return _predict(record, model)


def _predict(record, model):`)
	r := checked(t, dir, Options{Ignore: []string{"3b/example-differs"}})
	if notRun := reasonFor(r, "3a/load-fails"); r.Verdict != Pass || !strings.Contains(notRun, "no [load]") {
		t.Errorf("verdict %s, 3a/load-fails not run: %q", r.Verdict, notRun)
	}
}

func reasonFor(r *Report, rule string) string {
	for _, n := range r.NotRun {
		if n.Rule == rule {
			return n.Reason
		}
	}
	return ""
}

func replace(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, new)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// writeFiles writes texts to files by their paths in a folder.
func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}
