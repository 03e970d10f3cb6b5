package wire

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/bitutil"
	"github.com/apache/arrow/go/v16/arrow/memory"
	flatbuffers "github.com/google/flatbuffers/go"
)

// A loader makes Arrow arrays of a record batch, where its buffers lie: no
// byte of the body is copied. Every length and offset is held to the body and
// to the row count before an array is made. It knows the types that
// contracts have.
type loader struct {
	rows    int64
	nodes   pairs
	buffers pairs
	body    []byte
	dict    func() (arrow.ArrayData, error) // the next dictionary field's values

	// Room for the buffers that are announced: one row of many columns would
	// otherwise be mostly allocations.
	headers []memory.Buffer
	taken   []*memory.Buffer
}

func newLoader(t flatbuffers.Table, body []byte) (*loader, error) {
	for _, slot := range []flatbuffers.VOffsetT{slotBatchCompression, slotBatchVariadic} {
		if t.Offset(slot) != 0 {
			return nil, fmt.Errorf("%w: compressed or of variadic buffers, neither is spoken here", errMessage)
		}
	}
	l := &loader{rows: t.GetInt64Slot(slotBatchLength, 0), body: body,
		nodes: pairsOf(t, slotBatchNodes), buffers: pairsOf(t, slotBatchBuffers)}
	n := min(max(l.buffers.left, 0), len(l.buffers.bytes)/structSize) // no more than are there
	l.headers, l.taken = make([]memory.Buffer, 0, n), make([]*memory.Buffer, 0, n)
	return l, nil
}

// record loads every field of a schema. The record refers to the body.
func (l *loader) record(s *arrow.Schema) (arrow.Record, error) {
	cols := make([]arrow.Array, s.NumFields())
	for i := range cols {
		f := s.Field(i) // s.Fields would copy them all
		data, err := l.column(f.Type)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", f.Name, err)
		}
		cols[i] = array.MakeFromData(data)
	}
	if err := l.end(); err != nil {
		return nil, err
	}
	return array.NewRecord(s, cols, l.rows), nil
}

func (l *loader) end() error {
	if l.nodes.left != 0 || l.buffers.left != 0 || l.rows < 0 {
		return fmt.Errorf("%w: %d nodes and %d buffers beyond its schema, %d rows", errMessage, l.nodes.left, l.buffers.left, l.rows)
	}
	return nil
}

// column loads a field of as many values as there are rows.
func (l *loader) column(t arrow.DataType) (arrow.ArrayData, error) {
	data, err := l.load(t)
	if err == nil && int64(data.Len()) != l.rows {
		return nil, fmt.Errorf("%w: %d values in %d rows", errMessage, data.Len(), l.rows)
	}
	return data, err
}

func (l *loader) load(t arrow.DataType) (arrow.ArrayData, error) {
	n, nulls, err := l.nodes.next()
	if err != nil {
		return nil, err
	}
	if n < 0 || n > int64(len(l.body))*8 || nulls < 0 || nulls > n {
		return nil, fmt.Errorf("%w: %d values of which %d null", errMessage, n, nulls)
	}
	from := len(l.taken)
	if err := l.validity(n, nulls); err != nil {
		return nil, err
	}
	if err := l.values(t, n); err != nil {
		return nil, err
	}
	buffers := l.taken[from:len(l.taken):len(l.taken)]
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return l.withDictionary(t, int(n), buffers, int(nulls))
	case *arrow.ListType:
		return l.list(t, int(n), buffers, int(nulls))
	}
	return array.NewData(t, int(n), buffers, nil, int(nulls), 0), nil
}

func (l *loader) withDictionary(t *arrow.DictionaryType, n int, buffers []*memory.Buffer, nulls int) (arrow.ArrayData, error) {
	if l.dict == nil {
		return nil, fmt.Errorf("%w: a dictionary where there can be none", errMessage)
	}
	values, err := l.dict()
	if err != nil {
		return nil, err
	}
	return array.NewDataWithDictionary(t, n, buffers, nulls, 0, values.(*array.Data)), nil
}

// values takes a type's buffers after the validity bitmap.
func (l *loader) values(t arrow.DataType, n int64) error {
	switch t := t.(type) {
	case *arrow.StringType:
		return l.text(n)
	case *arrow.BinaryType:
		_, _, err := l.binary(n)
		return err
	case *arrow.ListType:
		_, err := l.offsets(n)
		return err
	case arrow.FixedWidthDataType:
		_, err := l.buffer((n*int64(t.BitWidth()) + 7) / 8)
		return err
	}
	return fmt.Errorf("%w: type %v is not spoken here", errMessage, t)
}

// buffer takes the next buffer, which must have at least size bytes, or none
// where none are needed.
func (l *loader) buffer(size int64) ([]byte, error) {
	offset, length, err := l.buffers.next()
	if err != nil {
		return nil, err
	}
	if offset < 0 || length < size || offset > int64(len(l.body)) || length > int64(len(l.body))-offset || offset%8 != 0 {
		return nil, fmt.Errorf("%w: a buffer of %d bytes at %d in %d, %d were expected", errMessage, length, offset, len(l.body), size)
	}
	b := l.body[offset : offset+length : offset+length]
	l.headers = append(l.headers, *memory.NewBufferBytes(b))
	l.taken = append(l.taken, &l.headers[len(l.headers)-1])
	return b, nil
}

// validity takes the bitmap and counts: a false null count would make Arrow
// skip a bitmap that is there, or look into one that is not.
func (l *loader) validity(n, nulls int64) error {
	if nulls == 0 {
		_, err := l.buffer(0)
		if err == nil {
			l.taken[len(l.taken)-1] = nil
		}
		return err
	}
	b, err := l.buffer((n + 7) / 8)
	if err != nil {
		return err
	}
	if set := bitutil.CountSetBits(b, 0, int(n)); int64(set) != n-nulls {
		return fmt.Errorf("%w: %d nulls declared, %d found", errMessage, nulls, n-int64(set))
	}
	return nil
}
