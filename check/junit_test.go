package check

import (
	"bytes"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"
)

// ingest reads a report back with another library than the one that wrote it.
func ingest(t *testing.T, r *Report) map[string]junit.Test {
	t.Helper()
	var text bytes.Buffer
	if err := r.Write(&text, "junit"); err != nil {
		t.Fatal(err)
	}
	suites, err := junit.IngestReader(&text)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]junit.Test{}
	for _, suite := range suites {
		if len(suite.Tests) != suite.Totals.Tests || suite.Name == "" {
			t.Errorf("suite %q: %d tests, totals %+v", suite.Name, len(suite.Tests), suite.Totals)
		}
		for _, c := range suite.Tests {
			cases[c.Name] = c
		}
	}
	return cases
}

func TestJUnitHoldsTheReport(t *testing.T) {
	cases := ingest(t, specimen())
	for rule, want := range map[string]struct {
		status junit.Status
		text   string
	}{
		"1/no-pyproject":              {junit.StatusPassed, ""},
		"1a/loose-pin":                {junit.StatusPassed, "numpy~=1.24"}, // below --fail-on
		"3b/undeclared-column":        {junit.StatusFailed, `column "BUN" is read and not declared`},
		"3b/output-out-of-range":      {junit.StatusSkipped, "waived: the platform cuts scores to the range (until 2027-06-30)"},
		"3b/null-refused":             {junit.StatusSkipped, "not run: the documented call fails"},
		"3c/unsafe-global-in-weights": {junit.StatusFailed, "posix.system"},
	} {
		got, ok := cases[rule]
		text := got.Message + got.SystemOut
		if got.Error != nil {
			text += got.Error.Error()
		}
		if !ok || got.Status != want.status || !strings.Contains(text, want.text) {
			t.Errorf("%s: %s %q, want %s %q", rule, got.Status, text, want.status, want.text)
		}
	}
	if len(cases) != 10 {
		t.Errorf("%d cases, want one a rule", len(cases))
	}
}

// A case fails exactly where the exit code is not 0.
func TestJUnitFailsAsTheExitCode(t *testing.T) {
	finding := Finding{Rule: "1a/loose-pin", Section: "1a", Severity: SeverityWarning, Message: "m"}
	for name, r := range map[string]*Report{
		"passed":     {FailOn: SeverityError, Passed: []string{"1a/loose-pin"}},
		"below":      {FailOn: SeverityError, Findings: []Finding{finding}},
		"at":         {FailOn: SeverityWarning, Findings: []Finding{finding, finding}},
		"incomplete": {FailOn: SeverityError, NotRun: []NotRun{{"1a/loose-pin", "r"}}},
	} {
		r.judge(name == "incomplete", false)
		bad := false
		for _, c := range ingest(t, r) {
			bad = bad || c.Status == junit.StatusFailed || c.Status == junit.StatusError
		}
		if bad != (r.ExitCode() != 0) {
			t.Errorf("%s: a case fails: %v, exit code %d", name, bad, r.ExitCode())
		}
	}
}

func TestJUnitBearsAnyText(t *testing.T) {
	r := &Report{FailOn: SeverityError, Findings: []Finding{{Rule: "safety/prints-values", Severity: SeverityError,
		Message: "a\x00b\x1b[31m\xff <&\"]]>", Evidence: "x\x07y]]>z"}}}
	got := ingest(t, r)["safety/prints-values"]
	if got.Status != junit.StatusFailed || !strings.Contains(got.Error.Error(), "x\uFFFDy]]>z") {
		t.Errorf("%+v, want the text without what XML cannot hold", got)
	}
}
