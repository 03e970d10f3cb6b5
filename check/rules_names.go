package check

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"

	"handoff/schema"
)

// undeclaredColumn finds code that reads, drops or selects a column that the
// contract does not declare.
//
// Why: the platform builds the frame from the contract. The column will not
// be there: the call fails, or quietly does something else.
//
// Example: frame["BUN"], where [[columns]] has no BUN.
//
// Instead: declare the column with its dtype and source, or do without it.
func undeclaredColumn(_ context.Context, s *subject) ([]Finding, error) {
	return slices.DeleteFunc(s.undeclared(), func(f Finding) bool { return s.meant(f.Column) != "" }), nil
}

// lookAlikeColumn finds a column in the code or in predict's docstring that
// looks like a declared one and is not the same: 0 for O, 1 for l or I,
// another case, a space or a line between words, one letter off.
//
// Why: the two are different columns to a program, and the same to whoever
// looks for the fault.
//
// Example: frame["HBA1C"] and name = "HBAlC".
//
// Instead: spell it everywhere as it is declared.
func lookAlikeColumn(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, f := range s.undeclared() {
		if meant := s.meant(f.Column); meant != "" {
			found = append(found, lookAlike(f, meant))
		}
	}
	for _, e := range s.documentedUnknown() {
		if meant := s.meantBy(e); meant != "" {
			found = append(found, lookAlike(Finding{Column: e.Columns[0], File: e.in.Path, Line: e.Line, Seen: "the docstring of " + e.in.Name + " tells of it"}, meant))
		}
	}
	return found, nil
}

func lookAlike(f Finding, meant string) Finding {
	f.Message = fmt.Sprintf("column %q is not declared, and looks like %q, which is", f.Column, meant)
	f.Declared, f.Fix = fmt.Sprintf("%q", meant), fmt.Sprintf("spell it %q, or declare it if another column is meant", meant)
	return f
}

// undeclared are the columns that the contract does not declare and the code
// reads, as its source or an exception tells.
func (s *subject) undeclared() []Finding {
	var found []Finding
	for _, r := range firstReads(s.columns.Reads) {
		found = append(found, s.columnFinding(r.Column, Finding{File: r.Path, Line: r.Line, Offset: r.Offset, Seen: "the code " + r.How + " it",
			NoRepro: "the source tells of it, whether or not a call comes there"}))
	}
	for _, c := range s.admitted() {
		raised := c.raised()
		if raised == nil || c.unusual { // a value that is looked up is no column
			continue
		}
		if name := s.missingColumn(raised); name != "" && !slices.ContainsFunc(found, func(f Finding) bool { return f.Column == name }) {
			f := s.fromException(raised)
			f.trial = s.recorded(c, raisedBy)
			found = append(found, s.columnFinding(name, f))
		}
	}
	return found
}

func (s *subject) columnFinding(name string, f Finding) Finding {
	f.Column, f.Message = name, fmt.Sprintf("column %q is read and not declared", name)
	f.Declared = "no column of that name"
	f.Fix = "declare it in handoff.toml, or do without it"
	if near := schema.Nearest(name, s.columnNames()); near != "" {
		f.Fix = fmt.Sprintf("declare it, or write %q if that is meant", near)
	}
	return f
}

// declaredColumnUnused finds a column that the contract declares and the code
// never reads. It is told only where all that becomes of the frame is known:
// one that went into an estimator, or is read by names of a file, is not asked
// about.
//
// Why: the platform maps, extracts and watches a column for nothing, and its
// absence makes a record a reject for no reason.
//
// Example: name = "ICU_DAYS" in handoff.toml, and no frame["ICU_DAYS"].
//
// Instead: take it out of the contract and the docstring, or use it.
func declaredColumnUnused(_ context.Context, s *subject) ([]Finding, error) {
	if !namesColumns(s.contract) {
		return nil, notRun("predict takes cells by position, not columns by name")
	}
	var found []Finding
	for _, c := range s.contract.Columns {
		if seen := s.seenUnused(c.Name); seen != "" {
			found = append(found, Finding{Message: fmt.Sprintf("column %q is declared and never read", c.Name), Column: c.Name, File: s.shown(s.contract.Path), Line: c.Line,
				Declared: "a column that predict takes", Seen: seen, Fix: "take it out of the contract and the docstring, or use it"})
		}
	}
	if len(found) == 0 && !s.columns.Followed {
		return nil, notRun("the columns go where the source does not show what is done with them")
	}
	return found, nil
}

// seenUnused is what shows that predict never reads a column; "" where
// nothing does. A column that the code spells otherwise is another fault's.
func (s *subject) seenUnused(column string) string {
	spelt := func(f Finding) bool { return s.meant(f.Column) == column }
	switch {
	case slices.Contains(s.columns.Used, column), slices.ContainsFunc(s.undeclared(), spelt):
		return ""
	case s.columns.Followed && !slices.Contains(s.columns.Mentioned, column) && !s.resourcesName(column):
		return "predict, followed through the package, does without it"
	}
	return ""
}

// resourcesName tells whether one of the resources, such as a config or a
// fitted estimator, has a column's name in it.
func (s *subject) resourcesName(column string) bool {
	for _, r := range s.contract.Load.Resources {
		content, err := os.ReadFile(s.contract.InDir(r.Path))
		if err != nil || bytes.Contains(content, []byte(column)) {
			return true // a folder's content is not looked at
		}
	}
	return false
}
