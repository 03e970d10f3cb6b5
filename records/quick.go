package records

import (
	"slices"

	"handoff/epic"
	"handoff/schema"
)

// quick appends the texts that most cells of a column without decoders are (a
// plain number, any text, a level) as the pipeline would, several times as
// fast. For every other text it does nothing and gives false.
func quick(def schema.Column, tokens []string, out builder) func(string) bool {
	switch b := out.(type) {
	case *category:
		return unlessMissing(tokens, b.addLevel)
	case castTo:
		if def.DType.Kind == schema.Str {
			return unlessMissing(tokens, func(s string) bool { return b.cast(epic.OfText(s)) == nil })
		}
		if def.DType.IsInteger() || def.DType.IsFloat() {
			return unlessMissing(tokens, b.addNumber)
		}
	}
	return nil
}

func unlessMissing(tokens []string, add func(string) bool) func(string) bool {
	if len(tokens) == 0 {
		return add
	}
	return func(s string) bool { return !slices.Contains(tokens, s) && add(s) }
}

// addText decodes a text as the draft's next row of the column.
func (c *column) addText(row int, s string) {
	if c.quick == nil || !c.quick(s) {
		c.add(row, epic.OfText(s))
	}
}
