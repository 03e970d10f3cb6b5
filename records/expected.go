package records

import (
	"fmt"

	"handoff/schema"
)

// OpenExpected opens what a golden example expects: a file with the keys and
// the outputs, of which some may be left out, but not all. Its batches have
// the outputs that are there, with the types of [schema.Output.Arrow]; a NaN
// is a missing value. The caller closes the Source.
func OpenExpected(c *schema.Contract, path string) (Source, error) {
	expected := &schema.Contract{Predict: schema.Predict{Keys: c.Predict.Keys}, Records: c.Records}
	for _, o := range c.Outputs {
		expected.Columns = append(expected.Columns, expectedColumn(o))
	}
	s, err := Open(expected, []string{path}, Options{})
	if err != nil {
		return nil, err
	}
	if s.Schema().NumFields() == 0 {
		s.Close()
		return nil, fmt.Errorf("%s: it has none of the contract's outputs: name its columns as [[outputs]] does", path)
	}
	return s, nil
}

func expectedColumn(o schema.Output) schema.Column {
	optional := false
	col := schema.Column{Name: o.Name, DType: o.DType, Nullable: true, Required: &optional}
	if o.DType.IsFloat() {
		col.Missing = []string{"NaN", "nan"}
	}
	if o.DType.Kind == schema.Category {
		col.DType = schema.DType{Kind: schema.Str}
		if len(o.Levels) > 0 && o.Levels[0].IsInt {
			col.DType.Kind = schema.Int64
		}
	}
	return col
}
