package check

import (
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// declared is the contract's column of a name.
func (s *subject) declared(name string) schema.Column {
	for _, c := range s.contract.Columns {
		if c.Name == name {
			return c
		}
	}
	return schema.Column{Name: name}
}

// takesText tells whether the form has a place for text where the column
// holds something else.
func (s *subject) takesText(c schema.Column) bool {
	d := c.DType
	return !s.inMatrix() && (d.IsInteger() || d.IsFloat() || d.Kind == schema.Bool || d.IsTime() || d.Kind == schema.Date)
}

// takesFraction tells whether the form has a place for a fraction where the
// column holds whole numbers.
func (s *subject) takesFraction(c schema.Column) bool {
	bounded := len(c.Range) == 2 && c.Range[1].Number-c.Range[0].Number < 1
	return c.DType.IsInteger() && !bounded && !s.inWholeNumbers()
}

// asText writes a column's values as text.
func asText(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	was := c
	return rewritten(schema.Column{Name: c.Name, DType: schema.DType{Kind: schema.Str}, Nullable: c.Nullable}, values, func(_ int, text string) string {
		switch {
		case was.DType.Kind == schema.Bool:
			return strings.ToUpper(text[:1]) + text[1:]
		case was.DType.Kind == schema.Datetime && was.DType.Zone == "":
			return strings.TrimSuffix(text, "Z")
		}
		return text
	})
}

// fractions are a column's whole numbers moved by a half, within its range.
func fractions(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	high := math.Inf(1)
	if len(c.Range) == 2 {
		high = c.Range[1].Number
	}
	as := schema.Column{Name: c.Name, DType: schema.DType{Kind: schema.Float64, Extension: c.DType.Extension}, Nullable: c.Nullable}
	return rewritten(as, values, func(_ int, text string) string {
		n, err := strconv.ParseFloat(text, 64)
		if n += 0.5; n > high {
			n--
		}
		if err != nil {
			return text
		}
		return strconv.FormatFloat(n, 'g', -1, 64)
	})
}

// typeOf is what a column is in the model's eyes.
func (s *subject) typeOf(c schema.Column) string {
	if s.inFrame() {
		return c.PandasDType()
	}
	return c.DType.String()
}
