package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
	"handoff/wrapper"
)

// absent is the column that a call failed for want of, where the contract
// does not declare it; "" where that is not certain.
func (s *subject) absent(raised *wrapper.Exception) string {
	if name := s.missingColumn(raised); name != "" {
		return name
	}
	for _, r := range s.columns.Reads { // as a model says it that looks for itself
		if regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(r.Column) + `(\W|$)`).MatchString(raised.Message) {
			return r.Column
		}
	}
	return ""
}

// supply finds with which values of a column a failing call gets further. A
// call that fails elsewhere with every kind of value does so for another
// reason; one that does with some may have been given the wrong ones.
func (s *subject) supply(ctx context.Context, failing *call, name string) (way *workaround, furthest *call, err error) {
	everywhere := ""
	for _, w := range s.supplies(name) {
		c, err := s.tried(ctx, w)
		if c == nil || err != nil || c.ended() {
			release(c, furthest)
			return w, nil, err
		}
		if !c.failed() || s.wants(c, name) {
			release(furthest)
			return w, c, nil
		}
		switch key := raisedBy(c).key; {
		case key == raisedBy(failing).key, furthest != nil && key != everywhere:
			release(c, furthest)
			return w, nil, nil
		case furthest == nil:
			way, furthest, everywhere = w, c, key
		default:
			release(c)
		}
	}
	return way, furthest, nil
}

// wants tells whether a call fails for want of another column than name.
func (s *subject) wants(c *call, name string) bool {
	another := s.absent(c.raised())
	return another != "" && another != name
}

// supplies are the ways to supply a column: as the one that it looks like, or
// with one value in every row, of the dtype that a document tells or else of
// those that are usual.
func (s *subject) supplies(name string) (ways []*workaround) {
	if meant := s.meant(name); meant != "" {
		return []*workaround{copying(name, meant)}
	}
	for _, e := range s.entriesOf(name) {
		if d, ok := saidDType(e.DType); ok {
			return []*workaround{supplying(schema.Column{Name: name, DType: d})}
		}
	}
	for _, kind := range []schema.Kind{schema.Float64, schema.Str, schema.Datetime} {
		ways = append(ways, supplying(schema.Column{Name: name, DType: schema.DType{Kind: kind}}))
	}
	return ways
}

// saidDType is a dtype that a document calls by a name: it, or the usual one of
// a family. Text stands in for a category, whose levels nobody tells.
func saidDType(said string) (d schema.DType, ok bool) {
	d, err := schema.ParseDType(said)
	if family := families[said]; len(family) > 0 {
		d, err = schema.DType{Kind: family[0]}, nil
		for _, usual := range []schema.Kind{schema.Int64, schema.Float64} {
			if slices.Contains(family, usual) {
				d.Kind = usual
			}
		}
	}
	if d.Kind == schema.Category {
		d = schema.DType{Kind: schema.Str}
	}
	return d, err == nil && d.Kind != schema.List && d.Kind != schema.JSON
}

// supplying puts a column of one value into every sample.
func supplying(c schema.Column) *workaround {
	return &workaround{supplies: c.Name, change: func(on *sample) (*sample, error) {
		if on.record.Schema().HasField(c.Name) {
			return nil, nil
		}
		values, err := repeated(c, int(on.record.NumRows()))
		if err != nil {
			return nil, err
		}
		return on.withColumn(c, values), nil
	}}
}

// repeated are rows of the one value of a column that most models will take.
func repeated(c schema.Column, rows int) (arrow.Array, error) {
	text := "1"
	if c.DType.Kind == schema.Bool || c.DType.IsTime() || c.DType.Kind == schema.Date || c.DType.Kind == schema.Category {
		text = cell(c, 0, 1)
	}
	return generateColumn(c, c.Arrow().Type, rows, []string{text})
}

// copying gives the values of a column under another name as well.
func copying(name, from string) *workaround {
	return &workaround{says: fmt.Sprintf("column %q was supplied from %q", name, from), change: func(on *sample) (*sample, error) {
		at := on.record.Schema().FieldIndices(from)
		if len(at) == 0 || on.record.Schema().HasField(name) {
			return nil, nil
		}
		field, values := on.record.Schema().Field(at[0]), on.record.Column(at[0])
		c, err := schema.ColumnOf(field)
		if err != nil {
			return nil, err
		}
		values.Retain()
		c.Name = name
		return on.withColumn(c, values), nil
	}}
}
