package records

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A block is the text of rows that are decoded together, and where in it each
// cell lies: one allocation for hundreds of rows.
type block struct {
	text  strings.Builder
	cells []cell
}

// A cell is a stretch of a block's text.
type cell struct{ from, to int }

func (b *block) reset() {
	size := b.text.Len()
	b.text.Reset()
	b.text.Grow(size) // about what the next one takes
	b.cells = b.cells[:0]
}

// add adds one cell.
func (b *block) add(s string) {
	from := b.text.Len()
	b.text.WriteString(s)
	b.cells = append(b.cells, cell{from, from + len(s)})
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
	from := f.block.text.Len()
	f.block.text.Write(line)
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
		from := at
		if at < end && line[at] == '"' {
			close := quoteEnd(line[:end], at, comma)
			if close < 0 {
				return false
			}
			fields, at = append(fields, cell{from + 1, close}), close+1
			continue
		}
		for ; at < end && line[at] != comma; at++ {
			if line[at] == '"' {
				return false
			}
		}
		fields = append(fields, cell{from, at})
	}
	f.fields = fields
	return len(fields) == len(f.header) && end > 0 && f.r.Comma < utf8.RuneSelf
}

// quoteEnd finds the quote that closes the field which one opens, -1 where
// neither a comma nor the line's end follows: there are quotes within it.
func quoteEnd(line []byte, open int, comma byte) int {
	close := open + 1 + bytes.IndexByte(line[open+1:], '"')
	if close == open || close+1 < len(line) && line[close+1] != comma {
		return -1
	}
	return close
}
