package records

import (
	"bytes"
	"unicode/utf8"
)

// A block is the text of rows that are decoded together, and where in it each
// cell lies: one allocation for hundreds of rows.
type block struct {
	text  []byte
	cells []cell
}

// A cell is a stretch of a block's text.
type cell struct{ from, to int }

func (b *block) reset() { b.text, b.cells = b.text[:0], b.cells[:0] }

// add adds one cell.
func (b *block) add(s string) {
	b.text = append(b.text, s...)
	b.cells = append(b.cells, cell{len(b.text) - len(s), len(b.text)})
}

// plainRow reads one record where it is a line that lies in the buffer, of
// ASCII alone, with as many fields as the header, in which quotes only stand
// around whole fields. That is nearly every record, and reading it takes a
// third of the time that the parser takes, which reads every other one.
func (f *csvFeed) plainRow(d *draft) bool {
	ahead, _ := f.guard.out.Peek(f.guard.out.Buffered())
	line := ahead[:bytes.IndexByte(ahead, '\n')+1]
	if len(line) == 0 || int64(len(line)) > f.guard.max || f.guard.suspicious && !plainText(line) || !f.split(line) {
		return false
	}
	d.where = append(d.where, Position{File: f.in.path, Line: f.line + 1, Byte: f.offset(), Record: f.record})
	from := len(f.block.text)
	f.block.text = append(f.block.text, line...)
	cells := f.block.cells
	for _, i := range f.at {
		cells = append(cells, cell{from + f.fields[i].from, from + f.fields[i].to})
	}
	f.block.cells = cells
	// The parser counts on from what it has read itself.
	f.start += int64(len(line))
	f.lines++
	f.record++
	f.line++
	f.guard.end = f.offset()
	f.guard.out.Discard(len(line))
	return true
}

// split finds the fields of a line that ends in \n, unless it is one for the
// parser.
func (f *csvFeed) split(line []byte) bool {
	comma, end := byte(f.r.Comma), len(line)-1
	if end > 0 && line[end-1] == '\r' {
		end--
	}
	fields := f.fields[:0]
	for at := 0; at <= end; at++ {
		field, next := fieldAt(line, at, end, comma)
		if next < 0 {
			return false
		}
		fields, at = append(fields, field), next
	}
	f.fields = fields
	return len(fields) == len(f.header) && end > 0 && f.r.Comma < utf8.RuneSelf
}

// fieldAt finds the field that begins at a place, and where it ends: at a
// comma or the line's end; -1 where there are quotes within it.
func fieldAt(line []byte, at, end int, comma byte) (cell, int) {
	if at < end && line[at] == '"' {
		close := at + 1 + bytes.IndexByte(line[at+1:end], '"')
		if close == at || close+1 < end && line[close+1] != comma {
			return cell{}, -1
		}
		return cell{at + 1, close}, close + 1
	}
	next := at
	for ; next < end && line[next] != comma; next++ {
		if line[next] == '"' {
			return cell{}, -1
		}
	}
	return cell{at, next}, next
}
