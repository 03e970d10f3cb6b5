package records

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"handoff/schema"
)

const bom = "\ufeff"

// So many rows, or so many bytes of text, are read before they are decoded
// column by column: few enough that their cells stay in the processor's cache,
// and so many that waking another processor for its share is worth it.
const (
	blockRows  = 2048
	blockBytes = 512 << 10
)

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
	record int64  // number of the next record in the input
	start  int64  // byte where the parser began
	lines  int64  // lines before that
	line   int64  // the last line read
	block  block  // of the rows being read
	fields []cell // of a line
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
			return fmt.Errorf("%s:1: header of column %d: expected text in the encoding of [records] or --encoding, and lines that end in \\n or \\r\\n", f.in.path, i+1)
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

func (f *csvFeed) bind(l *layout, at []int, first int64) error {
	f.layout, f.at, f.record = l, at, first
	return nil
}

func (f *csvFeed) passed() int64 { return f.in.passed.n }

func (f *csvFeed) Close() error { return f.in.Close() }

// offset is the byte after the last record.
func (f *csvFeed) offset() int64 { return f.start + f.r.InputOffset() }

// fill reads a block of rows and then decodes it column by column.
func (f *csvFeed) fill(d *draft, n int) error {
	first, before := d.next(), d.count()
	f.block.reset()
	for left := min(n, blockRows); left > 0 && f.block.text.Len() < blockBytes; left-- {
		if left -= f.plainRows(d, left); left == 0 {
			break
		}
		err := f.row(d)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if d.count() == before {
		return io.EOF
	}
	if d.skips {
		return nil
	}
	return spread(len(f.at), f.layout.cores(), func(i int) {
		f.layout.columns[i].addTexts(first, f.block.strip(i, len(f.at)))
	})
}

// cause is a csv error without its position in the reader's own lines.
func cause(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Err
	}
	return err
}
