package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/schema"
)

// columnUndocumented finds a column of which the docstrings and the README do
// not say what its dtype is, whether it may be missing, or where in Epic it
// comes from, with how it was derived where its name speaks of a statistic.
// What the contract says counts for the derivation alone: it was written
// from what the authors said.
//
// Why: whoever maps Epic's fields to the frame has the docstring to go by (3b).
//
// Example: AGE: the patient's age.
//
// Instead: AGE : int64, required. Age in whole years at admission. Source:
// PATIENT.BIRTH_DATE.
func columnUndocumented(_ context.Context, s *subject) ([]Finding, error) {
	predict, err := s.predictDocument()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, c := range s.contract.Columns {
		lacks, at := s.undocumented(c)
		if len(lacks) == 0 || !predict.There && at == nil {
			continue // 3b/predict-undocumented has told
		}
		f := Finding{Message: fmt.Sprintf("column %q is not documented in full", c.Name), Column: c.Name, File: predict.Path, Line: predict.Line,
			Declared: "dtype, optionality and Epic source of each column", Seen: "no " + strings.Join(lacks, ", no "), Fix: "say it in the docstring of " + predict.Name}
		if at == nil {
			f.Message, f.Seen = fmt.Sprintf("column %q is not documented", c.Name), "no entry that tells of it"
		} else {
			f.File, f.Line = at.in.Path, at.Line
		}
		found = append(found, f)
	}
	return found, nil
}

// predictDocument is the docstring of predict, or the reason why there is
// none to ask about columns.
func (s *subject) predictDocument() (*document, error) {
	if len(s.contract.Columns) == 0 {
		return nil, notRun("predict takes no columns")
	}
	d := s.documentOf("predict")
	if d == nil {
		return nil, notRun("which function predict is cannot be told from the source")
	}
	return d, nil
}

// undocumented lists what no document says of a column, and the first entry
// that tells of it, nil where none does.
func (s *subject) undocumented(c schema.Column) (lacks []string, first *entryOf) {
	entries := s.entriesOf(s.spelling(c.Name))
	if len(entries) > 0 {
		first = &entries[0]
	}
	derivation := derivationSaid(c, entries)
	says := []struct {
		what    string
		entry   func(entryOf) bool
		general func(document) bool
	}{
		{"dtype", func(e entryOf) bool { return e.DType != "" }, func(d document) bool { return d.General.DType }},
		{"optionality", func(e entryOf) bool { return e.Optional != nil }, func(d document) bool { return d.General.Optional }},
		{"Epic source", func(e entryOf) bool { return e.Source != "" }, func(d document) bool { return d.General.Source }},
		{"derivation", func(entryOf) bool { return derivation }, func(document) bool { return derivation }},
	}
	for _, say := range says {
		ofAll := func(d document) bool { return d.Kind != "readme" && d.Kind != "elsewhere" && say.general(d) }
		if !slices.ContainsFunc(entries, say.entry) && (first == nil || !slices.ContainsFunc(s.documented, ofAll)) {
			lacks = append(lacks, say.what)
		}
	}
	return lacks, first
}

// statistics are parts of a column's name that say it was computed, each with
// how a derivation words it.
var statistics = map[string][]string{
	"MEAN": {"mean", "average"}, "AVG": {"average", "mean"}, "MEDIAN": {"median"}, "MAX": {"max", "highest", "peak", "greatest", "largest"},
	"MIN": {"min", "lowest", "least", "smallest"}, "STD": {"standard deviation", "std"}, "SLOPE": {"slope", "trend", "change"}, "DELTA": {"change", "difference", "delta"},
	"RATIO": {"ratio", "divided", "/", "over"}, "COUNT": {"number", "count"}, "SUM": {"sum", "total"}, "LOG": {"log"}, "ZSCORE": {"z-score", "standard"},
}

// derivationSaid tells whether the contract or a document tells how a column
// was computed whose name says that it was.
func derivationSaid(c schema.Column, entries []entryOf) bool {
	said := strings.ToLower(c.Derivation + " " + c.Description)
	for _, e := range entries {
		said += " " + strings.ToLower(e.Text)
	}
	for _, part := range strings.Split(strings.ToUpper(c.Name), "_") {
		words, isStatistic := statistics[part]
		if isStatistic && c.Derivation == "" && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) }) {
			return false
		}
	}
	return true
}

// contractDiffers finds a column whose name, dtype or optionality is one in
// the contract and another in the docstring of predict, of what it stands in,
// or in a table of the README.
//
// Why: one of them is wrong, and the platform builds the frame from the
// contract while the model was tried with what the docstring says.
//
// Example: dtype = "int64" in handoff.toml, AGE : float64 in the docstring.
//
// Instead: find out what the code takes, and write that in both.
func contractDiffers(_ context.Context, s *subject) ([]Finding, error) {
	if _, err := s.predictDocument(); err != nil {
		return nil, err
	}
	var found []Finding
	for _, c := range s.contract.Columns {
		for _, e := range s.entriesOf(c.Name) {
			if e.in.isPromise() {
				found = append(found, s.entryDiffers(c, e)...)
			}
		}
	}
	for _, e := range s.documentedAlone() {
		found = append(found, Finding{Message: fmt.Sprintf("column %q is documented and not declared", e.Columns[0]), Column: e.Columns[0], File: e.in.Path, Line: e.Line,
			Declared: "no column of that name", Seen: excerpt(e.Text), Fix: "declare it in handoff.toml, or take it out of the docstring"})
	}
	return found, nil
}

// entryDiffers compares one entry with what the contract says of its column.
func (s *subject) entryDiffers(c schema.Column, e entryOf) []Finding {
	var found []Finding
	tell := func(what, declared, said string) {
		found = append(found, Finding{Message: fmt.Sprintf("column %q: the contract and the docstring differ in %s", c.Name, what), Column: c.Name,
			File: e.in.Path, Line: e.Line, Declared: declared + ", handoff.toml:" + fmt.Sprint(c.Line), Seen: said + ": " + excerpt(e.Text),
			Fix: "write in both what the code takes"})
	}
	if e.DTypeCertain && !admits(e.DType, c, s.contract.Predict.Form) {
		tell("dtype", fmt.Sprintf("dtype = %q", c.DType), e.DType)
	}
	mayMiss := c.Nullable || !c.IsRequired()
	if e.OptionalCertain && e.Optional != nil && *e.Optional != mayMiss {
		tell("optionality", optionality(c), map[bool]string{true: "optional", false: "required"}[*e.Optional])
	}
	return found
}

func optionality(c schema.Column) string {
	return fmt.Sprintf("nullable = %v, required = %v", c.Nullable, c.IsRequired())
}

func excerpt(text string) string {
	if runes := []rune(oneLine(text)); len(runes) > 80 {
		return string(runes[:80]) + "..."
	}
	return oneLine(text)
}
