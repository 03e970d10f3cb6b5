package records

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// A messageReader reads the messages of an Arrow IPC stream. It stands in for
// Arrow's own, which trusts every length: it asks for as much memory as a
// corrupt file says, and takes a file that was cut short between two messages
// for one that ends there.
type messageReader struct {
	r       io.Reader
	mem     memory.Allocator
	open    bool          // the stream may end without its mark, as within a file
	piped   *bufio.Reader // r, where what comes after its mark is not waited for
	message *ipc.Message
}

func (m *messageReader) Retain() {}

func (m *messageReader) Release() {
	if m.message != nil {
		m.message.Release()
		m.message = nil
	}
}

// Message gives the next message, which holds until the one after it, or
// io.EOF after the end-of-stream mark.
func (m *messageReader) Message() (*ipc.Message, error) {
	n, err := m.length()
	if err != nil {
		return nil, err
	}
	meta, err := m.buffer(n)
	if err != nil {
		return nil, fmt.Errorf("metadata of a message: %w", err)
	}
	defer meta.Release()
	bodyLen, err := checkMessage(meta.Bytes())
	if err != nil {
		return nil, err
	}
	body, err := m.buffer(bodyLen)
	if err != nil {
		return nil, fmt.Errorf("body of a message: %w", err)
	}
	defer body.Release()
	m.Release()
	m.message = ipc.NewMessage(meta, body)
	return m.message, nil
}

// length reads a message's prefix: a continuation mark and the length of its
// metadata, or the length alone as before Arrow 0.15. A length of 0 is the end.
func (m *messageReader) length() (int64, error) {
	var word [4]byte
	_, err := io.ReadFull(m.r, word[:])
	if err == io.EOF && !m.open {
		return 0, errors.New("the stream ends without its end-of-stream mark: it was cut short")
	}
	if err == nil && word == [4]byte{0xff, 0xff, 0xff, 0xff} {
		if _, err = io.ReadFull(m.r, word[:]); err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
	}
	if err != nil {
		return 0, err
	}
	if n := binary.LittleEndian.Uint32(word[:]); n > 0 {
		return int64(n), nil
	}
	return 0, m.ended()
}

// ended gives io.EOF where nothing follows the end-of-stream mark, nor is there
// already of what is piped.
func (m *messageReader) ended() error {
	if m.piped != nil && m.piped.Buffered() == 0 {
		return io.EOF
	}
	if n, err := io.ReadFull(m.r, make([]byte, 1)); n > 0 || err != io.EOF {
		return errors.Join(errors.New("there is more after the end of the stream: give one stream alone"), err)
	}
	return io.EOF
}

// buffer reads n bytes, as they come where there are many of them: a length
// that is wrong then fills no memory.
func (m *messageReader) buffer(n int64) (*memory.Buffer, error) {
	const step = 64 << 20
	if n < 0 || n > maxAllocation {
		return nil, fmt.Errorf("%d bytes are more than one may hold", n)
	}
	b := memory.NewResizableBuffer(m.mem)
	for got := int64(0); got < n; {
		next := min(n, got+step)
		b.Resize(int(next))
		if _, err := io.ReadFull(m.r, b.Bytes()[got:next]); err != nil {
			b.Release()
			return nil, fmt.Errorf("%d bytes, of which not all are there: %w", n, io.ErrUnexpectedEOF)
		}
		got = next
	}
	return b, nil
}
