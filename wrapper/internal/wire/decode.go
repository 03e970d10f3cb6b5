package wire

import (
	"bytes"
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
)

// DecodeRecord makes a record of the given schema from a batch that
// a bare [Encoder] encoded, or that somebody made up: whatever the bytes are,
// it gives a record that is safe to use or an error, and allocates no more
// than a small multiple of their number. The record refers to batch.
func DecodeRecord(schema *arrow.Schema, batch []byte) (rec arrow.Record, err error) {
	defer recovered(&err)
	m, rest, err := next(batch)
	if err != nil {
		return nil, err
	}
	if m.kind != typeRecordBatch || len(rest) > 0 {
		return nil, fmt.Errorf("%w: type %d with %d bytes after it, one record batch was expected", errMessage, m.kind, len(rest))
	}
	l, err := newLoader(m.header, m.body)
	if err != nil {
		return nil, err
	}
	return l.record(schema)
}

// recovered turns a panic of the flatbuffers accessors, which trust what they
// read, into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errMessage, p)
	}
}

// A Decoder decodes what an [Encoder] encoded, in the same order.
type Decoder struct {
	schema *arrow.Schema
	types  []arrow.DataType // value types of the dictionaries, by id
	dicts  []arrow.ArrayData
}

// Decode makes the batch's record, which refers to batch. Dictionaries that
// later batches will need are copied out of it.
func (d *Decoder) Decode(batch []byte) (rec arrow.Record, err error) {
	defer recovered(&err)
	for rec == nil {
		var m message
		if m, batch, err = next(batch); err != nil {
			return nil, err
		}
		if rec, err = d.message(m); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

func (d *Decoder) message(m message) (arrow.Record, error) {
	switch m.kind {
	case typeSchema:
		return nil, d.begin(m)
	case typeDictionaryBatch:
		return nil, d.dictionary(m)
	case typeRecordBatch:
		return d.record(m)
	}
	return nil, fmt.Errorf("%w: type %d", errMessage, m.kind)
}

// begin takes a new stream's schema. Dictionary ids are the positions of the
// dictionary fields among themselves, as ipc.Writer numbers them.
func (d *Decoder) begin(m message) error {
	r, err := ipc.NewReader(bytes.NewReader(m.raw))
	if err != nil {
		return err
	}
	defer r.Release()
	d.schema, d.types = r.Schema(), nil
	for _, f := range d.schema.Fields() {
		if t, ok := f.Type.(*arrow.DictionaryType); ok {
			d.types = append(d.types, t.ValueType)
		}
	}
	d.dicts = make([]arrow.ArrayData, len(d.types))
	return nil
}

func (d *Decoder) dictionary(m message) error {
	id := m.header.GetInt64Slot(slotDictionaryID, 0)
	data, ok := child(m.header, slotDictionaryData)
	if !ok || id < 0 || id >= int64(len(d.types)) {
		return fmt.Errorf("%w: dictionary %d of %d", errMessage, id, len(d.types))
	}
	l, err := newLoader(data, bytes.Clone(m.body))
	if err != nil {
		return err
	}
	d.dicts[id], err = l.column(d.types[id])
	return err
}

func (d *Decoder) record(m message) (arrow.Record, error) {
	if d.schema == nil {
		return nil, fmt.Errorf("%w: a record batch before its schema", errMessage)
	}
	l, err := newLoader(m.header, m.body)
	if err != nil {
		return nil, err
	}
	left := d.dicts
	l.dict = func() (data arrow.ArrayData, err error) {
		if len(left) == 0 || left[0] == nil {
			return nil, fmt.Errorf("%w: a dictionary is missing", errMessage)
		}
		data, left = left[0], left[1:]
		return array.NewData(data.DataType(), data.Len(), data.Buffers(), data.Children(), data.NullN(), 0), nil
	}
	return l.record(d.schema)
}
