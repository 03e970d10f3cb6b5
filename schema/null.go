package schema

import (
	"fmt"
	"slices"
	"strings"
)

// NullValue is what a missing value of the column is in the frame: Null, or
// its dtype's default. It is "" for integers that chose none: they hold no
// missing value.
func (c Column) NullValue() Null {
	if c.Null != "" {
		return c.Null
	}
	return c.DType.defaultNull()
}

func (d DType) defaultNull() Null {
	switch {
	case d.Extension:
		return NullNA
	case d.IsFloat(), d.Kind == Category:
		return NullNaN
	case d.IsTime():
		return NullNaT
	case d.IsInteger():
		return ""
	}
	return NullNone
}

// nullsIn are what a missing value of the dtype may be in a form, its default
// first where it has one. Records, of plain Python values, know None for all.
func (d DType) nullsIn(form Form) []Null {
	known := d.nulls()
	if isRecords := form == FormRecord || form == FormArguments; isRecords && !slices.Contains(known, NullNone) {
		return append(known, NullNone)
	}
	return known
}

func (d DType) nulls() []Null {
	switch {
	case d.Extension:
		return []Null{NullNA}
	case d.IsInteger():
		return []Null{NullNaN, NullNA, NullNone}
	case d.IsFloat():
		return []Null{NullNaN, NullNA}
	case d.Kind == Str:
		return []Null{NullNone, NullNaN, NullNA}
	case d.Kind == Bool:
		return []Null{NullNone, NullNA}
	}
	return []Null{d.defaultNull()}
}

// fits tells whether the null is one of the dtype's, and if not, which are.
func (n Null) fits(d DType, form Form) error {
	known := d.nullsIn(form)
	if slices.Contains(known, n) {
		return nil
	}
	return fmt.Errorf("%q is no missing value of %s: write %s", n, d, quotedList(known))
}

func quotedList[T ~string](items []T) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = fmt.Sprintf("%q", string(item))
	}
	return strings.Join(quoted, " or ")
}

// PandasDType is the dtype of the column in the frame, as pandas prints it.
// The package comment has the table.
func (c Column) PandasDType() string {
	if c.DType.Extension || c.Nullable && c.NullValue() == NullNA {
		return extensionName(c.DType.Kind)
	}
	switch d := c.DType; {
	case d.IsInteger() && c.Nullable && c.Null == NullNaN:
		return string(Float64)
	case d.IsInteger() && c.Nullable && c.Null == NullNone,
		d.Kind == Bool && c.Nullable,
		slices.Contains([]Kind{Str, Date, List, JSON}, d.Kind):
		return "object"
	default:
		return d.String()
	}
}
