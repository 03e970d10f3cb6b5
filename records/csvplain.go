package records

import (
	"encoding/binary"
	"math/bits"
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

// plainRows reads records, so many at most, up to the first that is not a line
// that lies in the buffer, of ASCII alone, with as many fields as the header,
// in which quotes only stand around whole fields. That is nearly every record,
// and reading it takes a fifth of the time that the parser takes, which reads
// every other one.
func (f *csvFeed) plainRows(d *draft, most int) (rows int) {
	ahead, _ := f.guard.out.Peek(f.guard.out.Buffered())
	at := Position{File: f.in.path, Line: f.line, Byte: f.offset(), Record: f.record}
	from, length := f.block.text.Len(), 0
	for ; rows < most; rows++ {
		n := f.split(ahead[length:])
		if n == 0 || int64(n) > f.guard.max || f.guard.suspicious && !plainText(ahead[length:length+n]) {
			break
		}
		at.Line++
		d.row(at)
		at.Byte, at.Record = at.Byte+int64(n), at.Record+1
		if !d.skips {
			f.addFields(from + length)
		}
		length += n
	}
	if !d.skips {
		f.block.text.Write(ahead[:length])
	}
	f.guard.out.Discard(length)
	// The parser counts on from what it has read itself.
	f.start, f.lines = f.start+int64(length), f.lines+int64(rows)
	f.line, f.record, f.guard.end = at.Line, at.Record, at.Byte
	return rows
}

// addFields adds the cells of a line that begins there in the block's text.
func (f *csvFeed) addFields(line int) {
	cells := f.block.cells
	for _, i := range f.at {
		cells = append(cells, cell{line + f.fields[i].from, line + f.fields[i].to})
	}
	f.block.cells = cells
}

// split finds the fields of the line that a text begins with and gives the
// line's length, 0 where it is one for the parser. It goes by eight bytes at a
// time; a line with fewer behind it may be one for the parser.
func (f *csvFeed) split(text []byte) int {
	comma, fields := byte(f.r.Comma), f.fields[:0]
	from := 0       // where the field begins
	quoted := false // it began with a quote that is not closed yet
	closed := -1    // the last quote that closed a field
	for at := 0; at+8 <= len(text); at += 8 {
		word := binary.LittleEndian.Uint64(text[at:])
		for marks := marked(word, comma); marks != 0; marks &= marks - 1 {
			i := at + bits.TrailingZeros64(marks)/8
			c := text[i]
			switch {
			case c == comma && !quoted && closed < from:
				fields, from = append(fields, cell{from, i}), i+1
				continue
			case c == '"' && quoted:
				quoted, closed = false, i
				continue
			case c == '"' && i == from:
				quoted, from = true, i+1
				continue
			case c == '"', c == '\n' && quoted:
				return 0
			case quoted, c != comma && c != '\n':
				continue
			}
			end := i
			if c == '\n' && i > 0 && text[i-1] == '\r' {
				end--
			}
			if closed >= from {
				if closed != end-1 {
					return 0
				}
				end = closed
			}
			fields, from = append(fields, cell{from, end}), i+1
			if c == '\n' {
				f.fields = fields
				if len(fields) != len(f.header) || end == 0 || f.r.Comma >= utf8.RuneSelf {
					return 0
				}
				return i + 1
			}
		}
	}
	return 0
}

// marked has a high bit in each byte of a word that is a comma, a quote or a
// line's end; and in some that are no ASCII.
func marked(word uint64, comma byte) uint64 {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	commas, quotes, ends := word^ones*uint64(comma), word^ones*'"', word^ones*'\n'
	return ^(((commas | high) - ones) & ((quotes | high) - ones) & ((ends | high) - ones)) & high
}
