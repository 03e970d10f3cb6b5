package check

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handoff/report"
	"handoff/schema"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// specimen is a report with something of everything.
func specimen() *Report {
	r := &Report{FailOn: SeverityError, Model: "readmission", Phases: []PhaseTime{{PhaseStatic, 0.25}, {PhaseInstall, 3.5}},
		Receipt: report.Receipt{Command: "check", Model: report.Model{Name: "readmission"}, Outputs: []report.File{}, Inputs: []report.File{}},
		NotRun: []NotRun{
			{"3b/null-refused", "the documented call fails"}, {"3b/output-not-finite", "the documented call fails"},
			{"3b/example-differs", "the contract has no [[examples]]"},
		}}
	find := func(name string, f Finding) {
		rule, err := ruleNamed(name)
		if err != nil {
			panic(err)
		}
		r.Findings = append(r.Findings, rule.complete([]Finding{f})...)
	}
	find("3b/undeclared-column", Finding{Message: `column "BUN" is read and not declared`, File: "src/readmission/features.py", Line: 30, Offset: 37,
		Column: "BUN", Declared: "no column of that name", Seen: "the code reads it", Fix: "declare it in handoff.toml, or do without it"})
	find("3c/unsafe-global-in-weights", Finding{Message: "unpickling it would import posix.system", File: "resources/weights.pt",
		Declared: "weights of tensors and plain data", Seen: "posix.system, opcode at byte 412 of archive/data.pkl", Fix: "save model.state_dict() and nothing else"})
	find("1a/loose-pin", Finding{Message: "dependency numpy is held to a range, not to a version", File: "pyproject.toml", Line: 12,
		Declared: "one exact version, ==", Seen: "numpy~=1.24", Fix: `pin one version: "numpy==..."`})
	find("3b/output-out-of-range", Finding{Message: `output "risk" is out of its range in a call with rows made from the contract`, Column: "risk",
		Rows: []int64{0, 3, 5, 8, 13, 21}, Declared: "[0, 1]", Seen: "#.##", Fix: "return what is declared, or declare the true range",
		Behind: `column "BUN" was supplied`})
	day := time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	r.waive([]schema.Waiver{
		{Rule: "3b/output-out-of-range", Reason: "the platform cuts scores to the range", Until: day},
		{Rule: "1a/loose-pin", Reason: "ran out", Until: day.AddDate(-2, 0, 0)},
	}, day)
	sortFindings(r.Findings)
	r.Passed = []string{"1/no-pyproject", "1b/requires-python-missing", "3a/no-entry-point"}
	r.compare(earlierSpecimen(r))
	r.judge(false, false)
	return r
}

// earlierSpecimen is an earlier report of the same: without the unsafe
// weights, with a fault that is mended by now and one that nobody looked for.
// It had nothing to look behind.
func earlierSpecimen(now *Report) *Report {
	then := &Report{Model: now.Model, Receipt: report.Receipt{Model: report.Model{Describe: "v1.0-3-g1a2b3c4"}, Finished: time.Date(2027, 6, 1, 9, 30, 0, 0, time.UTC)}}
	for _, f := range now.Findings {
		f.Behind = ""
		if f.Line += 7; f.Rule != "3c/unsafe-global-in-weights" {
			then.Findings = append(then.Findings, f)
		}
	}
	then.Findings = append(then.Findings,
		Finding{Rule: "1b/requires-python-missing", Section: "1b", Severity: SeverityError, Message: "requires-python is not said", File: "pyproject.toml", Line: 5},
		Finding{Rule: "3b/output-not-finite", Section: "3b", Severity: SeverityError, Message: `output "risk" is missing or infinite in the documented call`, Column: "risk"})
	return then
}

func TestReportsAreAsRecorded(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			var got bytes.Buffer
			if err := specimen().Write(&got, format); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "report."+format)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTextKeepsTo80Columns(t *testing.T) {
	var text strings.Builder
	if err := specimen().Write(&text, "text"); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if len(line) > textWidth+1 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

func TestVerdict(t *testing.T) {
	waived := &Waived{Reason: "r"}
	tests := map[string]struct {
		findings           []Finding
		failOn             Severity
		fellShort, stopped bool
		want               Verdict
		exit               int
	}{
		"nothing":                {nil, SeverityError, false, false, Pass, 0},
		"error":                  {[]Finding{{Severity: SeverityError}}, SeverityError, false, false, Fail, 1},
		"warning below":          {[]Finding{{Severity: SeverityWarning}}, SeverityError, false, false, Pass, 0},
		"warning at":             {[]Finding{{Severity: SeverityWarning}}, SeverityWarning, false, false, Fail, 1},
		"note at":                {[]Finding{{Severity: SeverityNote}}, SeverityNote, false, false, Fail, 1},
		"waived":                 {[]Finding{{Severity: SeverityError, Waived: waived}}, SeverityNote, false, false, Pass, 0},
		"harness fell short":     {nil, SeverityError, true, true, Incomplete, 2},
		"fell short with errors": {[]Finding{{Severity: SeverityError}}, SeverityError, true, true, Incomplete, 2},
		"stopped by an error":    {[]Finding{{Severity: SeverityError}}, SeverityError, false, true, Fail, 1},
		"stopped by a waived":    {[]Finding{{Severity: SeverityError, Waived: waived}}, SeverityError, false, true, Incomplete, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &Report{Findings: test.findings, FailOn: test.failOn}
			r.judge(test.fellShort, test.stopped)
			if r.Verdict != test.want || r.ExitCode() != test.exit {
				t.Errorf("verdict %s, exit %d; want %s, %d", r.Verdict, r.ExitCode(), test.want, test.exit)
			}
		})
	}
}

func TestWaiversAreShown(t *testing.T) {
	r := specimen()
	for _, f := range r.Findings {
		if isWaived := f.Waived != nil; isWaived != (f.Rule == "3b/output-out-of-range") {
			t.Errorf("%s: waived %v", f.Rule, isWaived)
		}
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "1a/loose-pin ran out on 2025-06-30") {
		t.Errorf("notes %q, want one of the waiver that ran out", r.Notes)
	}
}

// The published schema names every field of a report, and no other.
func TestPublishedSchema(t *testing.T) {
	text, err := os.ReadFile("../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var published object
	if err := json.Unmarshal(text, &published); err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	full := specimen()
	full.Findings[0].Evidence, full.Findings[0].Repro = "a traceback", "import readmission"
	if err := full.Write(&written, "json"); err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(written.Bytes(), &value); err != nil {
		t.Fatal(err)
	}
	for _, fault := range published.faults(published, "report", value) {
		t.Error(fault)
	}
}
