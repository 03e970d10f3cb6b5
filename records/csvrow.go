package records

import (
	"bytes"
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
		return f.firstLine(d, at, errNoEnd)
	case errors.As(err, &parse):
		return f.firstLine(d, at, parse.Err)
	case err != nil:
		return fmt.Errorf("line %d: %w", f.line+1, err)
	}
	line, _ := f.r.FieldPos(0)
	at.Line = f.lines + int64(line)
	if f.offset()-at.Byte > f.guard.max {
		return f.firstLine(d, at, errNoEnd)
	}
	if len(fields) != len(f.header) {
		return f.firstLine(d, at, fmt.Errorf("expected %d fields as in the header, seen %d", len(f.header), len(fields)))
	}
	f.ends(fields)
	f.take(d, at, fields)
	return nil
}

// take adds a record's cells, if there is nothing in them that is no text.
func (f *csvFeed) take(d *draft, at Position, fields []string) {
	if f.guard.suspicious {
		if err := f.clean(fields); err != nil {
			d.unreadable(at, err)
			return
		}
	}
	d.row(at)
	if d.skips {
		return
	}
	for _, i := range f.at {
		f.block.add(fields[i])
	}
}

// clean decodes the fields in place.
func (f *csvFeed) clean(fields []string) error {
	for i := range fields {
		if strings.IndexByte(fields[i], 0) >= 0 {
			return fmt.Errorf("column %q: there is a NUL byte", f.header[i])
		}
		var ok bool
		if fields[i], ok = f.text(fields[i]); !ok {
			return fmt.Errorf("column %q: the bytes are no text in this encoding: set encoding in [records] to utf-8 or cp1252, or --encoding", f.header[i])
		}
	}
	return nil
}

// firstLine makes a reject of a record whose fields cannot be told, and goes
// on after its first line. Its other lines are read again: a quote that was
// opened and never closed takes the records there for a part of its own.
func (f *csvFeed) firstLine(d *draft, at Position, cause error) error {
	blank, next := lineAfterBlanks(f.guard.since(at.Byte))
	at.Line = f.line + 1 + blank
	d.unreadable(at, cause)
	switch after := at.Byte + next; {
	case next == 0:
		if err := f.guard.skipLine(); err != nil {
			return fmt.Errorf("line %d: %w", at.Line, err)
		}
		f.restart()
	case after != f.offset() || f.guard.tripped:
		f.guard.rewind(after)
		f.restart()
	default:
		f.line, f.guard.end = at.Line, after
	}
	return nil
}

// lineAfterBlanks gives the number of blank lines that a text begins with, and
// where the line after them ends, 0 where the text does not hold its end.
func lineAfterBlanks(text []byte) (blank, end int64) {
	for {
		i := int64(bytes.IndexByte(text[end:], '\n'))
		if i < 0 {
			return blank, 0
		}
		line := text[end : end+i]
		end += i + 1
		if len(bytes.TrimSuffix(line, []byte("\r"))) > 0 {
			return blank, end
		}
		blank++
	}
}

// restart starts a parser where the guard is.
func (f *csvFeed) restart() {
	f.start, f.lines = f.guard.at()
	f.line = f.lines
	f.guard.end = f.start
	f.parse(f.r.Comma)
}
