package check

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// copy is the sample itself once more, for another call. The caller releases it.
func (s *sample) copy() *sample {
	s.record.Retain()
	if s.keys != nil {
		s.keys.Retain()
	}
	same := *s
	return &same
}

// take is the sample's rows at positions, which may repeat, in their order.
// The caller releases it.
func (s *sample) take(positions []int64) (*sample, error) {
	record, err := takeRows(s.record, positions)
	if err != nil {
		return nil, err
	}
	part := s.with(record)
	part.labels = nil
	for _, at := range positions {
		if s.labels != nil {
			part.labels = append(part.labels, s.labels[at])
		}
	}
	if s.keys != nil {
		part.keys, err = takeRows(s.keys, positions)
	}
	return part, err
}

func takeRows(record arrow.Record, positions []int64) (arrow.Record, error) {
	columns := make([]arrow.Array, record.NumCols())
	for i, column := range record.Columns() {
		var err error
		if columns[i], err = takeValues(column, positions); err != nil {
			return nil, fmt.Errorf("taking rows of column %q: %w", record.ColumnName(i), err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(record.Schema(), columns, int64(len(positions))), nil
}

func takeValues(from arrow.Array, positions []int64) (arrow.Array, error) {
	parts := make([]arrow.Array, len(positions))
	for i, at := range positions {
		parts[i] = array.NewSlice(from, at, at+1)
		defer parts[i].Release()
	}
	return joined(from, parts)
}

// joined is one array of parts, which are of like's type.
func joined(like arrow.Array, parts []arrow.Array) (arrow.Array, error) {
	if len(parts) == 0 {
		return array.NewSlice(like, 0, 0), nil
	}
	return array.Concatenate(parts, memory.DefaultAllocator)
}

// withColumn is the sample with a column put in place of the one of its name,
// or behind all others. The values become the sample's.
func (s *sample) withColumn(c schema.Column, values arrow.Array) *sample {
	return s.withField(c.Arrow(), values)
}

func (s *sample) withField(field arrow.Field, values arrow.Array) *sample {
	defer values.Release()
	fields, columns := s.record.Schema().Fields(), slices.Clone(s.record.Columns())
	if at := s.record.Schema().FieldIndices(field.Name); len(at) > 0 {
		fields[at[0]], columns[at[0]] = field, values
	} else {
		fields, columns = append(fields, field), append(columns, values)
	}
	return s.with(array.NewRecord(arrow.NewSchema(fields, nil), columns, s.record.NumRows()))
}

// columnsAt is the sample with its columns at positions, in their order.
func (s *sample) columnsAt(positions []int) *sample {
	fields, columns := make([]arrow.Field, len(positions)), make([]arrow.Array, len(positions))
	for i, at := range positions {
		fields[i], columns[i] = s.record.Schema().Field(at), s.record.Column(at)
	}
	return s.with(array.NewRecord(arrow.NewSchema(fields, nil), columns, s.record.NumRows()))
}

// labelled is the sample with labels for its rows in the frame.
func (s *sample) labelled(labels []string) *sample {
	same := s.copy()
	same.labels = labels
	return same
}

// column is the declaration of one of the sample's columns and its values,
// which stay the sample's.
func (s *sample) column(name string) (schema.Column, arrow.Array, error) {
	at := s.record.Schema().FieldIndices(name)
	if len(at) == 0 {
		return schema.Column{}, nil, fmt.Errorf("the sample has no column %q", name)
	}
	c, err := schema.ColumnOf(s.record.Schema().Field(at[0]))
	return c, s.record.Column(at[0]), err
}

// rows are the positions of a sample's rows.
func (s *sample) rows() []int64 {
	positions := make([]int64, s.record.NumRows())
	for i := range positions {
		positions[i] = int64(i)
	}
	return positions
}
