package bridge

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A declaration is a batch's schema with the columns that its fields declare.
type declaration struct {
	schema  *arrow.Schema
	columns []schema.Column
}

// declared reads the columns of a batch's schema, and keeps those read last:
// most calls of a model have the same.
func (in *interpreter) declared(s *arrow.Schema) ([]schema.Column, error) {
	if last := in.last; last.schema != nil && (last.schema == s || last.schema.Equal(s)) {
		in.last.schema = s // the next batch is likely to have this very one
		return last.columns, nil
	}
	columns := make([]schema.Column, s.NumFields())
	for i, field := range s.Fields() {
		var err error
		if columns[i], err = schema.ColumnOf(field); err != nil {
			return nil, err
		}
		if want := columns[i].Arrow().Type; !stands(field.Type, want) {
			return nil, fmt.Errorf("column %q: a batch has %s as arrow's %s: it has %s", field.Name, columns[i].DType, want, field.Type)
		}
	}
	in.last = declaration{s, columns}
	return columns, nil
}

// stands tells whether a batch's type does for the declared one. Which
// integers a category's codes are does not matter, nor what a dictionary says
// of order.
func stands(have, want arrow.DataType) bool {
	h, ok := have.(*arrow.DictionaryType)
	w, declared := want.(*arrow.DictionaryType)
	if ok && declared {
		return arrow.TypeEqual(h.ValueType, w.ValueType)
	}
	return arrow.TypeEqual(have, want)
}
