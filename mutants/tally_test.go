package mutants

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

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
