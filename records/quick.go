package records

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// quick appends the texts that most cells of a column without decoders are (a
// plain number, any text, a level, a flag, a time without offset) as the
// pipeline would, several times as fast. For every other text it does nothing
// and gives false.
func quick(def schema.Column, tokens []string, out builder) func(string) bool {
	var add func(string) bool
	switch b := out.(type) {
	case *category:
		add = b.addLevel
	case castTo:
		add = b.quick(def)
	}
	if add == nil || len(tokens) == 0 {
		return add
	}
	return func(s string) bool { return !slices.Contains(tokens, s) && add(s) }
}

func (b castTo) quick(def schema.Column) func(string) bool {
	switch to := b.Builder.(type) {
	case *array.StringBuilder:
		if def.DType.Kind == schema.Str {
			return func(s string) bool { to.Append(s); return true }
		}
	case *array.Float64Builder:
		return func(s string) bool { return b.addFloat(to, s) }
	case *array.Int64Builder:
		return func(s string) bool { return addInt(to, s) }
	case *array.BooleanBuilder:
		if def.True == nil && def.False == nil {
			return func(s string) bool { return addFlag(to, s) }
		}
	case *array.TimestampBuilder:
		if def.Zone == "" && def.DType.Zone == "" {
			return func(s string) bool { return addTime(to, s) }
		}
	}
	if def.DType.IsInteger() || def.DType.IsFloat() {
		return b.addNumber
	}
	return nil
}

// addNumber appends a text that is a plain number which fits.
func (b castTo) addNumber(s string) bool {
	v, ok := epic.ParseNumber(s)
	return ok && b.cast(v) == nil
}

func (b castTo) addFloat(to *array.Float64Builder, s string) bool {
	v, ok := epic.ParseNumber(s)
	if ok && v.Kind == epic.Float {
		to.Append(v.Float)
		return true
	}
	return ok && b.cast(v) == nil
}

func addInt(to *array.Int64Builder, s string) bool {
	if n, ok := fewDigits(s); ok {
		to.Append(n)
		return true
	}
	v, ok := epic.ParseNumber(s)
	if ok = ok && v.Kind == epic.Int; ok {
		to.Append(v.Int)
	}
	return ok
}

// fewDigits reads a whole number without a sign that cannot overflow.
func fewDigits(s string) (n int64, ok bool) {
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int64(d)
	}
	return n, 0 < len(s) && len(s) <= 18
}

func addFlag(to *array.BooleanBuilder, s string) bool {
	switch s {
	case "true", "True", "1":
		to.Append(true)
	case "false", "False", "0":
		to.Append(false)
	default:
		return false
	}
	return true
}

func addTime(to *array.TimestampBuilder, s string) bool {
	v, ok := epic.ParseTime(s)
	if ok = ok && v.Kind == epic.Wall; ok {
		to.Append(arrow.Timestamp(v.Int))
	}
	return ok
}

// addText decodes a text as the draft's next row of the column.
func (c *column) addText(row int, s string) {
	switch {
	case s == "" && c.blankIsNull:
		c.out.AppendNull()
		c.missing.Add(epic.Value{})
	case c.quick == nil || !c.quick(s):
		c.add(row, epic.OfText(s))
	}
}
