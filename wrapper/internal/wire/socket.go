package wire

import "golang.org/x/sys/unix"

// A socket is a Unix stream socket in blocking mode: data, and descriptors
// beside them. Who waits for it does so in the kernel, which wakes that one
// thread: Go's poller has another thread woken first, and a third for company.
type socket struct {
	fd    int
	bound *bound // nil where it may wait for ever
}

// flags are those of every send and receive: where there is a bound, waiting
// is left to it.
func (s socket) flags() int {
	if s.bound == nil {
		return 0
	}
	return unix.MSG_DONTWAIT
}

func (s socket) receive(p, oob []byte) (n, oobn int, err error) {
	for {
		if err := s.bound.wait(s.fd, unix.POLLIN); err != nil {
			return 0, 0, err
		}
		n, oobn, _, _, err = unix.Recvmsg(s.fd, p, oob, s.flags()|unix.MSG_CMSG_CLOEXEC)
		if err != unix.EINTR && err != unix.EAGAIN {
			return n, oobn, err
		}
	}
}

// Write sends all of p.
func (s socket) Write(p []byte) (written int, err error) { return s.send(p, nil) }

// send sends all of p, and with its first byte what oob has.
func (s socket) send(p, oob []byte) (written int, err error) {
	for written < len(p) {
		n, err := unix.SendmsgN(s.fd, p[written:], oob, nil, s.flags()|unix.MSG_NOSIGNAL)
		switch {
		case err == nil:
			written, oob = written+n, nil
		case err == unix.EAGAIN:
			if err := s.bound.wait(s.fd, unix.POLLOUT); err != nil {
				return written, err
			}
		case err != unix.EINTR:
			return written, err
		}
	}
	return written, nil
}
