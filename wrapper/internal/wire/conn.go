package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"
)

// mapAbove is the size in bytes from which a batch goes through shared
// memory: about where making, sealing and mapping a memfd cost less than
// copying through the socket.
const mapAbove = 256 << 10

// A Conn sends and receives frames over a Unix stream socket. One goroutine
// at a time uses it; others may call Interrupt.
type Conn struct {
	file *os.File // nil where the socket is not its own
	sock socket
	in   *bufio.Reader
	fds  []int        // received, not yet claimed by a frame
	out  bytes.Buffer // the frame to send
}

// NewConn makes a Conn with deadlines of a socket in blocking mode. The file
// is the Conn's after success, the caller's after failure.
func NewConn(file *os.File) (*Conn, error) {
	b, err := newBound()
	if err != nil {
		return nil, fmt.Errorf("socket to the host: %w", err)
	}
	c := newConn(socket{fd: int(file.Fd()), bound: b})
	c.file = file
	return c, nil
}

// NewBlockingConn makes a Conn of an inherited socket. It waits for ever, has
// no deadlines and no interruptions, and is never closed.
func NewBlockingConn(fd int) *Conn { return newConn(socket{fd: fd}) }

func newConn(s socket) *Conn {
	c := &Conn{sock: s}
	c.in = bufio.NewReaderSize(receiver{c}, 64<<10)
	return c
}

// Close closes the socket and what was received and not claimed.
func (c *Conn) Close() error {
	c.closeFDs()
	c.sock.bound.close()
	return c.file.Close()
}

// SetDeadline bounds the sends and receives that begin from now on, which
// then fail with os.ErrDeadlineExceeded, and forgets an interruption.
func (c *Conn) SetDeadline(t time.Time) { c.sock.bound.set(t) }

// Interrupt ends the send or receive under way, and those to come until the
// next SetDeadline, as a deadline does. It may be called from any goroutine,
// also after Close.
func (c *Conn) Interrupt() { c.sock.bound.interrupt() }

// receiver reads from the socket and keeps the descriptors that come along.
type receiver struct{ *Conn }

func (r receiver) Read(p []byte) (int, error) {
	var oob [64]byte
	n, oobn, err := r.sock.receive(p, oob[:])
	if oobn > 0 {
		r.keep(oob[:oobn])
	}
	if n <= 0 && err == nil {
		return 0, io.EOF
	}
	return max(n, 0), err
}

// keep keeps one descriptor, which is all that a frame comes with: a peer that
// sends many must not use up what this process may have open.
func (c *Conn) keep(oob []byte) {
	messages, _ := unix.ParseSocketControlMessage(oob)
	for i := range messages {
		fds, _ := unix.ParseUnixRights(&messages[i])
		for _, fd := range fds {
			if len(c.fds) == 0 {
				c.fds = append(c.fds, fd)
			} else {
				unix.Close(fd)
			}
		}
	}
}

func (c *Conn) closeFDs() {
	for _, fd := range c.fds {
		unix.Close(fd)
	}
	c.fds = nil
}

// Receive waits for the next frame. Where mapped is false a batch in shared
// memory is refused: a host has no business sending descriptors.
func (c *Conn) Receive(mapped bool) (*Frame, error) {
	var raw [headerSize]byte
	if _, err := io.ReadFull(c.in, raw[:]); err != nil {
		return nil, err
	}
	h, err := parseHeader(raw[:])
	if err != nil {
		return nil, err
	}
	if !mapped {
		c.closeFDs()
		if h.mapped {
			return nil, fmt.Errorf("%w: a batch in shared memory was not expected", ErrFrame)
		}
	}
	f := &Frame{Kind: h.kind}
	if f.Control, err = readGrowing(c.in, int(h.control), heap); err != nil {
		return nil, fmt.Errorf("control message: %w", err)
	}
	return f, c.receiveBatch(f, h)
}

func (c *Conn) receiveBatch(f *Frame, h header) (err error) {
	switch {
	case h.mapped:
		f.Batch, err = c.mapBatch(int(h.batch))
		f.Mapped = f.Batch
	case h.batch > 0:
		f.Batch, err = readGrowing(c.in, int(h.batch), aligned)
	}
	if err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	return nil
}

func heap(n int) []byte    { return make([]byte, n) }
func aligned(n int) []byte { return memory.DefaultAllocator.Allocate(n) }

// mapBatch maps the memfd that came with the frame: privately, so that what
// the model writes to its frame stays its own.
func (c *Conn) mapBatch(size int) ([]byte, error) {
	if len(c.fds) == 0 {
		return nil, errors.New("it lies in shared memory, yet no descriptor came with it")
	}
	fd := c.fds[0]
	c.fds = c.fds[1:]
	defer unix.Close(fd)
	b, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map %d bytes of shared memory: %w", size, err)
	}
	return b, nil
}
