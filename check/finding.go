package check

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Severity says what a finding means for the use of a hand-off.
type Severity string

// The severities, worst first: it cannot be used as promised; it can, at a
// risk; worth knowing.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNote    Severity = "note"
)

var severities = []Severity{SeverityNote, SeverityWarning, SeverityError}

// AtLeast tells whether s is as severe as other, or more.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(severities, s) >= slices.Index(severities, other)
}

// ParseSeverity reads a severity as --fail-on takes it.
func ParseSeverity(text string) (Severity, error) {
	if s := Severity(text); slices.Contains(severities, s) {
		return s, nil
	}
	return "", fmt.Errorf("unknown severity %q: expected error, warning or note", text)
}

// A Finding is one place where the model breaks a rule. It holds no value of
// a patient unless the run was told to show them.
type Finding struct {
	Rule     string   `json:"rule"`
	Section  string   `json:"section"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	File     string   `json:"file,omitempty"`   // relative to the model's folder
	Line     int      `json:"line,omitempty"`   // from 1
	Offset   int      `json:"offset,omitempty"` // in the line, in bytes, from 1
	Column   string   `json:"column,omitempty"` // of the frame or of the result
	Rows     []int64  `json:"rows,omitempty"`   // positions in the frame or the example, from 0
	Declared string   `json:"declared,omitempty"`
	Seen     string   `json:"seen,omitempty"`
	Fix      string   `json:"fix,omitempty"`
	Behind   string   `json:"behind,omitempty"`   // what was done to look behind an earlier failure; it was seen only after that
	Evidence string   `json:"evidence,omitempty"` // a traceback, a command's output
	Repro    string   `json:"repro,omitempty"`    // Python that shows it without handoff
	NoRepro  string   `json:"no_repro,omitempty"` // why a behaviour has none
	Waived   *Waived  `json:"waived,omitempty"`
	Baseline Baseline `json:"baseline,omitempty"` // beside an earlier report, where there is one

	trial *trial // the calls that show it
}

// Waived says who accepted a finding and for how long.
type Waived struct {
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until,omitempty"`
}

// sortFindings orders findings by cookbook section, severity and place, so
// that the same defects always give the same report.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Section, b.Section),
			-cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Offset, b.Offset),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
}
