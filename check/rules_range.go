package check

import (
	"context"
	"fmt"
	"strings"

	"handoff/schema"
)

// rangeUnenforced finds a column of which predict scores values far beyond
// the declared range without a word.
//
// Why: such a value is a mistake upstream, such as another unit or a sign;
// the platform may guard ranges, the model itself does not.
//
// Example: a temperature of 98.6 where degrees Celsius are declared; an age of -1.
//
// Instead: raise an exception that names the column, or declare the range in
// which the model may be asked.
func rangeUnenforced(ctx context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	var known []string
	for _, end := range []side{above, below} {
		columns, err := s.ranged(end, known)
		if err != nil {
			return nil, err
		}
		through, err := s.eachThrough(ctx, columns, func(columns []string) probe {
			return s.silently(fmt.Sprintf("a call with %s %s its range", listed(columns), end), columns, 1, s.beyond(end))
		})
		if err != nil {
			return nil, err
		}
		for _, a := range s.joined(through) {
			known = append(known, a.columns...)
			found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: fmt.Sprintf("a value far %s the range of %s is scored without a word", end, named(a.columns)),
				Declared: "range = " + rangeOf(s.declared(a.columns[0])), Seen: "a score for each row, all of them out of range",
				Fix: "raise an exception that names the column, or widen the range"})))
		}
	}
	return found, nil
}

// rangeOf is a column's range as the contract writes it.
func rangeOf(c schema.Column) string {
	bounds := make([]string, len(c.Range))
	for i, b := range c.Range {
		bounds[i] = b.String()
	}
	return "[" + strings.Join(bounds, ", ") + "]"
}
