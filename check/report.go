package check

import (
	"slices"
	"time"

	"handoff/report"
)

// A Verdict is the outcome of a run.
type Verdict string

// The verdicts. Incomplete says that the harness could not do all of its
// part, or that there is no contract to hold the model to.
const (
	Pass       Verdict = "pass"
	Fail       Verdict = "fail"
	Incomplete Verdict = "incomplete"
)

// A Report is what a run found. The same hand-off gives the same report but
// for the times in Phases and Receipt.
type Report struct {
	Verdict  Verdict        `json:"verdict"`
	FailOn   Severity       `json:"fail_on"` // findings from here on decide the verdict
	Model    string         `json:"model"`
	Receipt  report.Receipt `json:"receipt"`
	Phases   []PhaseTime    `json:"phases"`
	Findings []Finding      `json:"findings"`
	Passed   []string       `json:"passed"` // rules that were asked in full and found nothing
	NotRun   []NotRun       `json:"not_run"`
	Notes    []string       `json:"notes,omitempty"`    // what a reader should know besides, e.g. of waivers
	Records  *RecordsTried  `json:"records,omitempty"`  // those given besides the golden examples
	Compared *Compared      `json:"compared,omitempty"` // with an earlier report, where one was given

	inPart []string // rules with findings that could not be asked in full
}

// A PhaseTime says how long a phase took, in seconds.
type PhaseTime struct {
	Name    Phase   `json:"name"`
	Seconds float64 `json:"seconds"`
}

// A NotRun is a rule that was not asked, which is not the same as passed.
type NotRun struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// judge gives the verdict: what the findings that are not waived come to. A
// run that stopped on the way without such a finding has not shown that the
// model passes.
func (r *Report) judge(fellShort, stopped bool) {
	failed := slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Waived == nil && f.Severity.AtLeast(r.FailOn)
	})
	switch {
	case fellShort, stopped && !failed:
		r.Verdict = Incomplete
	case failed:
		r.Verdict = Fail
	default:
		r.Verdict = Pass
	}
}

// ExitCode is what the process that made the report ends with: 0 where no
// finding counts, 1 where one does, 2 where the check could not be done whole.
func (r *Report) ExitCode() int {
	return map[Verdict]int{Pass: 0, Fail: 1, Incomplete: 2}[r.Verdict]
}

// spent records a phase's end.
func (r *Report) spent(p Phase, began time.Time) {
	r.Phases = append(r.Phases, PhaseTime{p, report.Seconds(time.Since(began))})
}
