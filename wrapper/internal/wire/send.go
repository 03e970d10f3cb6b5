package wire

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v16/arrow"
	"golang.org/x/sys/unix"
)

// Send sends a control message.
func (c *Conn) Send(kind Kind, control any) error {
	if err := begin(&c.out, kind, control); err != nil {
		return err
	}
	return c.sendFrame(header{kind: kind, control: c.written()}, nil)
}

// SendInline sends a control message and a record, encoded by e, within the
// frame.
func (c *Conn) SendInline(kind Kind, control any, e *Encoder, rec arrow.Record) error {
	if err := begin(&c.out, kind, control); err != nil {
		return err
	}
	h := header{kind: kind, control: c.written()}
	if err := e.Encode(&c.out, rec); err != nil {
		return err
	}
	h.batch = c.written() - h.control
	return c.sendFrame(h, nil)
}

// SendRecord sends a control message and a record, encoded by e: within the
// frame, or, where it is large, in shared memory that nobody can write to
// any more.
func (c *Conn) SendRecord(kind Kind, control any, e *Encoder, rec arrow.Record) error {
	s, err := e.Seal(rec)
	if err != nil {
		return err
	}
	if s == nil {
		return c.SendInline(kind, control, e, rec)
	}
	defer s.Close()
	return c.SendSealed(kind, control, s)
}

// A Sealed is a record in shared memory that nobody can write to any more.
type Sealed struct{ file *os.File }

// Close gives the memory up; who was sent it has it still.
func (s *Sealed) Close() error { return s.file.Close() }

// Seal encodes a record into shared memory; nil for one so small that it goes
// within the frame.
func (e *Encoder) Seal(rec arrow.Record) (*Sealed, error) {
	if size(rec) < mapAbove {
		return nil, nil
	}
	f, err := sealed(func(f *os.File) error { return e.Encode(f, rec) })
	if err != nil {
		return nil, fmt.Errorf("%w: shared memory: %w", ErrEncode, err)
	}
	return &Sealed{f}, nil
}

// SendSealed sends a control message and a record.
func (c *Conn) SendSealed(kind Kind, control any, s *Sealed) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if err := begin(&c.out, kind, control); err != nil {
		return err
	}
	// The descriptor rides on the frame's first byte.
	return c.sendFrame(header{kind: kind, mapped: true, control: c.written(), batch: uint64(info.Size())},
		unix.UnixRights(int(s.file.Fd())))
}

// written is how many bytes are there of the frame begun, but for its header.
func (c *Conn) written() uint64 { return uint64(c.out.Len() - headerSize) }

// sendFrame sends the frame begun, with its header.
func (c *Conn) sendFrame(h header, oob []byte) error {
	h.appendTo(c.out.Bytes()[:0])
	_, err := c.sock.send(c.out.Bytes(), oob)
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
