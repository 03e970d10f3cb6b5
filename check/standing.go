package check

import "slices"

// A state is what became of a rule in a run: the worst severity of its
// findings that are not waived, or one of those below.
type state string

const (
	statePassed state = "passed"
	stateWaived state = "waived"
	stateNotRun state = "not run"
)

// A standing is what became of one rule that the run was to ask.
type standing struct {
	Rule     Rule
	State    state
	Findings []Finding
	Reason   string // why it was not run
}

// A chapter is what became of the rules of one of the cookbook's sections.
type chapter struct {
	Section string
	Title   string
	Rules   []standing
}

// Count counts the chapter's rules that are in a state.
func (c chapter) Count(s state) (n int) {
	for _, rule := range c.Rules {
		if rule.State == s {
			n++
		}
	}
	return n
}

var sectionTitles = map[string]string{
	"1": "Packaging", "1a": "Dependencies", "1b": "Python version", "1c": "Installation",
	"2": "Organisation", "2a": "Package layout", "2b": "Resources", "2c": "Version control",
	"3a": "Loading", "3b": "Prediction", "3c": "Weights", "3d": "Hyperparameters",
	"safety": "Safety", "cost": "Running cost",
}

// chapters lists every rule that the run was to ask, by section, in the
// cookbook's order.
func (r *Report) chapters() []chapter {
	var all []chapter
	for _, rule := range rules {
		s, ok := r.standing(rule)
		if !ok {
			continue
		}
		section := rule.Section()
		if len(all) == 0 || all[len(all)-1].Section != section {
			all = append(all, chapter{Section: section, Title: sectionTitles[section]})
		}
		last := &all[len(all)-1]
		last.Rules = append(last.Rules, s)
	}
	return all
}

// standing tells what became of a rule; false where the run was not to ask it.
func (r *Report) standing(rule Rule) (standing, bool) {
	s := standing{Rule: rule}
	for _, f := range r.Findings {
		if f.Rule == rule.Name {
			s.Findings = append(s.Findings, f)
		}
	}
	i := slices.IndexFunc(r.NotRun, func(n NotRun) bool { return n.Rule == rule.Name })
	switch {
	case len(s.Findings) > 0:
		s.State = worst(s.Findings)
	case i >= 0:
		s.State, s.Reason = stateNotRun, r.NotRun[i].Reason
	case slices.Contains(r.Passed, rule.Name):
		s.State = statePassed
	default:
		return s, false
	}
	return s, true
}

// worst is the state that findings put their rule in.
func worst(findings []Finding) state {
	level := -1
	for _, f := range findings {
		if f.Waived == nil {
			level = max(level, slices.Index(severities, f.Severity))
		}
	}
	if level < 0 {
		return stateWaived
	}
	return state(severities[level])
}

// pass records the rules that were asked in full and found nothing.
func (r *Report) pass(asked []Rule) {
	for _, rule := range asked {
		found := slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule.Name })
		skipped := slices.ContainsFunc(r.NotRun, func(n NotRun) bool { return n.Rule == rule.Name })
		if !found && !skipped {
			r.Passed = append(r.Passed, rule.Name)
		}
	}
}

// A reason is why some rules were not run.
type reason struct {
	Text  string
	Rules []string
}

// reasons groups the rules that were not run by their reasons.
func (r *Report) reasons() []reason {
	var all []reason
	for _, n := range r.NotRun {
		i := slices.IndexFunc(all, func(known reason) bool { return known.Text == n.Reason })
		if i < 0 {
			i, all = len(all), append(all, reason{Text: n.Reason})
		}
		all[i].Rules = append(all[i].Rules, n.Rule)
	}
	return all
}
