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
// each, and releases the results that it was given. Where the site has nothing
// it gives them back.
func withPlaceholders(c *schema.Contract, site *schema.Profile, results arrow.Record) (arrow.Record, error) {
	for _, o := range c.Outputs {
		text, at := o.Placeholder(site), results.Schema().FieldIndices(o.Name)
		if text == "" || at == nil {
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
// ones; nil where there are none. The caller releases it.
func filledWith(text string, a arrow.Array) (arrow.Array, error) {
	rows, missing := make([]int64, a.Len()), false
	for i := range rows {
		rows[i] = int64(i)
		if isMissing(a, i) {
			rows[i], missing = int64(a.Len()), true
		}
	}
	if !missing {
		return nil, nil
	}
	b := array.NewBuilder(memory.DefaultAllocator, a.DataType())
	defer b.Release()
	if err := b.AppendValueFromString(text); err != nil {
		return nil, err
	}
	value := b.NewArray()
	defer value.Release()
	return joinedOf(a, value, rows)
}

// isMissing tells whether a value is null or NaN.
func isMissing(a arrow.Array, i int) bool {
	switch a := a.(type) {
	case *array.Float32:
		return a.IsNull(i) || math.IsNaN(float64(a.Value(i)))
	case *array.Float64:
		return a.IsNull(i) || math.IsNaN(a.Value(i))
	}
	return a.IsNull(i)
}
