package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// documentedCallFails finds a predict that raises on records that the
// contract admits.
//
// Why: what the documents promise to be scored must be scored (3b).
//
// Example: predict calls DataFrame.iteritems, which pandas 2.0 no longer has.
//
// Instead: run the documented call with the pinned versions, and on every
// value that the contract admits, the ends of its ranges too.
func documentedCallFails(ctx context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, c := range s.failed() {
		about, err := s.causeOf(ctx, c)
		if err != nil {
			return nil, err
		}
		if len(about.nulls) > 0 || len(about.dtypes) > 0 { // 3b/null-refused, 3b/dtype-refused
			continue
		}
		f := s.fromException(c.raised())
		f.trial, f.Message = s.recorded(c, raisedBy), fmt.Sprintf("%s raises %s", c.what, f.Message)
		f.Declared, f.Fix = "a call that the contract admits: "+c.sample.from, "run it with the pinned versions and mend what it says"
		if !slices.ContainsFunc(found, samePlace(f)) {
			found = append(found, f)
		}
	}
	if len(found) == 0 && len(s.failed()) == 0 {
		found = s.unscored(records.StagePredict, records.StageDecode)
	}
	return found, nil
}

func samePlace(f Finding) func(Finding) bool {
	return func(other Finding) bool { return f.File == other.File && f.Line == other.Line && f.Seen == other.Seen }
}

var (
	keyOfKeyError = regexp.MustCompile(`^'([^']+)'$`)
	notInIndex    = regexp.MustCompile(`(?:None of \[Index\(\[|^"?\[)'([^']+)'.* (?:not in index|not found in axis|are in the \[columns\])`)
)

// missingColumn is the column whose absence an exception tells of, where the
// contract does not declare it; "" where that is not certain.
func (s *subject) missingColumn(raised *wrapper.Exception) string {
	if raised.Type != "KeyError" {
		return ""
	}
	m := keyOfKeyError.FindStringSubmatch(strings.TrimSpace(raised.Message))
	if !throughPandas(raised) {
		return s.missingKey(raised, m)
	}
	if m == nil {
		m = notInIndex.FindStringSubmatch(raised.Message)
	}
	if m == nil || slices.ContainsFunc(s.contract.Columns, func(c schema.Column) bool { return c.Name == m[1] }) {
		return ""
	}
	return m[1]
}

// missingKey is the key of a record, as m has it, whose absence an exception
// tells of where the source shows that it is read there.
func (s *subject) missingKey(raised *wrapper.Exception, m []string) string {
	at := raised.Author()
	if m == nil || at == nil || !slices.ContainsFunc(s.columns.Reads, func(r readFact) bool { return r.Column == m[1] && r.Line == at.Line }) {
		return ""
	}
	return m[1]
}

// throughPandas tells whether pandas raised it: a KeyError of the author's
// own dictionary says nothing of columns.
func throughPandas(raised *wrapper.Exception) bool {
	if len(raised.Frames) == 0 {
		return false
	}
	return strings.Contains(raised.Frames[len(raised.Frames)-1].File, "pandas/")
}

// rowCountChanges finds a predict that gives another number of results than
// it was given rows.
//
// Why: results are joined to patients by position; one row dropped gives every
// patient after it somebody else's score.
//
// Example: frame = frame.dropna()
//
// Instead: give one result for each row, in the order of the rows.
func rowCountChanges(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, c := range s.admitted() {
		refused := c.refused()
		if refused == nil || refused.Reason != string(schema.ReasonRows) || s.isShapeOfOne(c) {
			continue
		}
		if len(found) > 0 {
			found[0].Evidence += fmt.Sprintf("\nalso %s: %s", c.what, refused)
			continue
		}
		found = append(found, Finding{trial: s.recorded(c, miscountedBy), Message: c.what + " gives another number of results than rows", Declared: refused.Declared, Seen: refused.Got,
			Column: onlyColumn(c.missing), Fix: "give one result for each row, in their order", Evidence: returned(refused.Seen)})
	}
	return found, nil
}

func onlyColumn(missing string) string {
	if missing == everyColumn {
		return ""
	}
	return missing
}

// returned describes what predict gave, without any value of it.
func returned(seen wrapper.Seen) string {
	text := "predict returned " + seen.Type
	if seen.Rows >= 0 {
		text += fmt.Sprintf(" with %d rows", seen.Rows)
	}
	if len(seen.Columns) > 0 {
		text += ", columns " + strings.Join(seen.Columns, ", ")
	}
	return text
}
