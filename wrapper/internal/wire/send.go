package wire

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v16/arrow"
	"golang.org/x/sys/unix"
)

// Send sends a control message.
func (c *Conn) Send(kind Kind, control any) error { return c.SendBatch(kind, control, nil) }

// SendBatch sends a control message and a batch, which may be empty.
func (c *Conn) SendBatch(kind Kind, control any, batch []byte) (err error) {
	if c.out, err = appendFrame(c.out[:0], kind, control, len(batch), false); err != nil {
		return err
	}
	c.out = append(c.out, batch...)
	_, err = c.sock.Write(c.out)
	return err
}

// SendRecord sends a control message and a record, encoded by e: within the
// frame, or, where it is large, in shared memory that nobody can write to
// any more.
func (c *Conn) SendRecord(kind Kind, control any, e *Encoder, rec arrow.Record) error {
	if size(rec) < mapAbove {
		c.batch.Reset()
		if err := e.Encode(&c.batch, rec); err != nil {
			return err
		}
		return c.SendBatch(kind, control, c.batch.Bytes())
	}
	f, err := sealed(func(f *os.File) error { return e.Encode(f, rec) })
	if err != nil {
		return fmt.Errorf("%w: shared memory: %w", ErrEncode, err)
	}
	defer f.Close()
	return c.sendMapped(kind, control, f)
}

func (c *Conn) sendMapped(kind Kind, control any, batch *os.File) error {
	info, err := batch.Stat()
	if err != nil {
		return err
	}
	if c.out, err = appendFrame(c.out[:0], kind, control, int(info.Size()), true); err != nil {
		return err
	}
	// The descriptor rides on the frame's first byte.
	_, err = c.sock.send(c.out, unix.UnixRights(int(batch.Fd())))
	return err
}

// sealed makes shared memory that holds what write writes, sealed: a private
// page not yet written to would otherwise show what its sender writes later.
// The memory lives as long as a descriptor or a mapping of it does.
func sealed(write func(*os.File) error) (*os.File, error) {
	fd, err := unix.MemfdCreate("handoff-batch", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("memfd_create: %w", err)
	}
	f := os.NewFile(uintptr(fd), "handoff-batch")
	if err := write(f); err != nil {
		f.Close()
		return nil, err
	}
	const seals = unix.F_SEAL_WRITE | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		f.Close()
		return nil, fmt.Errorf("seal: %w", err)
	}
	return f, nil
}

// size is about how many bytes a record's buffers have; a slice of a large
// record counts as large.
func size(rec arrow.Record) (n int) {
	for _, col := range rec.Columns() {
		n += dataSize(col.Data())
	}
	return n
}

func dataSize(d arrow.ArrayData) (n int) {
	for _, b := range d.Buffers() {
		if b != nil {
			n += b.Len()
		}
	}
	for _, child := range d.Children() {
		n += dataSize(child)
	}
	return n
}
