package wrapper

import (
	"encoding/json"
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"handoff/wrapper/internal/wire"
)

// connect makes the host's channels: ours in p, the child's in the order of
// its descriptors from 1.
func (p *process) connect() (child []*os.File, err error) {
	var ours [5]*os.File
	defer func() {
		if err != nil {
			closeAll(child)
			closeAll(ours[:])
		}
	}()
	makers := []func() (*os.File, *os.File, error){os.Pipe, os.Pipe, streamPair, os.Pipe, packetPair}
	for i, pair := range makers {
		a, b, err := pair()
		if err != nil {
			return child, fmt.Errorf("channel to the host: %w", err)
		}
		ours[i], child = a, append(child, b)
	}
	if p.out, err = newCapture(ours[0]); err != nil {
		return child, err
	}
	if p.err, err = newCapture(ours[1]); err != nil {
		return child, err
	}
	if p.conn, err = wire.NewConn(ours[2]); err != nil {
		return child, err
	}
	p.stack = ours[3]
	p.control, err = packetConn(ours[4])
	return child, err
}

func closeAll(files []*os.File) {
	for _, f := range files {
		if f != nil {
			f.Close()
		}
	}
}

func streamPair() (*os.File, *os.File, error) { return socketPair(unix.SOCK_STREAM) }
func packetPair() (*os.File, *os.File, error) { return socketPair(unix.SOCK_SEQPACKET) }

func socketPair(kind int) (a, b *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "socket"), os.NewFile(uintptr(fds[1]), "socket"), nil
}

// maxPacket bounds a control message: orders hold some dozens of paths.
const maxPacket = 128 << 10

// packetConn makes a socket that keeps packets apart of a descriptor, and closes the file.
func packetConn(f *os.File) (*net.UnixConn, error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("%s socket: %w", f.Name(), err)
	}
	u, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, fmt.Errorf("%s socket: it is a %T", f.Name(), c)
	}
	return u, nil
}

func sendPacket(c *net.UnixConn, message any) error {
	b, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = c.Write(b)
	return err
}

func receivePacket(c *net.UnixConn, into any) error {
	b := make([]byte, maxPacket)
	n, err := c.Read(b)
	if err != nil {
		return err
	}
	return json.Unmarshal(b[:n], into)
}
