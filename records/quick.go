package records

import (
	"slices"

	"handoff/epic"
	"handoff/schema"
)

// quick appends the texts that most cells of a column without decoders are (a
// plain number, any text, a level) as the pipeline would, several times as
// fast. For every other text it does nothing and gives false.
func quick(def schema.Column, out builder) func(string) bool {
	switch b := out.(type) {
	case *category:
		return unlessMissing(def, b.addLevel)
	case castTo:
		if def.DType.Kind == schema.Str {
			return unlessMissing(def, func(s string) bool { return b.cast(epic.OfText(s)) == nil })
		}
		if def.DType.IsInteger() || def.DType.IsFloat() {
			return unlessMissing(def, b.addNumber)
		}
	}
	return nil
}

func unlessMissing(def schema.Column, add func(string) bool) func(string) bool {
	if len(def.Missing) == 0 {
		return add
	}
	return func(s string) bool { return !slices.Contains(def.Missing, s) && add(s) }
}

// addText decodes a text as the draft's next row of the column.
func (c *column) addText(row int, s string) {
	if c.quick == nil || !c.quick(s) {
		c.add(row, epic.OfText(s))
	}
}

// ready tells whether a raw value is one that decoding would not change: a
// number of a typed file, for a column of numbers without decoders.
func (c *column) ready(raw epic.Value) bool {
	return c.quick != nil && (raw.Kind == epic.Int || raw.Kind == epic.Float) && (c.def.DType.IsInteger() || c.def.DType.IsFloat())
}
