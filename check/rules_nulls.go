package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/schema"
)

// nullRefused finds a column that may be missing by the contract and that
// predict cannot do without.
//
// Why: a missing value is the rule in clinical records; a patient without it
// gets no score.
//
// Example: int(row["CREATININE"]), with nullable = true.
//
// Instead: say in predict what stands in for a missing value, or declare
// nullable = false.
func nullRefused(ctx context.Context, s *subject) ([]Finding, error) {
	refused, err := s.nullsBehind(ctx)
	if err != nil {
		return nil, err
	}
	if len(refused) == 0 || s.onward != nil { // others may be behind these, which are filled by now
		more, others := s.nullsRefused(ctx)
		refused, err = append(refused, more...), others
	}
	var found []Finding
	for _, a := range refused {
		c := a.trial.last()
		message := fmt.Sprintf("%s raises %s", c.what, c.raised().Type)
		if a.column() != "" {
			message = fmt.Sprintf("column %q is declared nullable, and %s", a.column(), message)
		}
		f := s.evidenced(a.trial, Finding{Message: message, Column: a.column(), Declared: "nullable = true",
			Fix: "say what stands in for a missing value, or declare nullable = false"})
		if len(a.trial.calls) > 1 {
			f.Seen += fmt.Sprintf("; %s is answered", a.trial.calls[0].what)
		}
		found = append(found, f)
	}
	return found, err
}

// nullPoisonsScore finds a column that may be missing by the contract, and
// whose missing value makes the score missing.
//
// Why: a NaN shows as no score at all, or, compared with a threshold, as low
// risk; the contract promises a score.
//
// Example: frame[COLUMNS].to_numpy() @ weights, with nullable = true.
//
// Instead: say in predict what stands in for a missing value, or declare the
// output nullable.
func nullPoisonsScore(ctx context.Context, s *subject) ([]Finding, error) {
	nullable, err := s.nullable()
	if err != nil {
		return nil, err
	}
	poisoned, err := s.eachMissing(ctx, nullable, func(ctx context.Context, on *sample, c *call) (*trial, error) {
		if len(spoiled(c)) == 0 {
			return nil, nil
		}
		plain, err := s.call(ctx, "a call with "+on.from, on.copy())
		if err != nil || plain.err != nil {
			return nil, err
		}
		return spoiledBy(plain, c), nil
	})
	var found []Finding
	for _, a := range poisoned {
		s.poisons = append(s.poisons, a.columns...)
		c, output := a.trial.last(), a.trial.key
		found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: fmt.Sprintf("output %q is missing or infinite in %s", output, c.what),
			Rows: spoiled(c)[output], Declared: "nullable = true; the output is not nullable",
			Seen: "a number where nothing is missing, none where something is", Fix: "say what stands in for a missing value, or declare the output nullable"})))
	}
	return found, err
}

// nullAccepted finds a column that may not be missing by the contract, and
// that predict scores without when it is.
//
// Why: nobody decided what stands in for it, and nobody sees that it was
// missing: a lost feed of results scores like a ward of healthy patients.
//
// Example: frame.fillna(0), with nullable = false for some of its columns.
//
// Instead: raise an exception that names the column, or declare nullable =
// true and document what stands in for a missing value.
func nullAccepted(ctx context.Context, s *subject) ([]Finding, error) {
	if s.inWholeNumbers() {
		return nil, notRun("predict takes a matrix of whole numbers, which holds no missing value")
	}
	required, err := s.columnsThat(func(c schema.Column) bool { return !c.Nullable && !s.groups(c) }, "every column that is scored by is declared nullable")
	if err != nil {
		return nil, err
	}
	const every = 2
	through, err := s.eachThrough(ctx, required, func(columns []string) probe {
		return s.silently(fmt.Sprintf("a call with %s missing in every other row", listed(columns)), columns, every, s.missingIn(every))
	})
	var found []Finding
	for _, a := range s.joined(through) {
		found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: named(a.columns) + " may not be missing, and is scored without a word where it is",
			Declared: "nullable = false", Seen: "a score for each row in which it is " + missingAs(a.trial.last(), a.columns),
			Fix: "raise an exception that names the column, or declare nullable = true"})))
	}
	return found, err
}

// missingAs says what missing values of columns were in a call, as contracts name them.
func missingAs(c *call, columns []string) string {
	var nulls []string
	for _, field := range c.asked.record.Schema().Fields() {
		if column, err := schema.ColumnOf(field); err == nil && slices.Contains(columns, field.Name) {
			nulls = append(nulls, cmp.Or(string(column.NullValue()), "missing"))
		}
	}
	slices.Sort(nulls)
	return strings.Join(slices.Compact(nulls), " or ")
}
