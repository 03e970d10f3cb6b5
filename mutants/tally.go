package mutants

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"handoff/check"
	"handoff/testmodels"
)

// A tally is what all outcomes come to.
type tally struct {
	rules     map[string]*count // by rule
	survivors []outcome         // mutants whose slip was not named
	alarms    []alarm
	uncounted []outcome
}

// A count is of one rule. Recall goes by the plainest rule of the operator,
// whichever of its rules named the slip; precision by the rule that spoke.
type count struct{ mutants, named, right, wrong int }

// An alarm is a finding that the slip does not explain.
type alarm struct {
	outcome
	rule string
}

// tallied counts outcomes. What a good model raises by itself is expected of
// its mutants where its expected.toml lists it, and else an alarm of the good
// model's, once.
func tallied(outcomes []outcome, operators []Operator) (*tally, error) {
	t := &tally{rules: map[string]*count{}}
	raised := map[string][]string{}
	for _, o := range outcomes {
		if o.Operator != "" {
			continue
		}
		expected, err := testmodels.ExpectedOf(o.Model)
		if err != nil {
			return nil, err
		}
		raised[o.Model] = o.Found
		for _, rule := range o.Found {
			if !slices.ContainsFunc(expected, func(e testmodels.Expected) bool { return e.Rule == rule }) {
				t.alarm(o, rule)
			}
		}
	}
	for _, o := range outcomes {
		i := slices.IndexFunc(operators, func(op Operator) bool { return op.Name == o.Operator })
		if i >= 0 {
			t.add(o, operators[i], raised[o.Model])
		}
	}
	return t, nil
}

// add counts a mutant; raised are the good model's rules.
func (t *tally) add(o outcome, op Operator, raised []string) {
	if o.Skipped == "" && op.named(raised) {
		o.Skipped = "the good model raises it too"
	}
	if o.Skipped != "" || o.Failed != "" {
		t.uncounted = append(t.uncounted, o)
		return
	}
	t.of(op.Rules[0]).mutants++
	if op.named(o.Found) {
		t.of(op.Rules[0]).named++
	} else {
		t.survivors = append(t.survivors, o)
	}
	for _, rule := range o.Found {
		switch {
		case slices.Contains(raised, rule):
		case op.owns(rule):
			t.of(rule).right++
		default:
			t.alarm(o, rule)
		}
	}
}

func (t *tally) alarm(o outcome, rule string) {
	t.of(rule).wrong++
	t.alarms = append(t.alarms, alarm{o, rule})
}

func (t *tally) of(rule string) *count {
	if t.rules[rule] == nil {
		t.rules[rule] = &count{}
	}
	return t.rules[rule]
}

// write prints the table, then what got away and what was wrongly said.
func (t *tally) write(w io.Writer) error {
	if err := t.table(w); err != nil {
		return err
	}
	for _, o := range t.survivors {
		fmt.Fprintf(w, "\ngot away: %s\n  found: %s\n%s", o.task, cmp.Or(strings.Join(o.Notes, "\n         "), "nothing"), indented(o.Diff))
	}
	for _, a := range t.alarms {
		fmt.Fprintf(w, "\nfalse alarm: %s\n  %s\n%s", a.task, strings.Join(a.notesOf(a.rule), "\n  "), indented(a.Diff))
	}
	for _, o := range t.uncounted {
		fmt.Fprintf(w, "\nnot counted: %s: %s\n", o.task, cmp.Or(o.Skipped, o.Failed))
	}
	return nil
}

func (t *tally) table(w io.Writer) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "rule\tmutants\tnamed\trecall\tright\twrong\tprecision\t")
	there := check.Rules()
	var all, implemented count
	for _, rule := range t.names() {
		c, note := *t.rules[rule], "no such rule yet"
		all.add(c)
		if slices.ContainsFunc(there, func(r check.Rule) bool { return r.Name == rule }) {
			implemented.add(c)
			note = ""
		}
		c.row(columns, rule, note)
	}
	implemented.row(columns, "rules that are there", "")
	all.row(columns, "all", "")
	return columns.Flush()
}

// names lists the rules in the cookbook's order of sections.
func (t *tally) names() []string {
	var names []string
	for rule := range t.rules {
		names = append(names, rule)
	}
	slices.Sort(names)
	return names
}

func (c *count) add(other count) {
	c.mutants += other.mutants
	c.named += other.named
	c.right += other.right
	c.wrong += other.wrong
}

func (c count) row(w io.Writer, name, note string) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%d\t%d\t%s\t%s\n", name, c.mutants, c.named, share(c.named, c.mutants), c.right, c.wrong, share(c.right, c.right+c.wrong), note)
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(part)/float64(whole))
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}
