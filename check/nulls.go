package check

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A verdictOn judges a call with values missing, made of a sample.
type verdictOn func(ctx context.Context, on *sample, c *call) (*trial, error)

// nullsBehind are the columns whose missing values calls fail for that have
// them of themselves, such as the documented one.
func (s *subject) nullsBehind(ctx context.Context) (found []asked, err error) {
	for _, c := range s.failed() {
		about, err := s.causeOf(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, a := range about.nulls {
			if !slices.ContainsFunc(found, func(other asked) bool { return slices.Equal(other.columns, a.columns) }) {
				found = append(found, a)
			}
		}
	}
	return found, nil
}

// nullsRefused are the nullable columns for which a call fails that is made
// without their values.
func (s *subject) nullsRefused(ctx context.Context) ([]asked, error) {
	nullable, err := s.nullable()
	if err != nil {
		return nil, err
	}
	return s.eachMissing(ctx, nullable, func(_ context.Context, _ *sample, c *call) (*trial, error) {
		if raised := c.raised(); raised != nil && isExit(raised) {
			return nil, nil
		}
		return raisedBy(c), nil
	})
}

// eachMissing makes each nullable column missing, in every other row and then
// in all, and judges the calls. Where no column alone is at fault, all are
// made missing together, and then some values of each.
func (s *subject) eachMissing(ctx context.Context, nullable []string, judge verdictOn) ([]asked, error) {
	found, err := s.eachOf(ctx, nullable, func(columns []string) probe {
		return s.withMissing(listed(columns), columns, judge)
	})
	if err != nil || len(found) > 0 {
		return found, err
	}
	for _, p := range []probe{s.withMissing("every nullable column", nullable, judge), s.withHoles(judge)} {
		t, err := s.demonstrate(ctx, p)
		if err != nil {
			return nil, err
		}
		if t != nil {
			return []asked{{nullable, t}}, nil
		}
	}
	return nil, nil
}

// withMissing is the probe of calls with columns missing.
func (s *subject) withMissing(label string, columns []string, judge verdictOn) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		for _, rows := range []struct {
			every int
			where string
		}{{2, "every other row"}, {1, "every row"}} {
			what := fmt.Sprintf("a call with %s missing in %s", label, rows.where)
			if t, err := s.judged(ctx, on, what, columns, withMissing(on.record, columns, rows.every), judge); t != nil || err != nil {
				return t, err
			}
		}
		return nil, nil
	}
}

// withHoles is the probe of a call with some values missing.
func (s *subject) withHoles(judge verdictOn) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		record := withHoles(on.record)
		if record == nil {
			return nil, nil
		}
		return s.judged(ctx, on, "a call with some values missing", nil, record, judge)
	}
}

// judged makes a call with values missing and judges it. Several rules judge
// the same calls.
func (s *subject) judged(ctx context.Context, on *sample, what string, columns []string, record arrow.Record, judge verdictOn) (*trial, error) {
	missing := everyColumn
	if len(columns) == 1 {
		missing = columns[0]
	}
	variant := on.with(record)
	same := missingCall{on, what}
	c, made := s.missing[same]
	if made {
		variant.release()
		return judge(ctx, on, c)
	}
	c, err := s.make(ctx, &call{what: what, missing: missing, sample: variant})
	if err != nil {
		return nil, err
	}
	s.missing[same] = c
	return judge(ctx, on, c)
}

// A missingCall is what a call with values missing is known by.
type missingCall struct {
	on   *sample
	what string
}

// nullable are the columns that may be missing.
func (s *subject) nullable() ([]string, error) {
	return s.columnsThat(func(c schema.Column) bool { return c.Nullable }, "no column of the records is nullable")
}

// spoiled are the rows in which a call's outputs are missing or infinite and
// must not be, by output.
func spoiled(c *call) map[string][]int64 {
	rows := map[string][]int64{}
	for _, v := range c.violations {
		if lacksScore(v) {
			rows[v.Column] = append(rows[v.Column], v.Row)
		}
	}
	return rows
}

// spoiledBy is the trial of a call that has a result missing in a row in
// which the plain one has it; nil of one that has not.
func spoiledBy(plain, c *call) *trial {
	before, after := spoiled(plain), spoiled(c)
	for _, output := range slices.Sorted(maps.Keys(after)) {
		if slices.ContainsFunc(after[output], func(row int64) bool { return !slices.Contains(before[output], row) }) {
			return &trial{calls: []*call{plain, c}, shows: spoils, key: output}
		}
	}
	return nil
}

// poisoned tells whether a row lacks a value of which it is known that
// without it the score is missing.
func (s *subject) poisoned(c *call, row int64) bool {
	for i, field := range c.sample.record.Schema().Fields() {
		if slices.Contains(s.poisons, field.Name) && row >= 0 && row < c.sample.record.NumRows() && lacks(c.sample.record.Column(i), int(row)) {
			return true
		}
	}
	return false
}

// lacks tells whether a cell is missing, or NaN, which counts as that.
func lacks(a arrow.Array, row int) bool {
	n, _ := number(a, row)
	return a.IsNull(row) || math.IsNaN(n)
}

// inWholeNumbers tells whether predict takes a matrix that has no NaN.
func (s *subject) inWholeNumbers() bool {
	d, err := schema.ParseDType(s.contract.Predict.DType)
	return s.inMatrix() && err == nil && !d.IsFloat()
}

// inMatrix tells whether predict takes all columns in one dtype.
func (s *subject) inMatrix() bool {
	return slices.Contains([]schema.Form{schema.FormArray, schema.FormTensor}, s.contract.Predict.Form)
}

// inFrame tells whether predict takes a frame.
func (s *subject) inFrame() bool { return s.contract.Predict.Form == schema.FormDataFrame }

// missingIn makes every n-th value missing in the form that the frame gives
// to such a column when some of its values are missing.
func (s *subject) missingIn(every int) change {
	return func(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
		c.Nullable, c.Null = true, ""
		if c.DType.IsInteger() && !c.DType.Extension && !s.perRecord() {
			c.Null = schema.NullNaN
		}
		return c, nullified(values, everyNth(every)), nil
	}
}

// perRecord tells whether predict takes plain Python values.
func (s *subject) perRecord() bool {
	return slices.Contains([]schema.Form{schema.FormRecord, schema.FormArguments}, s.contract.Predict.Form)
}
