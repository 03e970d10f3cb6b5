package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"handoff/schema"
)

// errTooLong says that a record is longer than Options.MaxRecord, and
// errNoEnd why one of CSV may be.
var (
	errTooLong = errors.New("the record is longer than allowed (--max-record-bytes)")
	errNoEnd   = fmt.Errorf("%w: a quote may never be closed", errTooLong)
)

// A guard stands between a text file and its parser. It ends a record that
// is too long before it fills the memory, can hand on what came after the
// last record once more, and notes whether there ever was a byte that is not
// plain ASCII text, so that fields are only looked at closely where there is
// a reason.
type guard struct {
	r          io.Reader
	out        *bufio.Reader // reads from the guard
	max        int64         // bytes of a record
	read       int64         // bytes handed on
	end        int64         // where the last record ended
	newlines   int64         // in what was handed on
	kept       []byte        // what was read from r, at least since end
	again      int           // of kept, bytes at its end to be handed on once more
	suspicious bool
	tripped    bool // a record was too long
}

func newGuard(r io.Reader, max int64, start int64) *guard {
	g := &guard{r: r, max: max, read: start, end: start}
	g.out = bufio.NewReaderSize(g, bufferSize)
	return g
}

// Read hands on at most as much as a record of the greatest length and a full
// buffer behind it can take.
func (g *guard) Read(p []byte) (int, error) {
	room := g.end + g.max + bufferSize - g.read
	if room <= 0 {
		g.tripped = true
		return 0, errTooLong
	}
	n, err := g.fill(p[:min(room, int64(len(p)))])
	g.read += int64(n)
	g.newlines += int64(bytes.Count(p[:n], []byte("\n")))
	g.suspicious = g.suspicious || !plainText(p[:n])
	return n, err
}

// fill reads from the file, or once more what was kept of it: a little of
// that at a time, since the next record may be rewound too.
func (g *guard) fill(p []byte) (int, error) {
	if g.again > 0 {
		n := copy(p[:min(len(p), 4<<10)], g.kept[len(g.kept)-g.again:])
		g.again -= n
		return n, nil
	}
	n, err := g.r.Read(p)
	old := len(g.kept) - int(g.read-g.end)
	g.kept = append(g.kept[:copy(g.kept, g.kept[old:])], p[:n]...)
	return n, err
}

// since is what was read of the file from a place on that is not before the
// end of the last record.
func (g *guard) since(offset int64) []byte {
	return g.kept[len(g.kept)-g.again-int(g.read-offset):]
}

// rewind goes back to a place as far back as since reaches.
func (g *guard) rewind(offset int64) {
	back := g.since(offset)[:g.read-offset]
	g.again += len(back)
	g.newlines -= int64(bytes.Count(back, []byte("\n")))
	g.read, g.end, g.tripped = offset, offset, false
	g.out.Reset(g)
}

// plainText tells whether there are only ASCII bytes and no NUL.
func plainText(p []byte) bool {
	return bytes.IndexByte(p, 0) < 0 && schema.IsASCII(p)
}

// at is the place in the file up to which the parser has read: the byte, and
// how many lines ended before it.
func (g *guard) at() (offset, lines int64) {
	ahead, _ := g.out.Peek(g.out.Buffered())
	return g.read - int64(len(ahead)), g.newlines - int64(bytes.Count(ahead, []byte("\n")))
}

// skipLine reads on to the end of the line.
func (g *guard) skipLine() error {
	g.tripped = false
	for {
		g.end = g.read
		_, err := g.out.ReadSlice('\n')
		if err == nil || err == io.EOF {
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// A textDecoder gives a field as UTF-8, or false where it is no text in the
// file's encoding.
type textDecoder func(string) (string, bool)

func decoderFor(encoding string) textDecoder {
	if encoding == "cp1252" {
		return fromCP1252
	}
	return func(s string) (string, bool) { return s, utf8.ValidString(s) }
}

func fromCP1252(s string) (string, bool) {
	s, err := charmap.Windows1252.NewDecoder().String(s)
	return s, err == nil && !strings.ContainsRune(s, utf8.RuneError)
}
