package check

import (
	"slices"
	"strings"
	"unicode"

	"handoff/schema"
)

// alike is the candidate that a name was most likely meant to be, or "": one
// that differs from it in what the eye takes for the same, in case, in what
// parts its words, or in one edit of a word long enough to be recognised.
// Names that differ in their numbers are a series and no slip.
func alike(name string, candidates []string) string {
	for _, c := range candidates {
		if c != name && lookOf(c) == lookOf(name) {
			return c
		}
	}
	for _, c := range candidates {
		if c != name && min(len(c), len(name)) >= 4 && numbersOf(c) == numbersOf(name) && schema.Edits(name, c) == 1 {
			return c
		}
	}
	return ""
}

// meant is the declared column that an undeclared one looks like, or "".
func (s *subject) meant(name string) string { return alike(name, s.columnNames()) }

var looks = strings.NewReplacer("0", "o", "1", "l", "i", "l", "_", "", " ", "", "-", "", ".", "")

// lookOf is what the eye sees of a name.
func lookOf(name string) string { return looks.Replace(strings.ToLower(name)) }

func numbersOf(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsDigit(r) }), " ")
}

// spelling is how documents spell a column: its name, or, where docstrings
// have none of that name, one that looks like it.
func (s *subject) spelling(column string) string {
	if slices.ContainsFunc(s.entriesOf(column), func(e entryOf) bool { return e.in.Kind != "readme" }) {
		return column
	}
	for _, e := range s.documentedUnknown() {
		if s.meantBy(e) == column {
			return e.Columns[0]
		}
	}
	return column
}

// meantBy is the declared column that an entry of an undeclared one was most
// likely written for: one that looks like it and has no entry of its own.
func (s *subject) meantBy(e entryOf) string {
	return alike(e.Columns[0], slices.DeleteFunc(s.columnNames(), func(name string) bool {
		return slices.ContainsFunc(e.in.Entries, func(other columnEntry) bool { return slices.Contains(other.Columns, name) })
	}))
}

// documentedUnknown are the entries of lists of columns, in docstrings of
// predict and of what it stands in, that name no declared column. A list is
// one of columns where most of it is declared.
func (s *subject) documentedUnknown() []entryOf {
	var found []entryOf
	for i, d := range s.documented {
		if d.Kind == "readme" || !d.isPromise() {
			continue
		}
		for _, e := range d.Entries {
			if e.Group != "" && len(e.Columns) == 1 && !s.isKnown(e.Columns[0], d) && s.listsColumns(d, e.Group) {
				found = append(found, entryOf{e, &s.documented[i]})
			}
		}
	}
	return found
}

// isKnown tells whether a name is one of the contract's, or of a parameter.
func (s *subject) isKnown(name string, d document) bool {
	for _, c := range s.contract.Columns {
		if name == c.Name || name == c.Field {
			return true
		}
	}
	for _, o := range s.contract.Outputs {
		if name == o.Name {
			return true
		}
	}
	_, isArgument := s.contract.Predict.Arguments[name]
	isParameter := s.contract.Predict.Form != schema.FormArguments && slices.Contains(d.Signature, name)
	return isArgument || isParameter || name == s.contract.Predict.Model || slices.Contains(s.contract.Predict.Keys, name)
}

// listsColumns tells whether most entries of a list are declared columns.
func (s *subject) listsColumns(d document, group string) bool {
	declared, all := 0, 0
	for _, e := range d.Entries {
		if e.Group == group {
			all++
			if slices.Contains(s.columnNames(), e.Columns[0]) {
				declared++
			}
		}
	}
	return declared > 1 && 2*declared > all
}

// documentedAlone are documented columns that the contract does not declare
// and that are no slip for one that it does; what the code reads besides is
// told by 3b/undeclared-column.
func (s *subject) documentedAlone() []entryOf {
	return slices.DeleteFunc(s.documentedUnknown(), func(e entryOf) bool {
		name := e.Columns[0]
		isRead := slices.ContainsFunc(s.columns.Reads, func(r readFact) bool { return r.Column == name })
		return !e.DTypeCertain || isRead || s.meantBy(e) != ""
	})
}
