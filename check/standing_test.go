package check

import (
	"slices"
	"testing"
)

func TestChaptersSayWhatBecameOfEachRule(t *testing.T) {
	want := map[string]state{
		"1/no-pyproject": statePassed, "1a/loose-pin": "warning", "1b/requires-python-missing": statePassed,
		"3a/no-entry-point": statePassed, "3b/undeclared-column": "error", "3b/null-refused": stateNotRun,
		"3b/output-not-finite": stateNotRun, "3b/output-out-of-range": stateWaived, "3b/example-differs": stateNotRun,
		"3c/unsafe-global-in-weights": "error",
	}
	var order []string
	for _, chapter := range specimen().chapters() {
		order = append(order, chapter.Section)
		if chapter.Title == "" {
			t.Errorf("section %s has no title", chapter.Section)
		}
		for _, s := range chapter.Rules {
			if want[s.Rule.Name] != s.State {
				t.Errorf("%s: %s, want %s", s.Rule.Name, s.State, want[s.Rule.Name])
			}
			delete(want, s.Rule.Name)
		}
	}
	for rule := range want {
		t.Errorf("%s is in no chapter", rule)
	}
	if !slices.Equal(order, []string{"1", "1a", "1b", "3a", "3b", "3c"}) {
		t.Errorf("chapters %v are not in the cookbook's order", order)
	}
}

func TestEverySectionHasATitle(t *testing.T) {
	for _, rule := range Rules() {
		if sectionTitles[rule.Section()] == "" {
			t.Errorf("section %s of %s has no title", rule.Section(), rule.Name)
		}
	}
}

// A rule that was not run, or found something, has not passed.
func TestPass(t *testing.T) {
	asked := []Rule{{Name: "1a/a"}, {Name: "1a/b"}, {Name: "1a/c"}}
	r := Report{Findings: []Finding{{Rule: "1a/a"}}, NotRun: []NotRun{{Rule: "1a/c"}}}
	r.pass(asked)
	if !slices.Equal(r.Passed, []string{"1a/b"}) {
		t.Errorf("passed %v, want 1a/b", r.Passed)
	}
}
