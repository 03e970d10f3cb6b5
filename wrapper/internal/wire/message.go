package wire

import (
	"encoding/binary"
	"errors"
	"fmt"

	flatbuffers "github.com/google/flatbuffers/go"
)

// An encapsulated message begins with a continuation marker and the length of
// its metadata. See Columnar.rst, "Encapsulated message format", in the Arrow
// format's documentation.
const (
	continuation = 0xFFFFFFFF
	prefixSize   = 8
)

// Message types and slots of the flatbuffers tables in Arrow's Message.fbs;
// arrow/ipc's own accessors for them are internal to it. A slot is 4 plus
// twice the field's position.
const (
	typeSchema          = 1
	typeDictionaryBatch = 2
	typeRecordBatch     = 3

	versionV5 = 4

	slotMessageVersion    = 4
	slotMessageHeaderType = 6
	slotMessageHeader     = 8
	slotMessageBodyLength = 10

	slotDictionaryID   = 4
	slotDictionaryData = 6

	slotBatchLength      = 4
	slotBatchNodes       = 6
	slotBatchBuffers     = 8
	slotBatchCompression = 10
	slotBatchVariadic    = 12
)

// structSize is the size of the structs FieldNode (length, null count) and
// Buffer (offset, length): two 64-bit integers each.
const structSize = 16

var errMessage = errors.New("malformed arrow message")

// A message is one encapsulated message. Its accessors panic where the
// metadata lie about their own offsets; whoever calls them recovers.
type message struct {
	raw    []byte // prefix and metadata
	kind   byte
	header flatbuffers.Table
	body   []byte
}

// next cuts the first message off b.
func next(b []byte) (m message, rest []byte, err error) {
	if len(b) < prefixSize || binary.LittleEndian.Uint32(b) != continuation {
		return m, nil, fmt.Errorf("%w: no continuation marker", errMessage)
	}
	size := int64(binary.LittleEndian.Uint32(b[4:]))
	if size < 8 || size > int64(len(b)-prefixSize) {
		return m, nil, fmt.Errorf("%w: metadata of %d bytes in %d", errMessage, size, len(b)-prefixSize)
	}
	m.raw, rest = b[:prefixSize+size], b[prefixSize+size:]
	n, err := m.parse(m.raw[prefixSize:])
	if err != nil {
		return m, nil, err
	}
	if n < 0 || n > int64(len(rest)) {
		return m, nil, fmt.Errorf("%w: a body of %d bytes in %d", errMessage, n, len(rest))
	}
	m.body = rest[:n]
	return m, rest[n:], nil
}

// parse reads the metadata and gives the body's length.
func (m *message) parse(meta []byte) (int64, error) {
	root := flatbuffers.Table{Bytes: meta, Pos: flatbuffers.GetUOffsetT(meta)}
	if v := root.GetInt16Slot(slotMessageVersion, 0); v != versionV5 {
		return 0, fmt.Errorf("%w: metadata version %d, %d was expected", errMessage, v, versionV5)
	}
	m.kind = root.GetByteSlot(slotMessageHeaderType, 0)
	header, ok := child(root, slotMessageHeader)
	if !ok {
		return 0, fmt.Errorf("%w: no header", errMessage)
	}
	m.header = header
	return root.GetInt64Slot(slotMessageBodyLength, 0), nil
}

// child is the table in a slot.
func child(t flatbuffers.Table, slot flatbuffers.VOffsetT) (flatbuffers.Table, bool) {
	o := flatbuffers.UOffsetT(t.Offset(slot))
	if o == 0 {
		return flatbuffers.Table{}, false
	}
	return flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(o + t.Pos)}, true
}

// pairs reads a vector of structs of two 64-bit integers, one at a time.
type pairs struct {
	bytes []byte
	left  int
}

func pairsOf(t flatbuffers.Table, slot flatbuffers.VOffsetT) pairs {
	o := flatbuffers.UOffsetT(t.Offset(slot))
	if o == 0 {
		return pairs{}
	}
	return pairs{t.Bytes[t.Vector(o):], t.VectorLen(o)}
}

func (p *pairs) next() (a, b int64, err error) {
	if p.left <= 0 {
		return 0, 0, fmt.Errorf("%w: it has fewer nodes or buffers than its schema", errMessage)
	}
	a, b = flatbuffers.GetInt64(p.bytes), flatbuffers.GetInt64(p.bytes[8:])
	p.bytes, p.left = p.bytes[structSize:], p.left-1
	return a, b, nil
}
