package schema

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
)

// metadataKey is the field metadata under which a column or output carries
// its declaration, as JSON, so that a batch says how its frame is built.
const metadataKey = "handoff"

var arrowTypes = map[Kind]arrow.DataType{
	Int8: arrow.PrimitiveTypes.Int8, Int16: arrow.PrimitiveTypes.Int16,
	Int32: arrow.PrimitiveTypes.Int32, Int64: arrow.PrimitiveTypes.Int64,
	Uint8: arrow.PrimitiveTypes.Uint8, Uint16: arrow.PrimitiveTypes.Uint16,
	Uint32: arrow.PrimitiveTypes.Uint32, Uint64: arrow.PrimitiveTypes.Uint64,
	Float32: arrow.PrimitiveTypes.Float32, Float64: arrow.PrimitiveTypes.Float64,
	Bool: arrow.FixedWidthTypes.Boolean, Str: arrow.BinaryTypes.String,
	Date: arrow.FixedWidthTypes.Date32, Timedelta: arrow.FixedWidthTypes.Duration_ns,
	JSON: arrow.BinaryTypes.String,
}

// arrowType is the Arrow type of a dtype's values.
func arrowType(d DType, levels []Level, ordered bool) arrow.DataType {
	switch d.Kind {
	case Datetime:
		return &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: d.Zone}
	case List:
		return arrow.ListOf(arrowTypes[d.Elem])
	case Category:
		var value arrow.DataType = arrow.BinaryTypes.String
		if len(levels) > 0 && levels[0].IsInt {
			value = arrow.PrimitiveTypes.Int64
		}
		return &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: value, Ordered: ordered}
	}
	return arrowTypes[d.Kind]
}

// Arrow is the column's Arrow field. Its metadata carry the column's
// declaration, from which [ColumnOf] makes the column again.
func (c Column) Arrow() arrow.Field {
	return field(c.Name, arrowType(c.DType, c.Levels, c.Ordered), c.Nullable, c)
}

// Arrow is the output's Arrow field; its metadata carry its declaration.
// A category output is a plain string or int64 field: a model may give back
// a level nobody declared, and validation must be able to see it.
func (o Output) Arrow() arrow.Field {
	return field(o.Name, o.arrowType(), true, o)
}

func (o Output) arrowType() arrow.DataType {
	t := arrowType(o.DType, o.Levels, false)
	if d, ok := t.(*arrow.DictionaryType); ok {
		return d.ValueType
	}
	return t
}

func field(name string, t arrow.DataType, nullable bool, declared any) arrow.Field {
	text, err := json.Marshal(declared)
	if err != nil {
		panic(fmt.Sprintf("schema: a declaration is plain data, yet: %v", err))
	}
	return arrow.Field{Name: name, Type: t, Nullable: nullable,
		Metadata: arrow.NewMetadata([]string{metadataKey}, []string{string(text)})}
}

// ColumnOf makes the column from a field that [Column.Arrow] made.
func ColumnOf(f arrow.Field) (Column, error) {
	var c Column
	return c, declared(f, &c)
}

// OutputOf makes the output from a field that [Output.Arrow] made.
func OutputOf(f arrow.Field) (Output, error) {
	var o Output
	return o, declared(f, &o)
}

func declared(f arrow.Field, into any) error {
	text, ok := f.Metadata.GetValue(metadataKey)
	if !ok {
		return fmt.Errorf("field %q carries no declaration in its metadata key %q", f.Name, metadataKey)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("field %q: declaration in its metadata: %w", f.Name, err)
	}
	return nil
}

// InputSchema is the schema of a batch with every declared column; for an
// image model, the one column [ImageColumn].
func (c *Contract) InputSchema() *arrow.Schema {
	if c.Image != nil && len(c.Columns) == 0 {
		return arrow.NewSchema([]arrow.Field{{Name: ImageColumn, Type: arrow.BinaryTypes.Binary}}, nil)
	}
	fields := make([]arrow.Field, len(c.Columns))
	for i, col := range c.Columns {
		fields[i] = col.Arrow()
	}
	return arrow.NewSchema(fields, nil)
}

// Results are what the result of a call is read for: the outputs and, where
// results are matched by the keys they carry, the keys behind them.
func (c *Contract) Results() []Output {
	results := slices.Clone(c.Outputs)
	if c.Predict.Rows != RowsKeys {
		return results
	}
	for _, key := range c.Predict.Keys {
		dtype := DType{Kind: Str}
		if i := slices.IndexFunc(c.Columns, func(col Column) bool { return col.Name == key }); i >= 0 && c.Columns[i].DType.IsInteger() {
			dtype.Kind = Int64
		}
		results = append(results, Output{Name: key, DType: dtype})
	}
	return results
}

// ResultSchema is the schema of [Contract.Results].
func (c *Contract) ResultSchema() *arrow.Schema { return outputSchema(c.Results()) }

// OutputSchema is the schema of the outputs.
func (c *Contract) OutputSchema() *arrow.Schema { return outputSchema(c.Outputs) }

func outputSchema(outputs []Output) *arrow.Schema {
	fields := make([]arrow.Field, len(outputs))
	for i, o := range outputs {
		fields[i] = o.Arrow()
	}
	return arrow.NewSchema(fields, nil)
}
