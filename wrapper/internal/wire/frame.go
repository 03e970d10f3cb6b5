package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A Kind says what a frame's control message is.
type Kind byte

// The kinds. The first four go to the host, the last two come from it.
const (
	KindStart   Kind = 'S'
	KindLoad    Kind = 'L'
	KindRun     Kind = 'R'
	KindPredict Kind = 'P'
	KindPhase   Kind = 'F'
	KindAnswer  Kind = 'A'
)

// magic begins every frame; a model that writes to the socket itself is
// unlikely to write it.
const magic = 0x68_64_6f_66 // "hdof"

// headerSize is the size of a frame's header: magic, kind, where the batch
// lies (both padded to 8 bytes), length of the control message, of the batch.
const headerSize = 24

// Limits of what is accepted from a host. A result is at most some thousand
// rows of a few outputs; these leave orders of magnitude above that.
const (
	MaxControl = 64 << 20
	MaxBatch   = 1 << 30
)

// ErrFrame says that bytes on the socket are no frame: the stream is lost.
var ErrFrame = errors.New("not a frame of the protocol")

// ErrEncode says that a message could not be encoded; nothing of it was sent.
var ErrEncode = errors.New("message to the host cannot be encoded")

type header struct {
	kind    Kind
	mapped  bool // the batch lies in the memfd that comes with the header
	control uint64
	batch   uint64
}

func (h header) appendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, magic)
	b = append(b, byte(h.kind), flag(h.mapped), 0, 0)
	b = binary.LittleEndian.AppendUint64(b, h.control)
	return binary.LittleEndian.AppendUint64(b, h.batch)
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}

func parseHeader(b []byte) (header, error) {
	if binary.LittleEndian.Uint32(b) != magic || b[5] > 1 || b[6] != 0 || b[7] != 0 {
		return header{}, fmt.Errorf("%w: it begins with % x", ErrFrame, b[:8])
	}
	h := header{kind: Kind(b[4]), mapped: b[5] == 1,
		control: binary.LittleEndian.Uint64(b[8:]), batch: binary.LittleEndian.Uint64(b[16:])}
	if h.control > MaxControl || h.batch > MaxBatch && !h.mapped {
		return header{}, fmt.Errorf("%w: it claims %d and %d bytes, at most %d and %d are accepted",
			ErrFrame, h.control, h.batch, MaxControl, MaxBatch)
	}
	return h, nil
}

// A Frame is a received frame. Control and Batch are the receiver's.
type Frame struct {
	Kind    Kind
	Control []byte
	// Batch is aligned to 64 bytes. It lies in Mapped where that is set.
	Batch []byte
	// Mapped is the private mapping that Batch lies in, to be unmapped by
	// the receiver with unix.Munmap; nil where Batch is ordinary memory.
	Mapped []byte
}

// readGrowing reads n bytes into memory that grows as they arrive, so that a
// false length costs its sender the bytes.
func readGrowing(r io.Reader, n int, alloc func(int) []byte) ([]byte, error) {
	const step = 1 << 20
	b := alloc(min(n, step))
	for read := 0; ; {
		m, err := io.ReadFull(r, b[read:])
		if read += m; err != nil || read == n {
			return b, err
		}
		grown := alloc(min(n, 2*read))
		copy(grown, b)
		b = grown
	}
}
