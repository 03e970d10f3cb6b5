package records

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"handoff/schema"
)

const bom = "\ufeff"

// blockRows is how many rows of text are read before they are decoded column
// by column: few enough that their cells stay in the processor's cache.
const blockRows = 512

// A csvFeed reads CSV by RFC 4180. Blank lines are no records. Of quoted
// fields with line breaks inside, \r\n becomes \n.
type csvFeed struct {
	in    *input
	guard *guard
	r     *csv.Reader
	text  textDecoder

	header []string
	layout *layout
	at     []int
	record int64    // number of the next record in the input
	start  int64    // byte where the parser began
	lines  int64    // lines before that
	line   int64    // the last line read
	cells  []string // of the rows being read
}

func openCSV(in *input, opt schema.Records, kind format, o Options) (feed, error) {
	f := &csvFeed{in: in, text: decoderFor(opt.Encoding)}
	if bytes.HasPrefix(in.head, []byte(bom)) {
		n, err := in.text.Discard(len(bom))
		if err != nil {
			return nil, err
		}
		f.start = int64(n)
	}
	f.guard = newGuard(in.text, o.MaxRecord, f.start)
	f.parse(comma(opt.Delimiter, kind))
	return f, f.readHeader()
}

func comma(delimiter string, kind format) rune {
	if r, _ := utf8.DecodeRuneInString(delimiter); delimiter != "" {
		return r
	}
	if kind == formatTSV {
		return '\t'
	}
	return ','
}

// parse starts a parser at the guard's place.
func (f *csvFeed) parse(comma rune) {
	f.r = csv.NewReader(f.guard.out)
	f.r.Comma, f.r.FieldsPerRecord, f.r.ReuseRecord = comma, -1, true
}

func (f *csvFeed) readHeader() error {
	fields, err := f.r.Read()
	if err == io.EOF {
		return fmt.Errorf("%s: the file has no header: expected the contract's columns", f.in.path)
	}
	if err != nil {
		return fmt.Errorf("%s:1: header: %w", f.in.path, cause(err))
	}
	f.header = slices.Clone(fields)
	for i, h := range f.header {
		var ok bool
		if f.header[i], ok = f.text(h); !ok || strings.ContainsAny(h, "\x00\r") {
			return fmt.Errorf("%s:1: header of column %d: expected text in the encoding of [records], and lines that end in \\n or \\r\\n", f.in.path, i+1)
		}
	}
	f.ends(fields)
	return nil
}

// ends notes where a record ended: in the file, and by its last field in
// lines.
func (f *csvFeed) ends(fields []string) {
	f.guard.end = f.offset()
	if n := len(fields); n > 0 {
		line, _ := f.r.FieldPos(n - 1)
		f.line = f.lines + int64(line+strings.Count(fields[n-1], "\n"))
	}
}

func (f *csvFeed) headers() []string { return f.header }

func (f *csvFeed) bind(l *layout, at []int, first int64) { f.layout, f.at, f.record = l, at, first }

func (f *csvFeed) Close() error { return f.in.Close() }

// offset is the byte after the last record.
func (f *csvFeed) offset() int64 { return f.start + f.r.InputOffset() }

// fill reads a block of rows and then decodes it column by column.
func (f *csvFeed) fill(d *draft, n int) error {
	first, before := d.next(), d.count()
	f.cells = f.cells[:0]
	for range min(n, blockRows) {
		err := f.row(d)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	f.decode(first, d.next()-first)
	if d.count() == before {
		return io.EOF
	}
	return nil
}

// decode gives each processor some of the columns.
func (f *csvFeed) decode(first, rows int) {
	width := len(f.at)
	var columns sync.WaitGroup
	workers := min(width, runtime.GOMAXPROCS(0))
	for w := range workers {
		columns.Go(func() {
			for i := w; i < width; i += workers {
				for row := range rows {
					f.layout.columns[i].addText(first+row, f.cells[row*width+i])
				}
			}
		})
	}
	columns.Wait()
}

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

// cause is a csv error without its position in the reader's own lines.
func cause(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Err
	}
	return err
}
