package check

import (
	"context"
	"fmt"
	"slices"

	"handoff/schema"
)

// dtypeRefused finds a column that predict refuses in its declared dtype, and
// takes in another.
//
// Why: the platform builds the frame from the contract, so that no call will
// be answered.
//
// Example: if frame["AGE"].dtype != "float64": raise TypeError, with dtype =
// "int64".
//
// Instead: declare the dtype that predict takes, or take the one declared,
// for a nullable column also where none of its values is missing.
func dtypeRefused(ctx context.Context, s *subject) ([]Finding, error) {
	if s.inMatrix() || len(s.contract.Columns) == 0 {
		return nil, notRun("predict takes no columns with dtypes of their own")
	}
	var found []Finding
	for _, c := range s.failed() {
		about, err := s.causeOf(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, a := range about.dtypes {
			declared, _, err := c.asked.column(a.columns[0])
			if err != nil {
				return nil, err
			}
			f := s.evidenced(a.trial, Finding{Message: fmt.Sprintf("the declared dtype of %s is refused: predict raises %s", named(a.columns), c.raised().Type),
				Column: a.column(), Declared: s.typeOf(declared), Fix: "declare the dtype that predict takes, or take the declared one"})
			f.Seen += fmt.Sprintf("; %s is answered", a.trial.calls[0].what)
			if !slices.ContainsFunc(found, func(other Finding) bool {
				return other.Message == f.Message || other.Column == f.Column && f.Column != ""
			}) {
				found = append(found, f)
			}
		}
	}
	return found, nil
}

// dtypeUnenforced finds a column of which predict scores values of another
// type without a word: text for a number, a flag or a time, or a fraction for
// a whole number.
//
// Why: a wrong type is a wrong value, such as a column that slipped or a unit
// that changed; converted silently, it becomes somebody's score.
//
// Example: frame["AGE"].astype(float) scores the text "63".
//
// Instead: raise an exception that names the column where its dtype is not
// the documented one.
func dtypeUnenforced(ctx context.Context, s *subject) ([]Finding, error) {
	any, err := s.columnsThat(func(c schema.Column) bool { return !s.groups(c) && (s.takesFraction(c) || s.takesText(c)) },
		"no column can be given a value of another type in this form")
	if err != nil {
		return nil, err
	}
	var found []Finding
	var known []string
	for _, wrong := range []struct {
		what   string
		admits func(schema.Column) bool
		change change
	}{{"a fraction", s.takesFraction, fractions}, {"text", s.takesText, asText}} {
		columns := slices.DeleteFunc(slices.Clone(any), func(name string) bool {
			return !wrong.admits(s.declared(name)) || slices.Contains(known, name) || s.isBent(name)
		})
		through, err := s.eachThrough(ctx, columns, func(columns []string) probe {
			return s.silently(fmt.Sprintf("a call with %s in %s", wrong.what, listed(columns)), columns, 1, wrong.change)
		})
		if err != nil {
			return nil, err
		}
		for _, a := range s.joined(through) {
			known = append(known, a.columns...)
			dtype := s.declared(a.columns[0]).DType
			found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{
				Message:  fmt.Sprintf("%s in place of %s is scored without a word in %s", wrong.what, dtype, named(a.columns)),
				Declared: fmt.Sprintf("dtype = %q", dtype), Seen: "a score for each row, " + wrong.what + " in all of them",
				Fix: "raise an exception that names the column where its dtype is another"})))
		}
	}
	return found, nil
}
