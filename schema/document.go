package schema

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// A path names a place in a document: keys, and indexes of arrays, each
// behind a NUL. The empty path is the document itself.
type path string

func (p path) key(k string) path { return p + path("\x00"+k) }
func (p path) index(i int) path  { return p.key(strconv.Itoa(i)) }

func (p path) split() []string { return strings.Split(string(p), "\x00")[1:] }

func (p path) parent() path { return p[:max(0, strings.LastIndexByte(string(p), 0))] }

// A document is a TOML file whose keys and values know where they stand.
type document struct {
	file   string
	text   []byte
	root   map[string]any
	keys   map[path]int  // offset of each key
	values map[path]int  // offset of each value that is neither array nor table
	tables map[path]int  // tables of each array of tables so far
	lines  []int         // offset of each line
	bad    map[path]bool // places with a fault
	errs   Errors
}

var byteOrderMark = []byte("\ufeff")

// parseDocument reads the TOML; what is wrong with it is in the document's errs.
func parseDocument(file string, text []byte) *document {
	text = bytes.TrimPrefix(text, byteOrderMark)
	d := &document{file: file, text: text, lines: lineStarts(text),
		keys: map[path]int{}, values: map[path]int{}, tables: map[path]int{}, bad: map[path]bool{}}
	if err := toml.Unmarshal(text, &d.root); err != nil {
		d.syntax(err)
		return d
	}
	d.locate()
	return d
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (d *document) syntax(err error) {
	offset := 0
	var at *toml.DecodeError
	if errors.As(err, &at) {
		line, column := at.Position()
		offset = d.lines[line-1] + column - 1
	}
	d.add(offset, "not TOML: "+strings.TrimPrefix(err.Error(), "toml: "))
}

func (d *document) add(offset int, msg string) {
	line := sort.SearchInts(d.lines, offset+1) - 1
	column := utf8.RuneCount(d.text[d.lines[line]:offset]) + 1
	d.errs = append(d.errs, &Error{File: d.file, Line: line + 1, Column: column, Msg: msg})
}

// fault notes an error at a value, or where it has no place of its own, at
// its key, or at what holds it. A place has one fault: the first.
func (d *document) fault(p path, format string, args ...any) {
	if d.bad[p] {
		return
	}
	d.bad[p] = true
	d.add(d.offset(p), d.label(p)+fmt.Sprintf(format, args...))
}

func (d *document) offset(p path) int {
	if at, ok := d.values[p]; ok {
		return at
	}
	return d.keyOffset(p)
}

func (d *document) keyOffset(p path) int {
	for ; p != ""; p = p.parent() {
		if at, ok := d.keys[p]; ok {
			return at
		}
	}
	return 0
}

// line is the line on which the path's key stands.
func (d *document) line(p path) int { return sort.SearchInts(d.lines, d.keyOffset(p)+1) }

// has tells whether the document has the key.
func (d *document) has(p path) bool {
	_, ok := d.keys[p]
	return ok
}

// locate fills keys and values. It cannot fail: the text has been parsed.
func (d *document) locate() {
	var parser unstable.Parser
	parser.Reset(d.text)
	var table path
	for parser.NextExpression() {
		switch e := parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = d.header(e)
		case unstable.KeyValue:
			d.keyValue(table, e)
		}
	}
}

// header notes the keys of a [table] or [[array of tables]] and gives the
// path of the table that it opens.
func (d *document) header(e *unstable.Node) path {
	var p path
	at, isArray := 0, e.Kind == unstable.ArrayTable
	for it := e.Key(); it.Next(); {
		p, at = d.step(p, it.Node()), int(it.Node().Raw.Offset)
		if n := d.tables[p]; n > 0 && !(isArray && it.IsLast()) {
			p = p.index(n - 1)
		}
	}
	if !isArray {
		return p
	}
	d.tables[p]++
	p = p.index(d.tables[p] - 1)
	d.keys[p] = at
	return p
}

func (d *document) step(p path, key *unstable.Node) path {
	p = p.key(string(key.Data))
	if !d.has(p) {
		d.keys[p] = int(key.Raw.Offset)
	}
	return p
}

func (d *document) keyValue(table path, e *unstable.Node) {
	p := table
	for it := e.Key(); it.Next(); {
		p = d.step(p, it.Node())
	}
	d.value(p, e.Value())
}

func (d *document) value(p path, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			d.keyValue(p, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); i++ {
			d.value(p.index(i), it.Node())
		}
	default:
		d.values[p] = int(v.Raw.Offset)
	}
}
