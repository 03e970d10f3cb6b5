package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handoff/schema"
)

// A file of expected results is read by what the contract says of outputs.
func TestExpectedResultsOfEveryKind(t *testing.T) {
	dir := t.TempDir()
	text := "KEY,risk,band,grade,high,hours\nA,0.5,low,2,True,3\nB,NaN,,,,\n"
	if err := os.WriteFile(filepath.Join(dir, "expected.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &schema.Contract{Dir: dir, Predict: schema.Predict{Keys: []string{"KEY"}}, Outputs: []schema.Output{
		{Name: "risk", DType: schema.DType{Kind: schema.Float64}},
		{Name: "band", DType: schema.DType{Kind: schema.Category}, Levels: []schema.Level{{Text: "low"}, {Text: "high"}}},
		{Name: "grade", DType: schema.DType{Kind: schema.Category}, Levels: []schema.Level{{Int: 1, IsInt: true}, {Int: 2, IsInt: true}}},
		{Name: "high", DType: schema.DType{Kind: schema.Bool}},
		{Name: "hours", DType: schema.DType{Kind: schema.Int64}},
		{Name: "left out", DType: schema.DType{Kind: schema.Str}},
	}}
	table := newExpectations(c)
	defer table.release()
	if err := (&subject{contract: c}).readExpected("expected.csv", table); err != nil {
		t.Fatal(err)
	}
	if got := table.unused(); got != 2 {
		t.Errorf("%d rows expected, want 2", got)
	}
}

// A file without any of the outputs would agree with whatever predict gives.
func TestExpectedResultsOfNoOutput(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "expected.csv"), []byte("KEY,rsk\nA,0.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &schema.Contract{Dir: dir, Predict: schema.Predict{Keys: []string{"KEY"}}, Outputs: []schema.Output{{Name: "risk", DType: schema.DType{Kind: schema.Float64}}}}
	err := (&subject{contract: c}).readExpected("expected.csv", newExpectations(c))
	if err == nil || !strings.Contains(err.Error(), "none of the contract's outputs") {
		t.Errorf("got %v", err)
	}
}
