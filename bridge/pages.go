package bridge

// #include "bridge.h"
import "C"

import (
	"errors"
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/wrapper"
)

// mappedPages are a call's mapping while the call owns it.
type mappedPages struct {
	bytes []byte
	owner *C.handoff_mapping
}

// takePages takes the call's mapping over; nil where it has none. release
// gives up the call's own share: pages that a frame views stay until the frame
// is gone. It needs the GIL, as frames are given up under it.
func takePages(m *wrapper.Mapping) (pages *mappedPages, release func(*python), err error) {
	if m == nil || len(m.Bytes) == 0 {
		return nil, func(*python) {}, nil
	}
	owner := C.handoff_mapping_new(unsafe.Pointer(&m.Bytes[0]), C.size_t(len(m.Bytes)))
	if owner == nil {
		return nil, nil, errors.New("no memory to own a batch's mapping")
	}
	return &mappedPages{m.Bytes, owner}, func(*python) { C.handoff_mapping_release(owner) }, nil
}

// view is a Python object over part of the pages, which owns them too.
func (p *mappedPages) view(py *python, part []byte) (object, error) {
	return py.ownC(C.handoff_memory(p.owner, unsafe.Pointer(&part[0]), C.Py_ssize_t(len(part))))
}

// within tells whether the bytes lie in the pages.
func (p *mappedPages) within(b []byte) bool {
	start, low := uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(unsafe.Pointer(&p.bytes[0]))
	return start >= low && start+uintptr(len(b)) <= low+uintptr(len(p.bytes))
}

// views finds the slots whose memory the batch already has laid out as numpy
// wants it, in pages that the call gives away: a dict of slot to memory.
func (p *plan) views(py *python, batch arrow.Record, pages *mappedPages) (object, map[int]bool, error) {
	dict, err := py.dict(nil)
	if err != nil || pages == nil || batch.NumRows() == 0 {
		return dict, nil, err
	}
	viewed := map[int]bool{}
	for slot, dtype := range p.slots {
		run := p.run(batch, slot, dtype)
		if run == nil || !pages.within(run) {
			continue
		}
		o, err := pages.view(py, run)
		if err != nil {
			return nil, nil, err
		}
		if err := py.setItem(dict, slot, o); err != nil {
			return nil, nil, err
		}
		viewed[slot] = true
	}
	return dict, viewed, nil
}

// run is the memory of a slot's columns where they follow one another without
// a gap in the batch, in the slot's own layout; nil otherwise.
func (p *plan) run(batch arrow.Record, slot int, dtype string) []byte {
	var run []byte
	for i, place := range p.places {
		if place.slot != slot {
			continue
		}
		values := valuesOf(batch.Column(i), dtype)
		if values == nil {
			return nil
		}
		if run == nil {
			run = values
			continue
		}
		if unsafe.Add(unsafe.Pointer(unsafe.SliceData(run)), len(run)) != unsafe.Pointer(&values[0]) {
			return nil
		}
		run = unsafe.Slice(unsafe.SliceData(run), len(run)+len(values))
	}
	return run
}

// valuesOf is the memory of an array's values where it is laid out as the
// numpy dtype's, nil otherwise.
func valuesOf(a arrow.Array, dtype string) []byte {
	if numpyName(a) != dtype || dtype == "bool" {
		return nil
	}
	width := itemSize[dtype]
	return a.Data().Buffers()[1].Bytes()[a.Data().Offset()*width:][:a.Len()*width]
}
