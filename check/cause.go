package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// failed are the calls that the contract admits, nothing missing for them,
// and that raised for reasons of their own.
func (s *subject) failed() []*call {
	return slices.DeleteFunc(s.admitted(), func(c *call) bool {
		raised := c.raised()
		return raised == nil || isExit(raised) || c.missing != "" || c.refusesUnusual() || s.missingColumn(raised) != "" || s.relativePathIn(raised) != "" || s.wasKept(raised)
	})
}

// A cause is what an exception of predict is about: columns that are missing
// in some rows, or columns in their declared dtype; neither where it is
// about something else.
type cause struct{ nulls, dtypes []asked }

// maxCauses is for how many exceptions a cause is looked for.
const maxCauses = 4

// causeOf looks for what a call's exception is about, once for each exception.
func (s *subject) causeOf(ctx context.Context, c *call) (cause, error) {
	key := raisedBy(c).key + "\n" + c.raised().Message
	if known, ok := s.causes[key]; ok || len(s.causes) == maxCauses || len(s.contract.Columns) == 0 {
		return known, nil
	}
	var found cause
	err := error(nil)
	if found.nulls, err = s.search(ctx, c.asked, lacksAny, s.filledIn); err == nil && len(found.nulls) == 0 && !s.inMatrix() {
		found.dtypes, err = s.search(ctx, c.asked, func(arrow.Array) bool { return true }, s.inOtherDType)
	}
	var reason notRun
	if err != nil && !errors.As(err, &reason) {
		return cause{}, err
	}
	s.causes[key] = found
	return found, nil
}

// search asks a probe, which shows that a sample is answered once columns are
// changed, of one column at a time, then of those of one dtype at once, and
// of all, of which it keeps as few as it takes.
func (s *subject) search(ctx context.Context, on *sample, concerns func(arrow.Array) bool, of func([]string) probe) ([]asked, error) {
	var columns []string
	for i, field := range on.record.Schema().Fields() {
		if concerns(on.record.Column(i)) {
			columns = append(columns, field.Name)
		}
	}
	if len(columns) == 0 {
		return nil, nil
	}
	ask := func(group []string) (*trial, error) { return s.demonstrateOn(ctx, []*sample{on}, of(group)) }
	found, err := among(columns, true, maxHalves, ask)
	if err != nil || len(found) > 0 {
		return found, err
	}
	for _, group := range append(s.ofOneDType(columns), columns) {
		t, err := ask(group)
		if err != nil {
			return nil, err
		}
		if t != nil {
			group, t, err = fewest(group, t, ask)
			return []asked{{group, t}}, err
		}
	}
	return nil, nil
}

// ofOneDType are columns, those of the same dtype together.
func (s *subject) ofOneDType(columns []string) [][]string {
	var groups [][]string
	for _, name := range columns {
		at := slices.IndexFunc(groups, func(g []string) bool { return s.typeOf(s.declared(g[0])) == s.typeOf(s.declared(name)) })
		if at < 0 {
			groups = append(groups, nil)
			at = len(groups) - 1
		}
		groups[at] = append(groups[at], name)
	}
	return groups
}

// fewest leaves out one column after the other, as long as the rest still
// shows what all did; of very many it leaves out none.
func fewest(columns []string, t *trial, ask func([]string) (*trial, error)) ([]string, *trial, error) {
	if len(columns) > maxAlone {
		return columns, t, nil
	}
	for _, name := range slices.Clone(columns) {
		fewer := slices.DeleteFunc(slices.Clone(columns), func(other string) bool { return other == name })
		without, err := ask(fewer)
		if err != nil {
			return nil, nil, err
		}
		if without != nil {
			columns, t = fewer, without
		}
	}
	return columns, t, nil
}

// lacksAny tells whether any of a column's values is missing.
func lacksAny(a arrow.Array) bool {
	for row := range a.Len() {
		if lacks(a, row) {
			return true
		}
	}
	return false
}

// filledIn is the probe of a call that raises, and is answered where columns
// lack no value.
func (s *subject) filledIn(columns []string) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		variant, err := on.changed(columns, filled)
		if variant == nil || err != nil {
			return nil, err
		}
		other, err := s.provoke(ctx, fmt.Sprintf("a call without a missing value in %s", listed(columns)), variant)
		if err != nil || other.err != nil {
			return nil, err
		}
		return s.refusedWhileTaking(ctx, on, other)
	}
}

// filled puts one of a column's values where others are missing, or one that
// the contract admits.
func filled(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	texts, known := make([]string, values.Len()), cell(c, 0, 1)
	for row := range texts {
		if !lacks(values, row) {
			texts[row] = values.ValueStr(row)
			known = texts[row]
		}
	}
	for row := range texts {
		if lacks(values, row) {
			texts[row] = known
		}
	}
	made, err := generateColumn(c, c.Arrow().Type, len(texts), texts)
	return c, made, err
}

// refusedWhileTaking is the trial of a sample that is refused while another
// call is answered.
func (s *subject) refusedWhileTaking(ctx context.Context, on *sample, other *call) (*trial, error) {
	plain, err := s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil {
		return nil, err
	}
	t := raisedBy(plain)
	if t != nil {
		t.calls = []*call{other, plain}
	}
	return t, nil
}
