package schema

import (
	"maps"
	"slices"
)

// Vocabulary is every word of the contract that is no value of a patient, for
// [Mask]: names of columns, headers, keys, outputs, levels, resources,
// arguments and parameters.
func (c *Contract) Vocabulary() []string {
	words := slices.Concat(c.Predict.Keys, []string{c.Predict.Model})
	for _, column := range c.Columns {
		words = append(words, column.Name, column.Header(), column.DType.String())
		words = appendLevels(words, column.Levels)
	}
	for _, output := range c.Outputs {
		words = append(words, output.Name, output.DType.String())
		words = appendLevels(words, output.Levels)
	}
	words = slices.AppendSeq(words, maps.Keys(c.Load.Resources))
	words = slices.AppendSeq(words, maps.Keys(c.Load.Arguments))
	words = slices.AppendSeq(words, maps.Keys(c.Predict.Arguments))
	slices.Sort(words)
	return slices.Compact(words)
}

func appendLevels(words []string, levels []Level) []string {
	for _, l := range levels {
		words = append(words, l.String())
	}
	return words
}
