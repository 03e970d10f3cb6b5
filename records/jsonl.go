package records

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"handoff/epic"
	"handoff/schema"
)

// A jsonFeed reads one JSON object a line. A name may be left out of an
// object where the contract does not require it. Blank lines are no records.
type jsonFeed struct {
	in       *input
	guard    *guard
	names    []string // of the objects that were looked at to begin with, sorted
	lines    []line   // those objects, not yet given out
	peeked   int      // how many there were
	layout   *layout
	declared []string // headers, see [layout.declared]
	record   int64
	offset   int64 // of the next line
	line     int64 // lines read
	values   map[string][]byte
}

// JSON lines have no header: so many records are looked at for their names,
// or fewer where they have so many bytes.
const (
	peekLines = 1024
	peekBytes = 16 << 20
)

func openJSONLines(in *input, o Options) (feed, error) {
	f := &jsonFeed{in: in, values: map[string][]byte{}}
	if bytes.HasPrefix(in.head, []byte(bom)) {
		n, err := in.text.Discard(len(bom))
		if err != nil {
			return nil, err
		}
		f.offset = int64(n)
	}
	f.guard = newGuard(in.text, o.MaxRecord, f.offset)
	return f, f.peek()
}

// peek reads the first lines and gathers their names.
func (f *jsonFeed) peek() error {
	names := map[string]bool{}
	for size := 0; len(f.lines) < peekLines && size < peekBytes; {
		l, err := f.readLine()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.in.path, err)
		}
		l.text = bytes.Clone(l.text)
		f.lines = append(f.lines, l)
		size += len(l.text)
		if l.err == nil && f.parse(l.text) == nil {
			for name := range f.values {
				names[name] = true
			}
		}
	}
	f.peeked, f.names = len(f.lines), slices.Sorted(maps.Keys(names))
	if len(f.names) == 0 {
		return fmt.Errorf("%s:1: expected one JSON object a line with the contract's columns", f.in.path)
	}
	return nil
}

func (f *jsonFeed) headers() []string { return f.names }

func (f *jsonFeed) bind(l *layout, _ []int, first int64) error {
	f.layout, f.declared, f.record = l, l.declared(), first
	return nil
}

func (f *jsonFeed) passed() int64 { return f.in.passed.n }

func (f *jsonFeed) Close() error { return f.in.Close() }

func (f *jsonFeed) fill(d *draft, n int) error {
	before := d.count()
	for range n {
		l, err := f.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		l.at.Record = f.record
		f.record++
		f.row(d, l)
	}
	if d.count() == before {
		return io.EOF
	}
	return nil
}

// row adds a line as a row, or as a reject.
func (f *jsonFeed) row(d *draft, l line) {
	if d.skips {
		d.row(l.at)
		return
	}
	err := l.err
	if err == nil {
		err = f.parse(l.text)
	}
	if err == nil {
		err = f.unexpected()
	}
	if err != nil {
		d.unreadable(l.at, err)
		return
	}
	row := d.next()
	d.row(l.at)
	for i, c := range f.layout.columns {
		f.cell(row, c, f.layout.headers[i])
	}
}

func (f *jsonFeed) cell(row int, c *column, header string) {
	raw, present := f.find(header)
	if !present && !c.key && c.def.IsRequired() && !c.def.Nullable {
		c.refuse(schema.Violation{Reason: schema.ReasonMissingColumn, Row: int64(row), Column: c.def.Name, Declared: "required", Got: "none"})
		return
	}
	v, ok := epic.Value{}, true
	if present {
		v, ok = jsonValue(raw)
	}
	if !ok || nested(raw) && !c.nested() {
		c.refuse(c.violation(int64(row), epic.OfText(string(raw)), errLoss))
		return
	}
	c.add(row, v)
}

// nested tells whether a JSON value is an array or an object, which only
// lists and json hold; as text it would be a text that nobody wrote.
func nested(raw []byte) bool { return len(raw) > 0 && (raw[0] == '[' || raw[0] == '{') }

func (c *column) nested() bool {
	return c.def.DType.Kind == schema.List || c.def.DType.Kind == schema.JSON
}

// find gives the value of a name of the contract.
func (f *jsonFeed) find(header string) ([]byte, bool) {
	raw, ok := f.values[header]
	if ok || f.layout.contract.Records.Headers != "any-case" {
		return raw, ok
	}
	for name, raw := range f.values {
		if strings.EqualFold(name, header) {
			return raw, true
		}
	}
	return nil, false
}

// unexpected refuses an object with a name that the first objects do not have and
// that is a declared column's: one that was left out of the stream's schema, or
// one by another case.
func (f *jsonFeed) unexpected() error {
	var late []string
	for name := range f.values {
		if _, known := slices.BinarySearch(f.names, name); !known && f.isDeclared(name) {
			late = append(late, name)
		}
	}
	if late == nil {
		return nil
	}
	for _, def := range f.layout.contract.Columns {
		if f.layout.has(late, def.Header()) && !slices.Contains(f.layout.headers, def.Header()) {
			return fmt.Errorf("column %q is there, but not in the first %d records: give it in the first, as null where it is missing", def.Header(), f.peeked)
		}
	}
	return f.layout.alike(slices.Sorted(maps.Keys(f.values))) // of several, each run tells of the same one
}

func (f *jsonFeed) isDeclared(name string) bool {
	return slices.ContainsFunc(f.declared, func(header string) bool { return looksLike(header, name) })
}

// called is a name as messages tell it: one that is no column's may be a value
// that went astray.
func (f *jsonFeed) called(name string) string {
	if f.isDeclared(name) {
		return name
	}
	return schema.Shape(name)
}
