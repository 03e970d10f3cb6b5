package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// plainText is the simplest value that the contract admits in a column, as
// text: the first level, 0 or the end of the range next to it, a fixed day.
func plainText(c schema.Column) string {
	switch d := c.DType; {
	case len(c.Levels) > 0:
		return c.Levels[0].String()
	case d.IsInteger():
		return strconv.FormatFloat(math.Ceil(nearZero(c.Range)), 'f', 0, 64)
	case d.IsFloat():
		return strconv.FormatFloat(nearZero(c.Range), 'g', -1, 64)
	case d.Kind == schema.Bool:
		return "false"
	case d.Kind == schema.List:
		return listOf(d.Elem, plainText)
	}
	return cell(c, 0, 1)
}

// nearZero is the number of a range that is next to 0.
func nearZero(bounds []schema.Bound) float64 {
	if len(bounds) < 2 {
		return 0
	}
	return min(max(0, bounds[0].Number), bounds[1].Number)
}

// stock are the values that a contract alone lets one write in a column: none
// of them tells of a patient. The plain one comes first.
func stock(c schema.Column) []string {
	texts := []string{plainText(c)}
	const most = 16 // levels, or points of a range
	switch {
	case c.DType.Kind == schema.Bool:
		texts = append(texts, "true")
	case len(c.Levels) > 0:
		for _, level := range c.Levels[:min(len(c.Levels), most)] {
			texts = append(texts, level.String())
		}
	case c.DType.Kind != schema.List:
		for i := range 3 {
			texts = append(texts, cell(c, i, 3))
		}
	}
	return slices.Compact(texts)
}

// ofTexts is a column of values that are given as text.
func ofTexts(c schema.Column, t arrow.DataType, texts ...string) (arrow.Array, error) {
	builder, err := builderFor(c, t)
	if err != nil {
		return nil, err
	}
	defer builder.Release()
	for _, text := range texts {
		if err := builder.AppendValueFromString(text); err != nil {
			return nil, fmt.Errorf("making values of column %q: %w", c.Name, err)
		}
	}
	return builder.NewArray(), nil
}

// isStock tells whether every value of a sample is missing or one that the
// contract alone lets one write.
func isStock(on *sample) (bool, error) {
	for i, field := range on.record.Schema().Fields() {
		c, err := schema.ColumnOf(field)
		if err != nil {
			return false, nil // a picture
		}
		values, err := ofTexts(c, field.Type, stock(c)...)
		if err != nil {
			return false, err
		}
		column := on.record.Column(i)
		for row := range column.Len() {
			if column.IsValid(row) && !holds(values, column.ValueStr(row)) {
				values.Release()
				return false, nil
			}
		}
		values.Release()
	}
	return true, nil
}

func holds(values arrow.Array, text string) bool {
	for i := range values.Len() {
		if values.ValueStr(i) == text {
			return true
		}
	}
	return false
}
