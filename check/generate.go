package check

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// generate makes rows that the contract admits: levels in turn, numbers and
// times spread over their range, its ends included, nothing missing. What the
// contract admits of one column goes with anything that it admits of another,
// so each has an order of its own. A column's known values are taken in turn,
// where there are any. The same contract gives the same rows. The caller
// releases the record.
func generate(c *schema.Contract, rows int, known func(schema.Column) []string) (arrow.Record, error) {
	fields := c.InputSchema()
	columns := make([]arrow.Array, fields.NumFields())
	for i := range columns {
		var err error
		if c.Image != nil && len(c.Columns) == 0 {
			columns[i], err = generatePictures(c, rows)
		} else {
			values := known(c.Columns[i])
			if len(values) == 0 {
				values = shuffled(c.Columns[i], i, rows)
			}
			columns[i], err = generateColumn(c.Columns[i], fields.Field(i).Type, rows, values)
		}
		if err != nil {
			return nil, err
		}
		defer columns[i].Release()
	}
	return array.NewRecord(fields, columns, int64(rows)), nil
}

// shuffled are the values that a column of made rows has, in an order of its
// own. Every other number stays where it is, so that there are also rows in
// which all numbers are small, or large. Times, which mostly follow one
// another, and what nothing bounds stay in the order of the rows.
func shuffled(c schema.Column, index, rows int) []string {
	if index == 0 || c.DType.IsTime() || c.DType.Kind == schema.Date || len(c.Range)+len(c.Levels) == 0 && c.DType.Kind != schema.Bool {
		return nil
	}
	texts, moved := inOrder(c, rows, lead{}), []int{}
	for row := range rows {
		if len(c.Range) == 0 || row%2 == 1 && row != rows-1 {
			moved = append(moved, row)
		}
	}
	for at, i := range rand.New(rand.NewPCG(uint64(index), uint64(rows))).Perm(len(moved)) {
		texts[moved[at]] = cell(c, moved[i], rows)
	}
	return texts
}

// inOrder are the values that a column of made rows has in the order of the rows.
func inOrder(c schema.Column, rows int, by lead) []string {
	texts := make([]string, rows)
	for i := range texts {
		texts[i] = cell(c, i+by.ahead, rows+by.most)
	}
	return texts
}

// A rowOrder is how the columns of made rows go together.
type rowOrder int

const (
	scattered rowOrder = iota // each has an order of its own
	together                  // all grow at once
	rising                    // and of those of one range each is ahead of those before it
	falling                   // or of those after it
)

// A lead is by how many rows a column is ahead of others of its range, and by
// how many the first of them is.
type lead struct{ ahead, most int }

// of gives the lead of a column over the others of its range.
func (o rowOrder) of(contract *schema.Contract, c schema.Column) lead {
	if o == together || len(c.Range) == 0 {
		return lead{}
	}
	var names []string
	for _, other := range contract.Columns {
		if slices.Equal(other.Range, c.Range) {
			names = append(names, other.Name)
		}
	}
	by := lead{slices.Index(names, c.Name), len(names) - 1}
	if o == falling {
		by.ahead = by.most - by.ahead
	}
	return by
}

func generateColumn(c schema.Column, t arrow.DataType, rows int, known []string) (arrow.Array, error) {
	builder, err := builderFor(c, t)
	if err != nil {
		return nil, err
	}
	defer builder.Release()
	for i := range rows {
		text := cell(c, i, rows)
		if len(known) > 0 {
			text = known[i%len(known)]
		}
		if err := builder.AppendValueFromString(text); err != nil {
			return nil, fmt.Errorf("making values of column %q: %w", c.Name, err)
		}
	}
	return builder.NewArray(), nil
}

// values are a sample's own of a column that the contract does not bound, as
// text; none where it does, or without a sample.
func (s *sample) values(c schema.Column) []string {
	if s == nil || len(c.Range) > 0 || len(c.Levels) > 0 || c.DType.Kind == schema.Bool {
		return nil
	}
	var known []string
	for _, i := range s.record.Schema().FieldIndices(c.Name) {
		for row := range int(s.record.NumRows()) {
			if column := s.record.Column(i); column.IsValid(row) {
				known = append(known, column.ValueStr(row))
			}
		}
	}
	return known
}

// builderFor has the levels of a category in the contract's order from the start.
func builderFor(c schema.Column, t arrow.DataType) (array.Builder, error) {
	dictionary, ok := t.(*arrow.DictionaryType)
	if !ok {
		return array.NewBuilder(memory.DefaultAllocator, t), nil
	}
	levels := array.NewBuilder(memory.DefaultAllocator, dictionary.ValueType)
	defer levels.Release()
	for _, level := range c.Levels {
		if err := levels.AppendValueFromString(level.String()); err != nil {
			return nil, fmt.Errorf("column %q: level %s: %w", c.Name, level, err)
		}
	}
	values := levels.NewArray()
	defer values.Release()
	return array.NewDictionaryBuilderWithDict(memory.DefaultAllocator, dictionary, values), nil
}

// cell is a value as text: the i-th of n.
func cell(c schema.Column, i, n int) string {
	switch d := c.DType; {
	case len(c.Levels) > 0:
		return c.Levels[i%len(c.Levels)].String()
	case d.IsInteger():
		return strconv.FormatFloat(math.Round(spread(c.Range, 0, 100, i, n)), 'f', 0, 64)
	case d.IsFloat():
		return strconv.FormatFloat(spread(c.Range, 0, 100, i, n), 'g', 6, 64)
	case d.Kind == schema.Bool:
		return strconv.FormatBool(i%2 == 0)
	case d.Kind == schema.Datetime:
		return moment(c.Range, i, n).Format("2006-01-02T15:04:05")
	case d.Kind == schema.Date:
		return moment(c.Range, i, n).Format(time.DateOnly)
	case d.Kind == schema.Timedelta:
		return (time.Duration(i+1) * time.Hour).String()
	case d.Kind == schema.List:
		return listOf(d.Elem, func(element schema.Column) string { return cell(element, i, n) })
	}
	return string(rune('A' + i%26))
}

// listOf is a list of one element as text, which is JSON.
func listOf(kind schema.Kind, cell func(schema.Column) string) string {
	element := cell(schema.Column{DType: schema.DType{Kind: kind}})
	if kind == schema.Str {
		element = strconv.Quote(element)
	}
	return "[" + element + "]"
}

// spread is the i-th of n numbers from low to high, ends included; an open
// end is taken a hundred further.
func spread(bounds []schema.Bound, low, high float64, i, n int) float64 {
	if len(bounds) == 2 {
		low, high = bounds[0].Number, bounds[1].Number
	}
	switch {
	case math.IsInf(low, -1) && math.IsInf(high, 1):
		low, high = 0, 100
	case math.IsInf(low, -1):
		low = high - 100
	case math.IsInf(high, 1):
		high = low + 100
	}
	return low + (high-low)*float64(i)/float64(max(n-1, 1))
}

// moment is the i-th of n times within bounds, or of the days from 2015 on.
func moment(bounds []schema.Bound, i, n int) time.Time {
	low, high := time.Date(2015, 1, 1, 8, 30, 0, 0, time.UTC), time.Date(2020, 1, 1, 8, 30, 0, 0, time.UTC)
	if len(bounds) == 2 {
		low, high = boundTime(bounds[0], low), boundTime(bounds[1], high)
	}
	return low.Add(time.Duration(float64(high.Sub(low)) * float64(i) / float64(max(n-1, 1))))
}

func boundTime(b schema.Bound, otherwise time.Time) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, b.Time); err == nil {
			return t
		}
	}
	return otherwise
}
