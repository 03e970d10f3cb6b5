package records

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// A typedFeed reads a file that holds Arrow columns: Parquet or Arrow IPC.
type typedFeed struct {
	in     *input
	names  []string
	reader arrayReader
	told   func() int64 // see passed
	layout *layout
	at     []int
	first  int64    // number of the file's first record in the input
	next   int64    // number of the next record in the input
	values []getter // of the arrays read last, one a column of the layout
	sound  []bool   // of the same arrays: no text of it holds a NUL
	rows   int      // of those arrays
	row    int      // the next one of them
}

// An arrayReader gives stretches of a file's columns in turn, and io.EOF.
type arrayReader interface {
	// read gives one array for each of the fields, which may repeat; all are
	// of one length. They hold until read is called again.
	read(fields []int) ([]arrow.Array, error)
	// skip passes over so many rows that were not read yet, or fewer, and says
	// how many; 0 where they have to be read.
	skip(n int) int
	// check refuses a field that is written in a way that is not read here.
	check(field int) error
	release()
}

func (f *typedFeed) headers() []string { return f.names }

func (f *typedFeed) bind(l *layout, at []int, first int64) (err error) {
	defer recovered(&err)
	f.layout, f.at, f.first, f.next = l, at, first, first
	for _, field := range at {
		if err := f.reader.check(field); err != nil {
			return fmt.Errorf("column %q: %w", f.names[field], err)
		}
	}
	return nil
}

func (f *typedFeed) passed() int64 { return f.told() }

// fill takes rows of the arrays read last, or of the next ones that have any.
func (f *typedFeed) fill(d *draft, n int) (err error) {
	defer recovered(&err)
	if d.skips && f.row == f.rows {
		if skipped := f.reader.skip(n); skipped > 0 {
			f.pass(d, skipped)
			return nil
		}
	}
	for f.row == f.rows {
		if err := f.read(); err != nil {
			return err
		}
	}
	n = min(n, f.rows-f.row)
	if !d.skips {
		err = f.decode(d.next(), n)
	}
	if err == nil {
		f.pass(d, n)
		f.row += n
	}
	return err
}

// decode decodes so many rows of the arrays read last.
func (f *typedFeed) decode(first, n int) error {
	return spread(len(f.values), f.layout.cores(), func(i int) {
		for row := range n {
			f.layout.columns[i].addTyped(first+row, f.values[i](f.row+row), f.sound[i])
		}
	})
}

// pass counts so many records.
func (f *typedFeed) pass(d *draft, n int) {
	for i := range n {
		d.row(Position{File: f.in.path, Byte: -1, Record: f.next + int64(i)})
	}
	f.next += int64(n)
}

func (f *typedFeed) read() error {
	arrays, err := f.reader.read(f.at)
	if err == io.EOF {
		return err
	}
	if err != nil {
		return fmt.Errorf("after record %d of the file: %w", f.next-f.first, err)
	}
	f.values, f.sound = f.values[:0], f.sound[:0]
	for i, a := range arrays {
		get, err := values(a)
		if isDecimal(a) && f.layout.columns[i].def.DType.Kind == schema.Str {
			get = written(a)
		}
		if _, list := a.(array.ListLike); list && !f.layout.columns[i].nested() {
			err = fmt.Errorf("the file's type %s is none that %s is read from", a.DataType(), f.layout.columns[i].def.DType)
		}
		if err != nil {
			return fmt.Errorf("column %q: %w", f.layout.headers[i], err)
		}
		f.values, f.sound = append(f.values, get), append(f.sound, withoutNUL(a))
		f.rows, f.row = a.Len(), 0
	}
	return nil
}

// addTyped adds a value of a typed file. Arrow and Parquet hold text as UTF-8,
// but no reader of theirs looks. A sound one is known to have no NUL.
func (c *column) addTyped(row int, raw epic.Value, sound bool) {
	if raw.Kind == epic.Text && (!utf8.ValidString(raw.Text) || !sound && strings.IndexByte(raw.Text, 0) >= 0) {
		text := epic.OfText(strings.ToValidUTF8(raw.Text, "\ufffd"))
		c.refuse(c.violation(int64(row), text, errNoText))
		return
	}
	c.add(row, raw)
}

func (f *typedFeed) Close() (err error) {
	defer recovered(&err)
	defer f.in.Close()
	f.reader.release()
	return nil
}

func fieldNames(s *arrow.Schema) []string {
	names := make([]string, s.NumFields())
	for i, f := range s.Fields() {
		names[i] = f.Name
	}
	return names
}
