package records

import (
	"errors"
	"fmt"
	"io"
	"math"

	"handoff/schema"
)

// ReadAll reads all records of a file as one batch, for inputs that are small
// by their nature. The caller releases it.
func ReadAll(c *schema.Contract, path string) (*Batch, error) {
	s, err := Open(c, []string{path}, Options{BatchRows: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	b, err := s.Next()
	if err == io.EOF {
		err = fmt.Errorf("%s: it holds no record", path)
	}
	if closing := s.Close(); err == nil && closing != nil {
		b.Release()
		b, err = nil, closing
	}
	return b, err
}

// ReadExpected reads what a golden example expects: a file with the keys and
// the outputs, of which some may be left out. Record has the outputs that are
// there, with the types of [schema.Output.Arrow]; a NaN is a missing value. A
// record that does not fit is an error. The caller releases the batch.
func ReadExpected(c *schema.Contract, path string) (*Batch, error) {
	expected := &schema.Contract{Predict: schema.Predict{Keys: c.Predict.Keys}, Records: c.Records}
	for _, o := range c.Outputs {
		expected.Columns = append(expected.Columns, expectedColumn(o))
	}
	b, err := ReadAll(expected, path)
	if err != nil {
		return nil, err
	}
	if len(b.Rejects) > 0 {
		err := errors.New(b.Rejects[0].Messages()[0])
		b.Release()
		return nil, err
	}
	if b.Record.NumCols() == 0 {
		b.Release()
		return nil, fmt.Errorf("%s: it has none of the contract's outputs", path)
	}
	return b, nil
}

func expectedColumn(o schema.Output) schema.Column {
	optional := false
	col := schema.Column{Name: o.Name, DType: o.DType, Nullable: true, Required: &optional}
	if o.DType.IsFloat() {
		col.Missing = []string{"NaN", "nan"}
	}
	if o.DType.Kind == schema.Category {
		col.DType = schema.DType{Kind: schema.Str}
		if integerLevels(schema.Column{Levels: o.Levels}) {
			col.DType.Kind = schema.Int64
		}
	}
	return col
}
