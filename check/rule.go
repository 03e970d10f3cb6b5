package check

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"handoff/schema"
)

// A Rule is one thing that a hand-off must or should keep. Its documentation
// is the doc comment of the one function that looks for it, see [Explain].
type Rule struct {
	Name     string // section/fault, e.g. "1a/unpinned-dependency"
	Severity Severity
	// How says what it takes to detect: S the files alone, F the fresh
	// environment, P calls of the loaded model.
	How string

	phase Phase // the first after which it can be asked
	find  func(context.Context, *subject) ([]Finding, error)
}

// Section is the cookbook's section, e.g. "1a", or "safety".
func (r Rule) Section() string {
	section, _, _ := strings.Cut(r.Name, "/")
	return section
}

// needsContract tells whether the rule looks at more than the project's own
// metadata and source, which section 1 is about.
func (r Rule) needsContract() bool { return !strings.HasPrefix(r.Name, "1") }

// needsLoad tells whether the rule is about how the model is made.
func (r Rule) needsLoad() bool { return r.Section() == "3a" }

// Rules lists every rule in the cookbook's order.
func Rules() []Rule { return slices.Clone(rules) }

// function is the name of the Go function that looks for the rule.
func (r Rule) function() string {
	name := runtime.FuncForPC(reflect.ValueOf(r.find).Pointer()).Name()
	return name[strings.LastIndex(name, ".")+1:]
}

// complete fills in what every finding of the rule shares.
func (r Rule) complete(findings []Finding) []Finding {
	for i := range findings {
		f := &findings[i]
		f.Rule, f.Section = r.Name, r.Section()
		if f.Severity == "" {
			f.Severity = r.Severity
		}
	}
	return findings
}

// ruleNamed finds a rule by its name or says which is nearest.
func ruleNamed(name string) (Rule, error) {
	names := make([]string, len(rules))
	for i, r := range rules {
		if names[i] = r.Name; r.Name == name {
			return r, nil
		}
	}
	if near := schema.Nearest(name, names); near != "" {
		return Rule{}, fmt.Errorf("unknown rule %q: did you mean %q", name, near)
	}
	return Rule{}, fmt.Errorf("unknown rule %q: `handoff explain` lists all", name)
}

// selected gives the rules that begin with one of the prefixes (all where
// there are none) and with none of the ignored. "1a" takes all of 1a.
func selected(prefixes, ignored []string) ([]Rule, error) {
	for _, prefix := range slices.Concat(prefixes, ignored) {
		if !slices.ContainsFunc(rules, func(r Rule) bool { return strings.HasPrefix(r.Name, prefix) }) {
			_, err := ruleNamed(prefix)
			return nil, err
		}
	}
	begins := func(r Rule) func(string) bool {
		return func(prefix string) bool { return strings.HasPrefix(r.Name, prefix) }
	}
	return slices.DeleteFunc(Rules(), func(r Rule) bool {
		return len(prefixes) > 0 && !slices.ContainsFunc(prefixes, begins(r)) || slices.ContainsFunc(ignored, begins(r))
	}), nil
}

// A notRun is the reason why a rule has no answer here.
type notRun string

func (n notRun) Error() string { return string(n) }

// A later puts a rule off: what it needs is known only after another phase.
type later Phase

func (l later) Error() string { return "waits for phase " + string(l) }
