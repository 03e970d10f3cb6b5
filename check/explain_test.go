package check

import (
	"slices"
	"strings"
	"testing"
)

// Each rule has a doc comment with the four parts that explain prints.
func TestEveryRuleIsExplained(t *testing.T) {
	for _, rule := range Rules() {
		text, err := Explain(rule.Name)
		if err != nil {
			t.Errorf("%s: %v", rule.Name, err)
			continue
		}
		for _, part := range []string{rule.Name, "finds ", "\nWhy: ", "\nExample: ", "\nInstead: "} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: its documentation lacks %q:\n%s", rule.Name, part, text)
			}
		}
	}
}

func TestExplainSuggests(t *testing.T) {
	_, err := Explain("3b/null-refussed")
	if err == nil || !strings.Contains(err.Error(), `did you mean "3b/null-refused"`) {
		t.Errorf("error %v, want the nearest rule", err)
	}
}

func TestRulesAreNamedAndOrdered(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range Rules() {
		if seen[rule.Name] {
			t.Errorf("%s is there twice", rule.Name)
		}
		seen[rule.Name] = true
		if rule.phase.index() < 0 || rule.Section() == "" || !slices.Contains(severities, rule.Severity) {
			t.Errorf("%+v is not whole", rule)
		}
	}
}

func TestSelected(t *testing.T) {
	tests := []struct {
		wanted, ignored []string
		want            []string
	}{
		{[]string{"1b/requires-python-patch-pinned"}, nil, []string{"1b/requires-python-patch-pinned"}},
		{[]string{"1b/requires-python"}, []string{"1b/requires-python-missing"}, []string{"1b/requires-python-excludes-38", "1b/requires-python-patch-pinned"}},
	}
	for _, test := range tests {
		got, err := selected(test.wanted, test.ignored)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range got {
			names = append(names, r.Name)
		}
		if !slices.Equal(names, test.want) {
			t.Errorf("selected %v without %v: %v, want %v", test.wanted, test.ignored, names, test.want)
		}
	}
	if _, err := selected([]string{"9z"}, nil); err == nil {
		t.Error("a prefix that no rule has is no error")
	}
}
