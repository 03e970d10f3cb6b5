package check

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// plain is the sample with plain values in all cells but those to keep. It is
// nil where nothing would be other than it is.
func (s *sample) plain(keep func(column, row int) bool) (*sample, error) {
	columns, changed := slices.Clone(s.record.Columns()), false
	for i, field := range s.record.Schema().Fields() {
		c, err := schema.ColumnOf(field)
		if err != nil {
			return nil, nil // a picture
		}
		values, differ, err := plainExcept(c, columns[i], func(row int) bool { return keep(i, row) })
		if err != nil {
			return nil, err
		}
		defer values.Release()
		columns[i], changed = values, changed || differ
	}
	if !changed {
		return nil, nil
	}
	return s.with(array.NewRecord(s.record.Schema(), columns, s.record.NumRows())), nil
}

func plainExcept(c schema.Column, values arrow.Array, keep func(row int) bool) (made arrow.Array, differ bool, err error) {
	plain, err := ofTexts(c, values.DataType(), plainText(c))
	if err != nil {
		return nil, false, err
	}
	defer plain.Release()
	parts := make([]arrow.Array, values.Len())
	for row := range parts {
		if parts[row] = plain; keep(row) {
			parts[row] = array.NewSlice(values, int64(row), int64(row)+1)
			defer parts[row].Release()
		} else {
			differ = differ || values.IsNull(row) || values.ValueStr(row) != plain.ValueStr(0)
		}
	}
	made, err = joined(values, parts)
	return made, differ, err
}

// uncommon are the columns that hold other values than the plain one.
func (s *sample) uncommon() ([]int, error) {
	var columns []int
	for i, field := range s.record.Schema().Fields() {
		c, err := schema.ColumnOf(field)
		if err != nil {
			return nil, nil
		}
		values, differ, err := plainExcept(c, s.record.Column(i), func(int) bool { return false })
		if err != nil {
			return nil, err
		}
		values.Release()
		if differ {
			columns = append(columns, i)
		}
	}
	return columns, nil
}

// filled is the sample with one value in all rows of a column that are not
// missing.
func (s *sample) filled(column int, text string) (*sample, error) {
	field := s.record.Schema().Field(column)
	c, err := schema.ColumnOf(field)
	if err != nil {
		return nil, err
	}
	value, err := ofTexts(c, field.Type, text)
	if err != nil {
		return nil, err
	}
	defer value.Release()
	values := s.record.Column(column)
	parts := make([]arrow.Array, values.Len())
	for row := range parts {
		if parts[row] = value; values.IsNull(row) {
			parts[row] = array.NewSlice(values, int64(row), int64(row)+1)
			defer parts[row].Release()
		}
	}
	made, err := joined(values, parts)
	if err != nil {
		return nil, err
	}
	return s.withField(field, made), nil
}
