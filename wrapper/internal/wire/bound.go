package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A bound ends waits for a socket: at a deadline, or when interrupted.
type bound struct {
	deadline    time.Time // zero for none
	interrupted atomic.Bool
	wake        *os.File // an eventfd, readable since an interruption
	wakeFD      int
}

func newBound() (*bound, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	return &bound{wake: os.NewFile(uintptr(fd), "eventfd"), wakeFD: fd}, nil
}

// set begins a new bound: what interrupted the last one is forgotten.
func (b *bound) set(deadline time.Time) {
	b.deadline = deadline
	b.interrupted.Store(false)
}

// interrupt ends the wait under way, and those to come until the next set. It
// may be called at any time, from any goroutine, also after close.
func (b *bound) interrupt() {
	b.interrupted.Store(true)
	b.wake.Write(binary.NativeEndian.AppendUint64(nil, 1))
}

// wait waits until the socket is ready. Past the bound its error is
// os.ErrDeadlineExceeded. A nil bound leaves waiting to the socket.
func (b *bound) wait(fd int, events int16) error {
	if b == nil {
		return nil
	}
	for {
		left := b.left()
		if left <= 0 || b.interrupted.Load() {
			return os.ErrDeadlineExceeded
		}
		fds := []unix.PollFd{{Fd: int32(fd), Events: events}, {Fd: int32(b.wakeFD), Events: unix.POLLIN}}
		_, err := unix.Poll(fds, milliseconds(left))
		switch {
		case err == unix.EINTR:
		case err != nil:
			return fmt.Errorf("poll: %w", err)
		case fds[1].Revents != 0: // an interruption, perhaps of an earlier bound
			b.wake.Read(make([]byte, 8))
		case fds[0].Revents != 0:
			return nil
		}
	}
}

func (b *bound) left() time.Duration {
	if b.deadline.IsZero() {
		return math.MaxInt64
	}
	return time.Until(b.deadline)
}

// milliseconds rounds up: a wait ends after its deadline, not before.
func milliseconds(d time.Duration) int {
	return int(min((d-1)/time.Millisecond+1, math.MaxInt32))
}

func (b *bound) close() { b.wake.Close() }
