package check

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// officialSchema is the SARIF 2.1.0 schema of OASIS, errata 01, which go-sarif
// carries as a constant of its source.
func officialSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	literal := file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit)
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIFIsValid(t *testing.T) {
	schema := officialSchema(t)
	bare := &Report{Verdict: Incomplete, FailOn: SeverityNote, Model: "bare"}
	odd := &Report{Findings: []Finding{{Rule: "3a/no-entry-point", Severity: SeverityError, Message: "odd", File: "src/a b:c%#ü.py", Line: 1}}}
	for name, r := range map[string]*Report{"specimen": specimen(), "bare": bare, "odd": odd} {
		var text bytes.Buffer
		if err := r.Write(&text, "sarif"); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(&text)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema is one that refuses: a check with a broken one would pass all.
func TestSARIFSchemaRefuses(t *testing.T) {
	doc := map[string]any{"version": "2.1.0", "runs": []any{map[string]any{"results": []any{}}}}
	if err := officialSchema(t).Validate(doc); err == nil {
		t.Error("a run without its tool is taken for valid")
	}
}

func TestSARIFHoldsTheReport(t *testing.T) {
	r := specimen()
	run := sarifOf(t, r).Runs[0]
	for i, f := range r.Findings {
		result := run.Results[i]
		if *run.Tool.Driver.Rules[result.RuleIndex].ID != f.Rule || result.Level != string(f.Severity) || !strings.HasPrefix(*result.Message.Text, f.Message) {
			t.Errorf("result %d of %s is not %+v", i, *result.RuleID, f)
		}
		if suppressed := len(result.Suppressions) > 0; suppressed != (f.Waived != nil) {
			t.Errorf("%s: suppressed %v, waived %v", f.Rule, suppressed, f.Waived)
		}
	}
	in := run.Invocations[0]
	if *in.ExitCode != 1 || !*in.ExecutionSuccessful || len(in.ToolExecutionNotifications) != len(r.NotRun)+len(r.Notes) {
		t.Errorf("invocation %+v does not tell how the run went", in)
	}
}

// SARIF says of each result how it stands beside the earlier run.
func TestSARIFBaseline(t *testing.T) {
	run := sarifOf(t, specimen()).Runs[0]
	states := map[string]string{}
	for _, result := range run.Results {
		states[*result.RuleID] = *result.BaselineState
	}
	want := map[string]string{"1a/loose-pin": "unchanged", "3b/output-out-of-range": "unchanged", "3b/undeclared-column": "unchanged",
		"3c/unsafe-global-in-weights": "new", "1b/requires-python-missing": "absent"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	if *run.BaselineGuID != earlierSpecimen(specimen()).guid() {
		t.Errorf("baseline %s is not the earlier run", *run.BaselineGuID)
	}
}

func sarifOf(t *testing.T, r *Report) *sarif.Report {
	t.Helper()
	var text bytes.Buffer
	if err := r.Write(&text, "sarif"); err != nil {
		t.Fatal(err)
	}
	var doc sarif.Report
	if err := json.Unmarshal(text.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return &doc
}

// A defect keeps its identity when its line moves and what is seen varies;
// two alike are told apart.
func TestIdentities(t *testing.T) {
	at := func(line int) Finding { return Finding{Rule: "1a/r", File: "a.py", Line: line, Message: "m"} }
	first, moved := at(3), at(30)
	moved.Seen = "0.25"
	if first.identity() != moved.identity() {
		t.Error("a defect that moved has another identity")
	}
	if first.Message, moved.Message = "2 of 9 rows", "3 of 32 rows"; first.identity() != moved.identity() {
		t.Error("a defect that was measured anew has another identity")
	}
	if first.Message, moved.Message = `level "1"`, `level "2"`; first.identity() == moved.identity() {
		t.Error("two names that are numbers have one identity")
	}
	first = at(3)
	other := at(3)
	other.Column = "AGE"
	if first.identity() == other.identity() {
		t.Error("two defects have one identity")
	}
	if ids := identities([]Finding{first, at(4)}); ids[0] == ids[1] {
		t.Errorf("two findings are both %s", ids[0])
	}
}
