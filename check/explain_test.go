package check

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

var (
	ruleRow = regexp.MustCompile("(?m)^\\| (\\w+) \\|.*\\| (`.*`) \\|$") // section, faults
	fault   = regexp.MustCompile("`([^`]+)`")
)

// docs/check.md lists every rule, and none that is not there, in their order.
func TestEveryRuleIsInTheDocs(t *testing.T) {
	text, err := os.ReadFile("../docs/check.md")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, rule := range Rules() {
		want = append(want, rule.Name)
	}
	_, section, _ := strings.Cut(string(text), "\n## Rules\n")
	for _, row := range ruleRow.FindAllStringSubmatch(section, -1) {
		for _, name := range fault.FindAllStringSubmatch(row[2], -1) {
			got = append(got, row[1]+"/"+name[1])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
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
