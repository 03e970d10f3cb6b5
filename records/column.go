package records

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/epic"
	"handoff/schema"
)

// A column decodes one field of the records into one Arrow column: a column
// of the contract, a key, or both by two columns of the same field.
type column struct {
	def      schema.Column
	key      bool
	field    arrow.Field
	pipeline *epic.Pipeline
	out      builder
	quick    func(string) bool
	// violations are those of the draft; each column has its own, since
	// columns are decoded at the same time.
	violations []schema.Violation
}

// newColumn compiles a column of the contract.
func newColumn(def schema.Column, mem memory.Allocator) (*column, error) {
	return compile(def, false, def.Arrow(), mem)
}

// newImage compiles the column of an image model.
func newImage(mem memory.Allocator) (*column, error) {
	def := schema.Column{Name: schema.ImageColumn, DType: schema.DType{Kind: schema.Str}}
	return compile(def, false, arrow.Field{Name: def.Name, Type: arrow.BinaryTypes.Binary}, mem)
}

// newKey compiles a key: an int64 where the contract has an integer column of
// that name, otherwise text, decoded as that column is. It is never a float.
func newKey(c *schema.Contract, name string, mem memory.Allocator) (*column, error) {
	def := schema.Column{Name: name}
	if i := columnNamed(c, name); i >= 0 {
		def = c.Columns[i]
	}
	switch {
	case def.DType.IsInteger():
		def.DType = schema.DType{Kind: schema.Int64}
	case def.DType.Kind != schema.Str:
		def.Decode = nil
		fallthrough
	default:
		def.DType = schema.DType{Kind: schema.Str}
		def.Missing = append([]string{""}, def.Missing...)
	}
	def.Levels, def.Range, def.Nullable = nil, nil, false
	field := arrow.Field{Name: name, Type: def.Arrow().Type}
	return compile(def, true, field, mem)
}

func columnNamed(c *schema.Contract, name string) int {
	for i, col := range c.Columns {
		if col.Name == name {
			return i
		}
	}
	return -1
}

func compile(def schema.Column, key bool, field arrow.Field, mem memory.Allocator) (*column, error) {
	zone := def.Zone
	if zone == "" {
		zone = def.DType.Zone
	}
	p, err := epic.Compile(epic.Options{
		Decode: def.Decode, Want: want(def), Missing: def.Missing, True: def.True, False: def.False,
		NullIs: def.NullIs, Zone: zone, Comparator: def.Comparator, Unit: def.Unit,
	})
	if err != nil {
		return nil, fmt.Errorf("column %q: %w", def.Name, err)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("column %q: zone %q: %w", def.Name, zone, err)
	}
	out, err := newBuilder(def, field.Type, location, mem)
	if err != nil {
		return nil, fmt.Errorf("column %q: %w", def.Name, err)
	}
	c := &column{def: def, key: key, field: field, pipeline: p, out: out}
	if len(def.Decode) == 0 {
		c.quick = quick(def, out)
	}
	return c, nil
}

// want is the kind of value that a column's dtype is made of.
func want(def schema.Column) epic.Kind {
	switch d := def.DType; {
	case d.IsInteger(), d.Kind == schema.Category && integerLevels(def):
		return epic.Int
	case d.IsFloat():
		return epic.Float
	case d.Kind == schema.Bool:
		return epic.Bool
	case d.Kind == schema.Date:
		return epic.Day
	case d.Kind == schema.Datetime:
		return epic.Wall
	case d.Kind == schema.Timedelta:
		return epic.Span
	}
	return epic.Text
}

func integerLevels(def schema.Column) bool { return len(def.Levels) > 0 && def.Levels[0].IsInt }

// add decodes a raw value as the draft's next row of the column. A value that
// does not fit leaves a null in its place and a violation, by which the row
// becomes a reject.
func (c *column) add(row int, raw epic.Value) {
	v, err := c.decode(raw)
	if err == nil && v.Kind != epic.Missing {
		err = c.out.add(v)
	} else {
		c.out.AppendNull()
	}
	if err == nil && (v.Kind != epic.Missing || !c.key) {
		return
	}
	c.violations = append(c.violations, c.violation(int64(row), raw, err))
}

// decode gives a raw value as the column's kind. A key that comes as a float
// must be a whole number, and is one from then on.
func (c *column) decode(raw epic.Value) (epic.Value, error) {
	if c.ready(raw) {
		return raw, nil
	}
	v, err := c.pipeline.Decode(raw)
	if err != nil || !c.key || v.Kind != epic.Float {
		return v, err
	}
	n, ok := v.AsInt()
	if !ok {
		return epic.Value{}, errLoss
	}
	return epic.OfInt(n), nil
}

// refuse takes a null in place of a value, for the reason that is given.
func (c *column) refuse(v schema.Violation) {
	c.out.AppendNull()
	c.violations = append(c.violations, v)
}

// errLevel says that a text is none of the declared levels.
var errLevel = errors.New("unknown level")

func (c *column) violation(row int64, raw epic.Value, err error) schema.Violation {
	v := schema.Violation{Reason: schema.ReasonDType, Row: row, Column: c.def.Name, Declared: c.def.DType.String(), Seen: seen(raw)}
	var decode *epic.Error
	switch {
	case c.key:
		v.Reason, v.Declared = schema.ReasonKey, "a key"
	case errors.Is(err, errLevel):
		v.Reason, v.Declared = schema.ReasonLevel, fmt.Sprint(c.def.Levels)
	case errors.Is(err, errElement):
		v.Reason, v.Declared = schema.ReasonNull, v.Declared+" without missing elements"
	case errors.As(err, &decode) && decode.Decoder != "":
		v.Reason, v.Declared = schema.ReasonDecode, fmt.Sprintf("%s (decoder %q)", decode.Expected, decode.Decoder)
	case errors.As(err, &decode):
		v.Declared = fmt.Sprintf("%s (%s)", v.Declared, decode.Expected)
	}
	return v
}

// seen is the raw value as a record file would write it.
func seen(v epic.Value) schema.Secret {
	switch v.Kind {
	case epic.Text:
		return schema.Secret(v.Text)
	case epic.Missing:
		return ""
	case epic.Instant:
		return schema.Secret(time.Unix(0, v.Int).UTC().Format(time.RFC3339Nano))
	}
	s, ok := textOf(v)
	if !ok {
		s = strconv.FormatInt(v.Int, 10)
	}
	return schema.Secret(s)
}
