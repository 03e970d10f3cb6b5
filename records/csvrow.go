package records

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// row reads one record: its cells, or a reject.
func (f *csvFeed) row(d *draft) error {
	at := Position{File: f.in.path, Byte: f.offset(), Record: f.record}
	fields, err := f.r.Read()
	if err == io.EOF {
		return err
	}
	f.record++
	var parse *csv.ParseError
	switch {
	case f.guard.tripped:
		return f.skip(d, at)
	case errors.As(err, &parse):
		at.Line, f.line = f.lines+int64(parse.StartLine), f.lines+int64(parse.Line)
		f.guard.end = f.offset()
		d.unreadable(at, parse.Err)
	case err != nil:
		return fmt.Errorf("line %d: %w", f.line+1, err)
	default:
		line, _ := f.r.FieldPos(0)
		at.Line = f.lines + int64(line)
		f.ends(fields)
		f.take(d, at, fields)
	}
	return nil
}

// take adds the cells of a record that has as many as the header and nothing
// in them that is no text.
func (f *csvFeed) take(d *draft, at Position, fields []string) {
	if f.guard.end-at.Byte > f.guard.max {
		d.unreadable(at, errTooLong)
		return
	}
	if len(fields) != len(f.header) {
		d.unreadable(at, fmt.Errorf("expected %d fields as in the header, seen %d", len(f.header), len(fields)))
		return
	}
	if f.guard.suspicious {
		if err := f.clean(fields); err != nil {
			d.unreadable(at, err)
			return
		}
	}
	for _, i := range f.at {
		f.cells = append(f.cells, fields[i])
	}
	d.where = append(d.where, at)
}

// clean decodes the fields in place.
func (f *csvFeed) clean(fields []string) error {
	for i := range fields {
		if strings.IndexByte(fields[i], 0) >= 0 {
			return fmt.Errorf("column %q: there is a NUL byte", f.header[i])
		}
		var ok bool
		if fields[i], ok = f.text(fields[i]); !ok {
			return fmt.Errorf("column %q: the bytes are no text in this encoding: set encoding in [records] to utf-8 or cp1252", f.header[i])
		}
	}
	return nil
}

// skip makes a reject of a record that is longer than allowed, and goes on
// after the end of the line it was left in.
func (f *csvFeed) skip(d *draft, at Position) error {
	at.Line = f.line + 1
	d.unreadable(at, errTooLong)
	if err := f.guard.skipLine(); err != nil {
		return fmt.Errorf("line %d: %w", at.Line, err)
	}
	f.start, f.lines = f.guard.at()
	f.line = f.lines
	f.guard.end = f.start
	f.parse(f.r.Comma)
	return nil
}
