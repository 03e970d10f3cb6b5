package records

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
)

var gzipMagic = []byte{0x1f, 0x8b}

var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// members reads gzip members that follow one another. It looks at how each
// begins: the gzip package takes what is none for one that was cut short.
type members struct {
	packed
	member *gzip.Reader
	in     *bufio.Reader
	passed *counter // what in has taken of the file
}

func newMembers(in *bufio.Reader, passed *counter) (*members, error) {
	m := &members{packed: packed{name: "gzip"}, member: new(gzip.Reader), in: in, passed: passed}
	m.Reader = m.member
	return m, m.begin()
}

func (m *members) Read(b []byte) (n int, err error) {
	for n == 0 && err == nil { // a member may be empty
		if n, err = m.packed.Read(b); err == io.EOF {
			err = m.next()
		}
	}
	return n, err
}

// next begins the next member; io.EOF where the file ends.
func (m *members) next() error {
	head, err := m.in.Peek(len(gzipMagic))
	switch {
	case len(head) == 0:
		return err
	case bytes.HasPrefix(gzipMagic, head):
		return m.begin()
	}
	at := m.passed.n - int64(m.in.Buffered())
	return fmt.Errorf("from byte %d on there are bytes behind its gzip content that are no gzip: cut them off, or get the file again", at)
}

func (m *members) begin() error {
	if err := m.member.Reset(m.in); err != nil {
		return m.told(err)
	}
	m.member.Multistream(false)
	return nil
}
