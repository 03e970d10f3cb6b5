package wire

import (
	"fmt"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// binary takes the offsets and bytes of n values. Of no values there may be
// no offsets.
func (l *loader) binary(n int64) (at []int32, data []byte, err error) {
	if at, err = l.offsets(n); err != nil {
		return nil, nil, err
	}
	data, err = l.buffer(last(at))
	return at, data, err
}

// text takes what binary does, of which every value must be UTF-8 by itself.
func (l *loader) text(n int64) error {
	at, data, err := l.binary(n)
	if err != nil {
		return err
	}
	if !areText(at, data) {
		return fmt.Errorf("%w: text that is not UTF-8", errMessage)
	}
	return nil
}

// areText tells whether every value is UTF-8 by itself: they are all together,
// and each begins where a character does. Looked at one by one, short values
// cost several times as much.
func areText(at []int32, data []byte) bool {
	if len(at) == 0 {
		return true
	}
	data = data[:last(at)]
	for _, o := range at {
		if int(o) < len(data) && !utf8.RuneStart(data[o]) {
			return false
		}
	}
	return utf8.Valid(data[at[0]:])
}

// list loads the items of n lists, whose own buffers are taken.
func (l *loader) list(t *arrow.ListType, n int, buffers []*memory.Buffer, nulls int) (arrow.ArrayData, error) {
	items, err := l.load(t.Elem())
	if err != nil {
		return nil, err
	}
	if end := last(offsetsOf(buffers[1].Bytes(), int64(n))); int64(items.Len()) < end {
		return nil, fmt.Errorf("%w: lists of %d items, %d are there", errMessage, end, items.Len())
	}
	return array.NewData(t, n, buffers, []arrow.ArrayData{items}, nulls, 0), nil
}

// offsets takes the offsets of n values.
func (l *loader) offsets(n int64) ([]int32, error) {
	if n == 0 { // no offsets at all are allowed then
		_, err := l.buffer(0)
		return nil, err
	}
	b, err := l.buffer((n + 1) * int64(arrow.Int32SizeBytes))
	if err != nil {
		return nil, err
	}
	at, before := offsetsOf(b, n), int32(0)
	for _, o := range at {
		if o < before {
			return nil, fmt.Errorf("%w: offset %d after %d", errMessage, o, before)
		}
		before = o
	}
	return at, nil
}

// offsetsOf are the offsets of n values, of none where there are none.
func offsetsOf(b []byte, n int64) []int32 {
	if n == 0 {
		return nil
	}
	return arrow.Int32Traits.CastFromBytes(b)[:n+1]
}

func last(at []int32) int64 {
	if len(at) == 0 {
		return 0
	}
	return int64(at[len(at)-1])
}
