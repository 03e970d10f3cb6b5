package bridge

// #include "bridge.h"
import "C"

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
	"handoff/wrapper"
)

// frame builds the DataFrame of a batch. The frame owns its memory: nothing of
// the batch is referred to after the call, but for pages of the batch's own
// mapping, which the frame then co-owns.
func (in *interpreter) frame(py *python, call wrapper.Call, pages *mappedPages) (object, error) {
	p, err := in.plan(py, call.Batch)
	if err != nil {
		return nil, err
	}
	views, seen, err := p.views(py, call.Batch, pages)
	if err != nil {
		return nil, err
	}
	arrays, err := py.method(p.builder, "allocate", call.Batch.NumRows(), views)
	if err != nil {
		return nil, err
	}
	if err := p.fill(py, call.Batch, arrays, seen); err != nil {
		return nil, err
	}
	if call.Index != nil {
		return py.method(p.builder, "frame", arrays, call.Batch.NumRows(), call.Index)
	}
	return py.method(p.builder, "frame", arrays, call.Batch.NumRows())
}

// fill writes the batch's values into the slots' arrays.
func (p *plan) fill(py *python, batch arrow.Record, arrays object, viewed map[int]bool) error {
	rows := int(batch.NumRows())
	if rows == 0 {
		return nil // an empty Arrow array need not have buffers
	}
	memory := make([][]byte, len(p.slots))
	for i := range memory {
		a, err := py.item(arrays, i)
		if err != nil {
			return err
		}
		if memory[i], err = py.memory(a, true); err != nil {
			return err
		}
	}
	for i, place := range p.places {
		values := row(memory[place.slot], place.row, rows, p.slots[place.slot])
		err := column{p.columns[i], batch.Column(i)}.fill(py, values, p.slots[place.slot], viewed[place.slot])
		if err != nil {
			return named(p.columns[i].Name, err)
		}
		if place.mask >= 0 {
			fillMask(memory[place.mask], batch.Column(i))
		}
	}
	return nil
}

// row is the memory of one row of a slot.
func row(slot []byte, row, rows int, dtype string) []byte {
	size := itemSize[dtype] * rows
	return slot[row*size : (row+1)*size]
}

var itemSize = map[string]int{
	"int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
	"float32": 4, "float64": 8, "bool": 1, "object": int(unsafe.Sizeof(uintptr(0))),
}

// fillMask sets True where a value is missing.
func fillMask(mask []byte, a arrow.Array) {
	for i := range mask {
		mask[i] = 0
		if a.IsNull(i) {
			mask[i] = 1
		}
	}
}

// A column is one column of a batch on its way into memory of numpy's.
type column struct {
	declared schema.Column
	arrow.Array
}

// named says which column an error is of, where it does not say so itself.
func named(name string, err error) error {
	var input *wrapper.InputError
	if errors.As(err, &input) {
		return err
	}
	return fmt.Errorf("column %q: %w", name, err)
}
