package bridge

import (
	"fmt"

	"github.com/DataDog/go-python3"
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/bitutil"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// kindsOf names an output's type, and its elements', as py/encode.py does.
// A json output is text to Arrow.
func kindsOf(t arrow.DataType) (kind, elem string) {
	switch t := t.(type) {
	case *arrow.StringType:
		return "str", ""
	case *arrow.BooleanType:
		return "bool", ""
	case *arrow.TimestampType:
		return "datetime", ""
	case *arrow.DurationType:
		return "timedelta", ""
	case *arrow.Date32Type:
		return "date", ""
	case *arrow.ListType:
		elem, _ = kindsOf(t.Elem())
		return "list", elem
	}
	return t.Name(), ""
}

// array copies what py/encode.py encoded into an Arrow array of n values. The
// caller releases it.
func (py *python) array(encoded object, t arrow.DataType, n int) (arrow.Array, error) {
	data, err := py.data(encoded, t, n)
	if err != nil {
		return nil, err
	}
	defer data.Release()
	return array.MakeFromData(data), nil
}

func (py *python) data(encoded object, t arrow.DataType, n int) (arrow.ArrayData, error) {
	validity, err := py.bitmap(encoded, 0, n)
	if err != nil {
		return nil, err
	}
	buffers := []*memory.Buffer{validity}
	var children []arrow.ArrayData
	for i := 1; i < encoded.Length(); i++ {
		part, err := py.item(encoded, i)
		if err != nil {
			return nil, err
		}
		if list, ok := t.(*arrow.ListType); ok && i == 2 {
			ends := arrow.Int32Traits.CastFromBytes(buffers[1].Bytes())
			child, err := py.data(part, list.Elem(), int(ends[n]))
			if err != nil {
				return nil, err
			}
			defer child.Release()
			children = append(children, child)
			continue
		}
		buffer, err := py.buffer(encoded, i, t, n)
		if err != nil {
			return nil, err
		}
		buffers = append(buffers, buffer)
	}
	nulls := 0 // arrow counts unknown ones in the bitmap, and panics where there is none
	if validity != nil {
		nulls = array.UnknownNullCount
	}
	return array.NewData(t, n, buffers, children, nulls, 0), nil
}

// buffer is a copy of the encoded part; of bools, as bits.
func (py *python) buffer(encoded object, i int, t arrow.DataType, n int) (*memory.Buffer, error) {
	if t.ID() == arrow.BOOL {
		return py.bitmap(encoded, i, n)
	}
	part, err := py.item(encoded, i)
	if err != nil {
		return nil, err
	}
	b, err := py.memory(part, false)
	if err != nil {
		return nil, err
	}
	if fixed, ok := t.(arrow.FixedWidthDataType); ok && len(b) != n*fixed.Bytes() {
		return nil, fmt.Errorf("%d bytes for %d values of %s", len(b), n, t)
	}
	return memory.NewBufferBytes(append([]byte(nil), b...)), nil
}

// bitmap packs the encoded part's bytes into bits; nil for None.
func (py *python) bitmap(encoded object, i, n int) (*memory.Buffer, error) {
	part, err := py.item(encoded, i)
	if err != nil || part == python3.Py_None {
		return nil, err
	}
	b, err := py.memory(part, false)
	if err != nil {
		return nil, err
	}
	if len(b) != n {
		return nil, fmt.Errorf("%d flags for %d values", len(b), n)
	}
	bits := make([]byte, bitutil.BytesForBits(int64(n)))
	for i, set := range b {
		if set != 0 {
			bitutil.SetBit(bits, i)
		}
	}
	return memory.NewBufferBytes(bits), nil
}
