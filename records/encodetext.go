package records

import (
	"io"
	"math"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
)

// A textEncoder writes records a row a line.
type textEncoder struct {
	w      io.Writer
	schema *arrow.Schema
	asJSON bool
	row    func(t *textEncoder, b []byte, cells []cellWriter, r arrow.Record, row int) []byte
	comma  byte
	buffer []byte
	cell   []byte
	names  [][]byte // JSON: `"name":`
}

func newCSVEncoder(comma byte) func(io.Writer, *arrow.Schema) (encoder, error) {
	return func(w io.Writer, s *arrow.Schema) (encoder, error) {
		t := &textEncoder{w: w, schema: s, comma: comma, row: (*textEncoder).csvRow}
		var b []byte
		for i, f := range s.Fields() {
			if i > 0 {
				b = append(b, comma)
			}
			b = t.quoted(append(b, f.Name...), len(b))
		}
		_, err := w.Write(append(b, '\n'))
		return t, err
	}
}

func newJSONEncoder(w io.Writer, s *arrow.Schema) (encoder, error) {
	t := &textEncoder{w: w, schema: s, asJSON: true, row: (*textEncoder).jsonRow}
	for _, f := range s.Fields() {
		t.names = append(t.names, append(appendJSON(nil, f.Name), ':'))
	}
	return t, nil
}

func (t *textEncoder) write(r arrow.Record) error {
	cells := make([]cellWriter, r.NumCols())
	for i, a := range r.Columns() {
		var err error
		if cells[i], err = cellWriterOf(a, t.asJSON && !isJSON(t.schema.Field(i))); err != nil {
			return err
		}
	}
	for row := range int(r.NumRows()) {
		t.buffer = append(t.row(t, t.buffer[:0], cells, r, row), '\n')
		if _, err := t.w.Write(t.buffer); err != nil {
			return err
		}
	}
	return nil
}

func (t *textEncoder) finish() error { return nil }

// csvRow writes a row by RFC 4180; a missing value is empty.
func (t *textEncoder) csvRow(b []byte, cells []cellWriter, r arrow.Record, row int) []byte {
	for i, cell := range cells {
		if i > 0 {
			b = append(b, t.comma)
		}
		if r.Column(i).IsValid(row) {
			b = t.quoted(cell(b, row), len(b))
		}
	}
	if len(b) == 0 {
		return append(b, `""`...) // a blank line would be no record
	}
	return b
}

func (t *textEncoder) special(cell []byte) bool {
	for _, c := range cell {
		if c == t.comma || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

// quoted quotes the cell that a line ends with from there on, where it would
// not be read back as it is.
func (t *textEncoder) quoted(b []byte, from int) []byte {
	if !t.special(b[from:]) {
		return b
	}
	t.cell = append(t.cell[:0], b[from:]...)
	b = append(b[:from], '"')
	for _, c := range t.cell {
		if c == '"' {
			b = append(b, '"')
		}
		b = append(b, c)
	}
	return append(b, '"')
}

// jsonRow writes a row as an object; a missing value is null, and so is a
// float that JSON has no number for.
func (t *textEncoder) jsonRow(b []byte, cells []cellWriter, r arrow.Record, row int) []byte {
	b = append(b, '{')
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, t.names[i]...)
		if a := r.Column(i); a.IsNull(row) || !finite(a, row) {
			b = append(b, "null"...)
		} else {
			b = cell(b, row)
		}
	}
	return append(b, '}')
}

func finite(a arrow.Array, row int) bool {
	var f float64
	switch a := a.(type) {
	case *array.Float64:
		f = a.Value(row)
	case *array.Float32:
		f = float64(a.Value(row))
	}
	return !math.IsNaN(f) && !math.IsInf(f, 0)
}
