package score

import (
	"fmt"
	"math"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// checkTaken refuses outputs that the site does not take back, before any is made.
func (o Options) checkTaken() error {
	var refused []string
	for _, v := range o.Contract.NotTaken(o.Profile) {
		refused = append(refused, v.String())
	}
	if refused == nil {
		return nil
	}
	return fmt.Errorf("%s: [outputs] does not go with %s: %s", o.Profile.Path, o.Contract.Path, strings.Join(refused, "; "))
}

// withPlaceholders writes what the site has for a missing value in the place of
// each, null where it has nothing: a NaN is missing too, and is read as a number
// by who does not know. It releases the results that it was given, or gives them
// back.
func withPlaceholders(c *schema.Contract, site *schema.Profile, results arrow.Record) (arrow.Record, error) {
	for _, o := range c.Outputs {
		text, at := o.Placeholder(site), results.Schema().FieldIndices(o.Name)
		if at == nil {
			continue
		}
		filled, err := filledWith(text, results.Column(at[0]))
		if err != nil {
			return results, fmt.Errorf("output %q: write %s for a missing one: %w", o.Name, text, err)
		}
		if filled == nil {
			continue
		}
		next, err := results.SetColumn(at[0], filled)
		filled.Release()
		if err != nil {
			return results, err
		}
		results.Release()
		results = next
	}
	return results, nil
}

// filledWith is an array with a value, written as text, in the place of missing
// ones, or with null for "" in that of NaN; nil where there are none. The caller
// releases it.
func filledWith(text string, a arrow.Array) (arrow.Array, error) {
	missing := missingIn(a, text != "")
	if missing == nil {
		return nil, nil
	}
	first := 0
	for first < a.Len() && !missing(first) {
		first++
	}
	if first == a.Len() {
		return nil, nil
	}
	rows := make([]int64, a.Len())
	for i := range rows {
		if rows[i] = int64(i); i >= first && missing(i) {
			rows[i] = int64(a.Len())
		}
	}
	b := array.NewBuilder(memory.DefaultAllocator, a.DataType())
	defer b.Release()
	if text == "" {
		b.AppendNull()
	} else if err := b.AppendValueFromString(text); err != nil {
		return nil, err
	}
	value := b.NewArray()
	defer value.Release()
	return joinedOf(a, value, rows)
}

// missingIn tells of each row whether it is NaN, or with nulls also whether it is
// null; it is nil where no row can be.
func missingIn(a arrow.Array, nulls bool) func(row int) bool {
	isNaN := nanIn(a)
	switch {
	case !nulls || a.NullN() == 0:
		return isNaN
	case isNaN == nil:
		return a.IsNull
	}
	return func(row int) bool { return a.IsNull(row) || isNaN(row) }
}

// nanIn tells of each row whether it is NaN; it is nil for what is no float.
func nanIn(a arrow.Array) func(row int) bool {
	switch a := a.(type) {
	case *array.Float32:
		return func(row int) bool { return a.IsValid(row) && math.IsNaN(float64(a.Value(row))) }
	case *array.Float64:
		return func(row int) bool { return a.IsValid(row) && math.IsNaN(a.Value(row)) }
	}
	return nil
}
