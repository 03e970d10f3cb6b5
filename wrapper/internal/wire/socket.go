package wire

import (
	"io"
	"net"

	"golang.org/x/sys/unix"
)

// A socket is a Unix stream socket: data, and descriptors beside them.
type socket interface {
	io.Writer
	receive(p, oob []byte) (n, oobn int, err error)
}

type polled struct{ *net.UnixConn }

func (s polled) receive(p, oob []byte) (n, oobn int, err error) {
	n, oobn, _, _, err = s.ReadMsgUnix(p, oob)
	return n, oobn, err
}

// blocking is the descriptor of a socket in blocking mode.
type blocking int

func (s blocking) receive(p, oob []byte) (n, oobn int, err error) {
	for {
		n, oobn, _, _, err = unix.Recvmsg(int(s), p, oob, unix.MSG_CMSG_CLOEXEC)
		if err != unix.EINTR {
			return n, oobn, err
		}
	}
}

func (s blocking) Write(p []byte) (written int, err error) {
	for written < len(p) {
		n, err := unix.Write(int(s), p[written:])
		if err != nil && err != unix.EINTR {
			return written, err
		}
		written += max(n, 0)
	}
	return written, nil
}
