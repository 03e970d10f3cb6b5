package check

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// filling puts a value in place of those that columns lack.
func filling(columns []string) *workaround {
	return &workaround{says: fmt.Sprintf("missing values of %s were filled", listed(columns)), columns: columns, change: func(on *sample) (*sample, error) {
		lacking := on.those(columns, func(_ schema.Column, values arrow.Array) bool { return lacksAny(values) })
		if len(lacking) == 0 {
			return nil, nil
		}
		return on.changed(lacking, filledAlike)
	}}
}

// filledAlike is [filled] with the same value whatever the other rows hold.
func filledAlike(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	texts := make([]string, values.Len())
	for row := range texts {
		texts[row] = values.ValueStr(row)
		if lacks(values, row) {
			texts[row] = cell(c, 0, 1)
		}
	}
	made, err := generateColumn(c, c.Arrow().Type, len(texts), texts)
	return c, made, err
}

// retyping gives columns in the dtype in which the call of a cause was
// answered. nil where that depends on the rows.
func (a asked) retyping() *workaround {
	c, values, err := a.trial.calls[0].asked.column(a.columns[0])
	if _, isDictionary := values.(*array.Dictionary); err != nil || isDictionary {
		return nil
	}
	kind := c.DType.Kind
	return &workaround{says: fmt.Sprintf("%s came as %s", named(a.columns), kind), columns: a.columns, change: func(on *sample) (*sample, error) {
		other := on.those(a.columns, func(c schema.Column, values arrow.Array) bool {
			_, ok := as(c, values, kind)
			return ok
		})
		if len(other) == 0 {
			return nil, nil
		}
		return on.changed(other, in(kind))
	}}
}

// those are the columns of a sample, of some, that satisfy a condition.
func (s *sample) those(columns []string, satisfy func(schema.Column, arrow.Array) bool) []string {
	var names []string
	for _, name := range columns {
		if c, values, err := s.column(name); err == nil && satisfy(c, values) {
			names = append(names, name)
		}
	}
	return names
}
