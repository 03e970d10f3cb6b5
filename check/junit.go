package check

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// The JUnit report has one suite a section and one case a rule. A case fails
// where its findings count for the verdict, so that a build server comes to
// the same end as the exit code; lesser findings stand in its output. Waived
// and not run are both skipped, with the reason as the message.

func writeJUnit(w io.Writer, r *Report) error {
	all := junit.Testsuites{Name: "handoff check " + r.Model, Time: fmt.Sprintf("%.3f", r.seconds())}
	for i, chapter := range r.chapters() {
		suite := junit.Testsuite{ID: i, Name: chapter.Section + " " + chapter.Title, Package: "handoff." + chapter.Section, Time: "0"}
		for _, s := range chapter.Rules {
			suite.AddTestcase(r.testcase(s))
		}
		all.AddSuite(suite)
	}
	if r.Verdict == Incomplete {
		all.AddSuite(r.undone(len(all.Suites)))
	}
	all.Skipped = 0 // Jenkins' own schema of the format, junit-10.xsd, has it on suites alone
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

// testcase is what became of a rule. Build servers keep one failure a case,
// so all findings of the rule are in one.
func (r *Report) testcase(s standing) junit.Testcase {
	c := junit.Testcase{Name: s.Rule.Name, Classname: "handoff." + s.Rule.Section(), Time: "0"}
	switch s.State {
	case statePassed:
	case stateNotRun:
		c.Skipped = &junit.Result{Message: xmlText("not run: " + s.Reason)}
	case stateWaived:
		c.Skipped = &junit.Result{Message: xmlText("waived: " + s.Findings[0].Waived.text()), Data: findingsText(s.Findings)}
	default:
		if !Severity(s.State).AtLeast(r.FailOn) {
			c.SystemOut = &junit.Output{Data: findingsText(s.Findings)}
			break
		}
		c.Failure = &junit.Result{Message: xmlText(headline(s.Findings)), Type: string(s.State), Data: findingsText(s.Findings)}
	}
	return c
}

// undone is the suite of a run that has no verdict: without it, a build
// server would take a check that found nothing for one that passed.
func (r *Report) undone(id int) junit.Testsuite {
	suite := junit.Testsuite{ID: id, Name: "check", Package: "handoff.check", Time: "0"}
	suite.AddTestcase(junit.Testcase{Name: "done whole", Classname: "handoff.check", Time: "0", Error: &junit.Result{
		Message: "the check could not be done whole", Type: string(r.Verdict), Data: xmlText(strings.Join(r.Notes, "\n")),
	}})
	return suite
}

// headline is the first finding that is not waived, and how many more.
func headline(findings []Finding) string {
	var messages []string
	for _, f := range findings {
		if f.Waived == nil {
			messages = append(messages, f.Message)
		}
	}
	if len(messages) == 1 {
		return messages[0]
	}
	return fmt.Sprintf("%s (and %d more)", messages[0], len(messages)-1)
}

func findingsText(findings []Finding) string {
	var b strings.Builder
	for _, f := range findings {
		painter(false).finding(&b, f)
		if f.Evidence != "" {
			fmt.Fprintf(&b, "%s\n\n", f.Evidence)
		}
	}
	return xmlText(b.String())
}

// xmlText replaces what XML has no way to write, such as the escapes of a
// terminal in a model's output.
func xmlText(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.ToValidUTF8(text, string(unicode.ReplacementChar)))
}

// seconds is how long all phases took.
func (r *Report) seconds() (sum float64) {
	for _, p := range r.Phases {
		sum += p.Seconds
	}
	return sum
}
