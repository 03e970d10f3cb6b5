package wrapper

import (
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"handoff/schema"
)

// maxPrints is how many bytes of each stream are kept of one call; the rest
// is read and dropped, so that a flood neither blocks the model nor grows
// memory.
const maxPrints = 64 << 10

// A capture reads one output stream of a host as it comes.
type capture struct {
	pipe *os.File
	raw  syscall.RawConn

	mu        sync.Mutex
	kept      []byte
	truncated bool
	chunk     [32 << 10]byte
}

func newCapture(pipe *os.File) (*capture, error) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return nil, err
	}
	return &capture{pipe: pipe, raw: raw}, nil
}

// follow reads until the stream ends or the pipe is closed.
func (c *capture) follow() {
	ended := false
	for !ended {
		err := c.raw.Read(func(fd uintptr) bool {
			more := true
			_, more, ended = c.read(int(fd))
			return more || ended
		})
		ended = ended || err != nil
	}
}

// drain reads what has been written so far, without waiting: what comes
// later belongs to the next call. A thread that never stops writing would
// keep it for ever.
func (c *capture) drain() {
	c.raw.Control(func(fd uintptr) {
		written, _ := unix.IoctlGetInt(int(fd), unix.TIOCINQ)
		for written > 0 {
			n, more, _ := c.read(int(fd))
			if !more {
				return
			}
			written -= n
		}
	})
}

// read reads once, n bytes, from the non-blocking pipe.
func (c *capture) read(fd int) (n int, more, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := unix.Read(fd, c.chunk[:])
	if err == unix.EAGAIN || err == unix.EINTR {
		return 0, err == unix.EINTR, false
	}
	if n <= 0 {
		return 0, false, true
	}
	room := min(n, maxPrints-len(c.kept))
	c.kept = append(c.kept, c.chunk[:room]...)
	c.truncated = c.truncated || room < n
	return n, true, false
}

// take gives what came since the last take.
func (c *capture) take() (text string, truncated bool) {
	c.drain()
	c.mu.Lock()
	defer c.mu.Unlock()
	text, truncated = string(c.kept), c.truncated
	c.kept, c.truncated = c.kept[:0], false
	return text, truncated
}

// printsOf takes both streams. Private prints come as their shape.
func printsOf(stdout, stderr *capture, private bool) Prints {
	out, cut1 := stdout.take()
	err, cut2 := stderr.take()
	if private {
		out, err = schema.Shape(out), schema.Shape(err)
	}
	return Prints{Stdout: out, Stderr: err, Truncated: cut1 || cut2}
}
