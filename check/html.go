package check

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"handoff/report"
)

// The HTML report is made to be sent to the model's authors: the verdict, a
// score card with a tile for each rule, every finding with its evidence, and
// the receipt, in one file without scripts.

//go:embed report.html
var reportHTML string

var reportPage = report.Page(reportHTML)

func writeHTML(w io.Writer, r *Report) error {
	return reportPage.Execute(w, page{r, r.chapters()})
}

// A page is a report as its template reads it.
type page struct {
	*Report
	Chapters []chapter
}

// Meaning says in a sentence what the verdict means for the hand-off.
func (p page) Meaning() string {
	switch p.Verdict {
	case Pass:
		return fmt.Sprintf("No finding is as severe as %s: the hand-off keeps its promises as far as they were tried.", p.FailOn)
	case Fail:
		return "The hand-off does not keep its promises. What is listed below has to be mended first."
	default:
		return "The check could not be done whole, so nothing is said for the hand-off. What was not run is listed with its reasons."
	}
}

// Title is the verdict as a heading.
func (p page) Title() string { return upperFirst(string(p.Verdict)) }

// Tally counts findings and rules.
func (p page) Tally() string { return p.tally() }

// ShowsValues tells whether the run was told to let values of records in.
func (p page) ShowsValues() bool { return p.showsValues() }

// Since names the earlier check, and Changes counts what changed.
func (p page) Since() string   { return upperFirst(p.Compared.since()) }
func (p page) Changes() string { return p.Compared.tally(p.Findings) }

// Reasons groups the rules that were not run.
func (p page) Reasons() []reason { return p.reasons() }

// States are the marks of the score card, for its legend.
func (p page) States() []state {
	return []state{statePassed, state(SeverityError), state(SeverityWarning), state(SeverityNote), stateWaived, stateNotRun}
}

// Failed lists the rules with findings that are not waived, and those findings.
func (p page) Failed() []card { return p.cards(func(f Finding) bool { return f.Waived == nil }) }

// Waived lists the rules with findings that are, and those.
func (p page) Waived() []card { return p.cards(func(f Finding) bool { return f.Waived != nil }) }

// A card is the findings of one rule.
type card struct {
	standing
	Findings []shownFinding
}

// cards lists the rules that have findings of a kind.
func (p page) cards(of func(Finding) bool) []card {
	var all []card
	for _, chapter := range p.Chapters {
		for _, s := range chapter.Rules {
			var found []Finding
			for _, f := range s.Findings {
				if of(f) {
					found = append(found, f)
				}
			}
			if len(found) > 0 {
				s.Findings, s.State = found, worst(found)
				all = append(all, newCard(s))
			}
		}
	}
	return all
}

func newCard(s standing) card {
	c := card{standing: s}
	for _, f := range s.Findings {
		c.Findings = append(c.Findings, shownFinding{f})
	}
	return c
}

// A shownFinding is a finding as the template reads it.
type shownFinding struct{ Finding }

// Parts are what is known besides the message, labelled.
func (f shownFinding) Parts() [][2]string { return f.parts() }

// IsNew tells whether an earlier report did not have it.
func (f shownFinding) IsNew() bool { return f.Baseline == BaselineNew }

// Where is the finding's place in the files, and its column.
func (f shownFinding) Where() string {
	where := f.place()
	if f.Column == "" {
		return where
	}
	return strings.TrimPrefix(where+", column "+f.Column, ", ")
}

// Explained is the rule's documentation.
func (s standing) Explained() (template.HTML, error) {
	e, err := explain(s.Rule)
	if err != nil {
		return "", err
	}
	return e.HTML(), nil
}

// Link is the anchor of the place that says more, "" where none does.
func (s standing) Link() string {
	anchor := strings.ReplaceAll(s.Rule.Name, "/", "-")
	switch s.State {
	case statePassed:
		return ""
	case stateNotRun:
		return "not-run"
	case stateWaived:
		return "waived-" + anchor
	}
	return anchor
}

// Mark is the section's number; sections that have none go by their title.
func (c chapter) Mark() string {
	if strings.EqualFold(c.Section, c.Title) || c.Section == "cost" {
		return ""
	}
	return c.Section
}

// Tally counts the section's rules by what became of them.
func (c chapter) Tally() string {
	var parts []string
	for _, s := range (page{}).States() {
		switch n := c.Count(s); {
		case n == 0:
		case slices.Contains([]state{state(SeverityError), state(SeverityWarning), state(SeverityNote)}, s):
			parts = append(parts, plural(n, string(s)))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// Class is the state's class in the style sheet.
func (s state) Class() string { return strings.ReplaceAll(string(s), " ", "-") }

// Glyph is the state's mark where there is room for one letter.
func (s state) Glyph() string {
	return map[state]string{statePassed: "✓", state(SeverityError): "✕", state(SeverityWarning): "!", state(SeverityNote): "i", stateWaived: "~", stateNotRun: "–"}[s]
}
