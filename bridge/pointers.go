package bridge

// #include "bridge.h"
import "C"

import (
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// The pointers below are borrowed: good for the C call they are made for.

func first(objects []object) **C.PyObject { return (**C.PyObject)(unsafe.Pointer(&objects[0])) }

// validity is the array's bitmap, or nil.
func validity(a arrow.Array) *C.uint8_t {
	if a.NullN() == 0 {
		return nil
	}
	return (*C.uint8_t)(pointer(a.Data().Buffers()[0], 0))
}

// pointer is where a buffer's byte lies; nil for no buffer.
func pointer(b *memory.Buffer, offset int) unsafe.Pointer {
	if b == nil || b.Len() == 0 {
		return nil
	}
	return unsafe.Pointer(&b.Bytes()[offset])
}
