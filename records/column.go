package records

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

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
	levels   *category      // out, where it is one
	form     *regexp.Regexp // of a key, nil for any
	quick    quick
	plain    bool // a raw number is what it decodes to
	// blankIsNull tells that an empty text is missing and nothing else.
	blankIsNull bool
	missing     *epic.Tally
	// violations are those of the draft; each column has its own, since
	// columns are decoded at the same time.
	violations []schema.Violation
}

// newColumn compiles a column of the contract.
func newColumn(def schema.Column, o Options) (*column, error) {
	return compile(def, false, def.Arrow(), o)
}

// newImage compiles the column of an image model.
func newImage(o Options) (*column, error) {
	def := schema.Column{Name: schema.ImageColumn, DType: schema.DType{Kind: schema.Str}}
	return compile(def, false, arrow.Field{Name: def.Name, Type: arrow.BinaryTypes.Binary}, o)
}

// newKey compiles a key: an int64 where the contract has an integer column of
// that name, otherwise text, decoded as the site's profile and that column say.
// It is never a float.
func newKey(c *schema.Contract, name string, o Options) (*column, error) {
	def := keyColumn(c, name)
	id := idOf(o.Profile, name)
	def.Decode = slices.Concat(id.Decode, def.Decode)
	def.Levels, def.Range, def.Nullable = nil, nil, false
	col, err := compile(def, true, arrow.Field{Name: name, Type: def.Arrow().Type}, o)
	if err != nil || id.Pattern == "" {
		return col, err
	}
	if col.form, err = regexp.Compile("^(?:" + id.Pattern + ")$"); err != nil {
		return nil, fmt.Errorf("key %q: the profile's pattern: %w", name, err)
	}
	return col, nil
}

// keyColumn is how the values of a key are read: as text, or as integers where
// its column has them.
func keyColumn(c *schema.Contract, name string) schema.Column {
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
	return def
}

// KeyFields are the fields of the keys of a contract's records.
func KeyFields(c *schema.Contract) (fields []arrow.Field) {
	for _, name := range c.Predict.Keys {
		fields = append(fields, arrow.Field{Name: name, Type: keyColumn(c, name).Arrow().Type})
	}
	return fields
}

func idOf(p *epic.Profile, name string) epic.ID {
	if p == nil {
		return epic.ID{}
	}
	return p.IDs[name]
}

func columnNamed(c *schema.Contract, name string) int {
	for i, col := range c.Columns {
		if col.Name == name {
			return i
		}
	}
	return -1
}

func compile(def schema.Column, key bool, field arrow.Field, o Options) (*column, error) {
	decoding, err := def.Decoding(o.Profile)
	if err != nil {
		return nil, err
	}
	c := &column{def: def, key: key, field: field}
	var zone *epic.Zone
	if c.pipeline, err = epic.Compile(decoding); err == nil && decoding.Zone != "" {
		zone, err = epic.LoadZone(decoding.Zone)
	}
	if err == nil {
		c.out, err = newBuilder(def, field.Type, zone, o)
	}
	if err != nil {
		return nil, fmt.Errorf("column %q: %w", def.Name, err)
	}
	c.missing = c.pipeline.NewTally()
	c.levels, _ = c.out.(*category)
	if len(def.Decode) == 0 {
		c.quick = quickFor(def, c.pipeline.Tokens(), c.out)
	}
	if key && !def.DType.IsInteger() {
		c.quick = nil // each text is looked at
	}
	c.blankIsNull = !key && decoding.Want != epic.Text && decoding.NullIs == nil
	c.plain = c.quick != nil && c.pipeline.IsPlain() && (def.DType.IsInteger() || def.DType.IsFloat())
	return c, nil
}

// add decodes a raw value as the draft's next row of the column. A value that
// does not fit leaves a null in its place and a violation, by which the row
// becomes a reject.
func (c *column) add(row int, raw epic.Value) {
	v, err := c.decode(raw)
	switch {
	case err != nil:
		c.out.AppendNull()
	case v.Kind == epic.Missing:
		c.out.AppendNull()
		c.missing.Add(v)
		if !c.key {
			return
		}
	default:
		if err = c.out.add(v); err == nil {
			return
		}
	}
	c.violations = append(c.violations, c.violation(int64(row), raw, err))
}

// decode gives a raw value as the column's kind.
func (c *column) decode(raw epic.Value) (epic.Value, error) {
	if c.plain && (raw.Kind == epic.Int || raw.Kind == epic.Float) {
		return raw, nil
	}
	v, err := c.pipeline.Decode(raw)
	if err != nil || v.Kind == epic.Missing {
		return v, err
	}
	if c.levels != nil {
		return c.levels.settle(v), nil
	}
	if c.key {
		return c.id(raw, v)
	}
	return v, nil
}

// id is a key's value. One that comes as a float must be a whole number, and
// is one from then on.
func (c *column) id(raw, v epic.Value) (epic.Value, error) {
	if scientific.MatchString(raw.Text) || c.def.DType.IsInteger() && strings.ContainsAny(raw.Text, "eE") {
		return epic.Value{}, errScientific
	}
	if err := keyFault(v.Text); err != nil {
		return epic.Value{}, err
	}
	if v.Kind == epic.Float {
		n, ok := v.AsInt()
		if !ok {
			return epic.Value{}, errLoss
		}
		v = epic.OfInt(n)
	}
	if c.form != nil {
		if s, ok := textOf(v); !ok || !c.form.MatchString(s) {
			return epic.Value{}, &epic.Error{Expected: "one of the form " + c.form.String()}
		}
	}
	return v, nil
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
		if v.Seen == "" {
			v.Got = "null"
		}
		if errors.As(err, &decode) {
			v.Declared = "a key: " + decode.Expected
		}
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
