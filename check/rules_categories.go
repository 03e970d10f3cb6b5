package check

import (
	"context"
	"fmt"
	"slices"

	"handoff/schema"
)

// unknownCategorySilent finds a column of which predict scores a level that
// it does not know.
//
// Why: a category that a hospital adds is scored as if it were one of the old
// ones, and nobody hears of it.
//
// Example: pd.get_dummies(frame["UNIT"]).reindex(columns=UNITS, fill_value=0)
// makes of a new unit the one that was left out.
//
// Instead: raise an exception that names the column, or say in the contract
// what unknown levels become: unknown = "missing", or one of the levels.
func unknownCategorySilent(ctx context.Context, s *subject) ([]Finding, error) {
	through, err := s.unknownThrough(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, a := range s.joined(through) {
		seen := "a score for each row with a level that is none"
		like, err := s.likeWhat(ctx, a.columns, a.trial.last())
		if err != nil {
			return nil, err
		}
		if like != "" {
			seen += ", the same as for " + like
		}
		found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: "a level that nobody declared is scored without a word in " + named(a.columns),
			Declared: "one of " + levelsOf(s.declared(a.columns[0])), Seen: seen,
			Fix: "raise an exception that names the column, or declare what unknown levels become"})))
	}
	return found, nil
}

// categoryOrderSensitive finds a column whose levels count by their place in
// the batch: the score moves with the order in which a category lists them,
// or with which of them are there.
//
// Why: a batch of one patient has one level. Its code is then 0, whatever it is.
//
// Example: frame["UNIT"].cat.codes, pd.factorize(frame["UNIT"]),
// pd.get_dummies(frame["UNIT"])
//
// Instead: give the levels that the model was trained with their codes by name.
func categoryOrderSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if !s.inFrame() {
		return nil, notRun("predict takes no frame")
	}
	if err := s.perRow(); err != nil {
		return nil, err
	}
	columns, err := s.leveled(func(c schema.Column) bool { return len(c.Levels) > 1 })
	if err != nil {
		return nil, err
	}
	moved, err := s.eachOf(ctx, columns, s.levelsMove)
	var found []Finding
	for _, a := range moved {
		found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: fmt.Sprintf("the levels of %s count by their place: %s changes results", named(a.columns), a.trial.last().what),
			Declared: "the same result for the same values", Seen: "another", Fix: "give each level its code by name, as the model was trained"})))
	}
	return found, err
}

// levelsMove is the probe of the same values with their levels listed
// otherwise, and among other levels.
func (s *subject) levelsMove(columns []string) probe {
	name := listed(columns)
	return func(ctx context.Context, on *sample) (*trial, error) {
		if slices.ContainsFunc(columns, func(name string) bool { return s.declared(name).DType.Kind == schema.Category }) {
			for _, relist := range []struct {
				what   string
				before change
				after  change
			}{
				{"listing the levels of " + name + " in another order", nil, relisted},
				{"listing no other level of " + name, atLevel(-1), onlyItsOwn},
			} {
				if t, err := s.relisting(ctx, on, columns, relist.what, relist.before, relist.after); t != nil || err != nil {
					return t, err
				}
			}
		}
		return s.amongOthers(ctx, on, columns)
	}
}

// categorySpellingSilent finds a column of which predict scores a level
// written otherwise, and not as that level: with a blank, in another case, or
// as a number.
//
// Why: the same patient gets another score when an export pads or renames.
//
// Example: check frame["SEX"].str.strip().isin(SEXES), and go on with
// frame["SEX"] == "Female".
//
// Instead: compare what was checked, and raise an exception for what is no
// level.
func categorySpellingSilent(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.steady(); err != nil {
		return nil, err
	}
	columns, err := s.leveled(func(c schema.Column) bool { return refusesUnknown(c) && !c.Levels[0].IsInt })
	if err != nil {
		return nil, err
	}
	unknown, err := s.unknownThrough(ctx)
	if err != nil {
		return nil, err
	}
	columns = slices.DeleteFunc(columns, func(name string) bool { // whatever is no level falls through: 3b/unknown-category-silent
		return slices.ContainsFunc(unknown, func(a asked) bool { return slices.Contains(a.columns, name) })
	})
	through, err := s.eachThrough(ctx, columns, s.misspelled)
	var found []Finding
	for _, a := range through {
		found = append(found, s.evidenced(a.trial, s.atColumns(a.columns, Finding{Message: fmt.Sprintf("%s is scored without a word, and not as that level", a.trial.last().what),
			Declared: "one of " + levelsOf(s.declared(a.columns[0])), Fix: "compare what was checked, and raise an exception for what is no level"})))
	}
	return found, err
}
