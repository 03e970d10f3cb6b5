package wire

import (
	"fmt"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

func (l *loader) binary(n int64) ([]*memory.Buffer, error) {
	offsets, end, err := l.offsets(n)
	if err != nil {
		return nil, err
	}
	data, err := l.buffer(end)
	return []*memory.Buffer{offsets, data}, err
}

// texts tells whether every value is UTF-8 by itself.
func texts(buffers []*memory.Buffer, n int64) bool {
	at, data := arrow.Int32Traits.CastFromBytes(buffers[0].Bytes()), buffers[1].Bytes()
	for i := range n {
		if !utf8.Valid(data[at[i]:at[i+1]]) {
			return false
		}
	}
	return true
}

func (l *loader) list(t *arrow.ListType, n int64) ([]*memory.Buffer, []arrow.ArrayData, error) {
	offsets, end, err := l.offsets(n)
	if err != nil {
		return nil, nil, err
	}
	items, err := l.load(t.Elem())
	if err != nil {
		return nil, nil, err
	}
	if int64(items.Len()) < end {
		return nil, nil, fmt.Errorf("%w: lists of %d items, %d are there", errMessage, end, items.Len())
	}
	return []*memory.Buffer{offsets}, []arrow.ArrayData{items}, nil
}

// offsets takes the offsets of n values and gives the last.
func (l *loader) offsets(n int64) (*memory.Buffer, int64, error) {
	if n == 0 { // no offsets at all are allowed then
		b, err := l.buffer(0)
		return b, 0, err
	}
	b, err := l.buffer((n + 1) * int64(arrow.Int32SizeBytes))
	if err != nil {
		return nil, 0, err
	}
	at := arrow.Int32Traits.CastFromBytes(b.Bytes())[:n+1]
	last := int32(0)
	for _, o := range at {
		if o < last {
			return nil, 0, fmt.Errorf("%w: offset %d after %d", errMessage, o, last)
		}
		last = o
	}
	return b, int64(last), nil
}
