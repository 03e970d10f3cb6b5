package wire

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// align is what bodies start at multiples of: what Arrow recommends, and
// what its writer pads buffers to.
const align = 64

var padding [align]byte

// An Encoder encodes records as stretches of one Arrow IPC stream. It sends a
// schema when it differs from the last record's, a dictionary when it
// changed.
type Encoder struct {
	// Bare leaves schemas out, for a receiver that knows them: see [DecodeRecord].
	Bare   bool
	schema *arrow.Schema
	stream *ipc.Writer
	to     payloads
}

// Encode writes one record. After an error the next record begins a new stream.
func (e *Encoder) Encode(w io.Writer, rec arrow.Record) error {
	e.to = payloads{w: w}
	if e.stream == nil || e.schema != rec.Schema() && !e.schema.Equal(rec.Schema()) {
		e.begin(rec.Schema())
	}
	if rec.NumRows() == 0 {
		rec = emptied(rec)
	}
	if err := e.stream.Write(rec); err != nil {
		e.Close()
		return fmt.Errorf("%w: batch: %w", ErrEncode, err)
	}
	return nil
}

// Alone tells whether the last record was encoded without schema and
// dictionaries: they are those of the one before.
func (e *Encoder) Alone() bool { return e.to.n == 1 }

func (e *Encoder) begin(s *arrow.Schema) {
	to := e.to
	e.Close()
	e.to, e.schema = to, s
	e.to.skip = e.Bare // the schema is the first message
	e.stream = ipc.NewWriterWithPayloadWriter(&e.to, ipc.WithSchema(s))
}

// emptied is a record of no rows that refers to none: arrow's writer asks a
// slice of no rows for its first offset, and panics. Category columns stay,
// since their dictionary is sent with them.
func emptied(rec arrow.Record) arrow.Record {
	cols := slices.Clone(rec.Columns())
	for i, c := range cols {
		if c.DataType().ID() != arrow.DICTIONARY {
			cols[i] = array.NewBuilder(memory.DefaultAllocator, c.DataType()).NewArray()
		}
	}
	return array.NewRecord(rec.Schema(), cols, 0)
}

// Close releases the dictionaries that the stream remembers.
func (e *Encoder) Close() {
	if e.stream == nil {
		return
	}
	e.to = payloads{w: io.Discard}
	e.stream.Close()
	e.stream, e.schema = nil, nil
}

// payloads writes messages one after the other, each body aligned.
type payloads struct {
	w    io.Writer
	at   int
	skip bool // the next message
	n    int  // messages written
}

func (p *payloads) Start() error { return nil }
func (p *payloads) Close() error { return nil }

// WritePayload writes one encapsulated message. Its metadata is padded so far
// that the body is aligned; the bodies' own padding keeps the next one so.
func (p *payloads) WritePayload(m ipc.Payload) error {
	if p.skip {
		p.skip = false
		return nil
	}
	p.n++
	meta := m.Meta()
	defer meta.Release()
	pad := -(p.at + prefixSize + meta.Len()) & (align - 1)
	prefix := binary.LittleEndian.AppendUint32(nil, continuation)
	prefix = binary.LittleEndian.AppendUint32(prefix, uint32(meta.Len()+pad))
	for _, b := range [][]byte{prefix, meta.Bytes(), padding[:pad]} {
		if _, err := p.Write(b); err != nil {
			return err
		}
	}
	return m.SerializeBody(p)
}

func (p *payloads) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.at += n
	return n, err
}
