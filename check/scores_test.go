package check

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handoff/schema"
)

const smallProject = `[build-system]
requires = ["setuptools==75.3.0"]
build-backend = "setuptools.build_meta"
[project]
name = "small"
version = "1.0"
requires-python = ">=3.8"
dependencies = [%s]
[tool.setuptools]
packages = ["small"]
`

// smallHandOff writes a hand-off whose predict has a body, and gives its folder.
func smallHandOff(t *testing.T, dependencies, predict, body string, outputs string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "small")
	writeFiles(t, dir, map[string]string{
		"pyproject.toml":    fmt.Sprintf(smallProject, dependencies),
		"small/__init__.py": "\"\"\"A small model.\"\"\"\n\n\ndef predict(given):\n    \"\"\"Give the risk of what is given: AGE (float64, required), ID (str).\"\"\"\n" + body,
		schema.FileName:     "[model]\nname = \"small\"\n[predict]\ncall = \"small:predict\"\n" + predict + "\n[[columns]]\nname = \"AGE\"\ndtype = \"float64\"\nrange = [0, 200]\n" + outputs,
	})
	return dir
}

// What check passes, score scores: of the records that check was given, none is
// rejected.
func TestWhatCheckPassesScoreScores(t *testing.T) {
	needHost(t)
	const record, risk = `form = "record"` + "\nkeys = [\"ID\"]", "[[outputs]]\nname = \"risk\"\ndtype = \"float64\"\nrange = [0, 1]\n"
	const keys = `form = "dataframe"` + "\nkeys = [\"ID\"]\nrows = \"keys\"\n[[columns]]\nname = \"ID\"\ndtype = \"str\""
	const pandas = `"pandas==2.0.3", "numpy==1.24.4"`
	var rows strings.Builder
	rows.WriteString("ID,AGE\n")
	for i := range 100 {
		fmt.Fprintf(&rows, "p%d,%d\n", i, i)
	}
	for name, c := range map[string]struct {
		dependencies, predict, body, outputs, records string
		verdict                                       Verdict
		rule                                          string
	}{
		"sound":           {"", record, "    return {\"risk\": given[\"AGE\"] / 1000}\n", risk, rows.String(), Pass, ""},
		"none":            {"", record, "    return {\"risk\": None if given[\"AGE\"] == 77 else 0.5}\n", risk + "nullable = true\n", rows.String(), Pass, ""},
		"raises late":     {"", record, "    if given[\"AGE\"] == 77:\n        raise ValueError(\"no\")\n    return {\"risk\": 0.5}\n", risk, rows.String(), Fail, "3b/documented-call-fails"},
		"range late":      {"", record, "    return {\"risk\": 2.0 if given[\"AGE\"] == 77 else 0.5}\n", risk, rows.String(), Fail, "3b/output-differs-from-contract"},
		"none fits":       {"", record, "    return {\"risk\": 0.5}\n", risk, "ID,AGE\na,old\nb,older\n", Incomplete, ""},
		"some do not fit": {"", record, "    return {\"risk\": 0.5}\n", risk, rows.String() + "x,old\n", Pass, ""},
		"keys twice":      {pandas, keys, "    return given[[\"ID\"]].assign(risk=0.5)\n", risk, "ID,AGE\na,1\na,2\nb,3\n", Fail, "3b/output-differs-from-contract"},
		"without pandas":  {"", `form = "dataframe"` + "\nkeys = [\"ID\"]", "    return given[\"AGE\"] / 1000\n", risk, rows.String(), Fail, "1a/undeclared-import"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := smallHandOff(t, c.dependencies, c.predict, c.body, c.outputs)
			records := filepath.Join(dir, "records.csv")
			if err := os.WriteFile(records, []byte(c.records), 0o600); err != nil {
				t.Fatal(err)
			}
			r := checked(t, dir, Options{Records: []string{records}})
			if r.Verdict != c.verdict || c.rule != "" && !strings.Contains(strings.Join(rulesOf(r), " "), c.rule) {
				t.Errorf("verdict %s with findings of %v, want %s with %q", r.Verdict, rulesOf(r), c.verdict, c.rule)
			}
			if r.Records == nil || r.Records.Read != int64(strings.Count(c.records, "\n")-1) {
				t.Errorf("records are counted as %+v", r.Records)
			}
			if r.Verdict != Pass {
				return
			}
			score := exec.Command("../bin/handoff", "score", dir, records, "-o", filepath.Join(dir, "out.csv"))
			out, err := score.CombinedOutput()
			if unfit := r.Records.Rejected > 0; (err != nil) != unfit || r.Records.Used+r.Records.Rejected != r.Records.Read {
				t.Errorf("check passes, of the records %d do not fit, and score says %v: %s", r.Records.Rejected, err, out)
			}
		})
	}
}
