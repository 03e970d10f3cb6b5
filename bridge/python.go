package bridge

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"errors"
	"unsafe"

	"github.com/DataDog/go-python3"
)

// An object is a Python object. It is borrowed from the python that made it
// unless a function says otherwise.
type object = *python3.PyObject

// A python is the proof that its holder runs on the interpreter's thread and
// holds the GIL: [interpreter.hold] makes it, and it ends with that call.
// Everything that touches Python takes one. It owns the new references made
// through it and gives them up when it ends.
type python struct {
	owned []object
	over  bool
}

// errRaised says that a Python exception is set.
var errRaised = errors.New("a python exception is set")

// end gives up every reference the call made.
func (py *python) end() {
	py.over = true
	if n := len(py.owned); n > 0 {
		C.handoff_release(first(py.owned), C.size_t(n))
	}
	py.owned = nil
}

// briefly runs f with a python of its own: what f makes is given up when it
// ends, but for the object that it gives.
func (py *python) briefly(f func(*python) (object, error)) (object, error) {
	inner := &python{}
	defer inner.end()
	o, err := f(inner)
	if err != nil {
		return nil, err
	}
	o.IncRef()
	return py.own(o)
}

// own takes over a new reference that C gave, or tells that it gave none.
func (py *python) own(o object) (object, error) {
	if py.over {
		panic("bridge: python used after its call")
	}
	if o == nil {
		return nil, errRaised
	}
	py.owned = append(py.owned, o)
	return o, nil
}

// ownC is own for what our own C functions give.
func (py *python) ownC(o *C.PyObject) (object, error) {
	return py.own(object(unsafe.Pointer(o)))
}

func toC(o object) *C.PyObject { return (*C.PyObject)(unsafe.Pointer(o)) }

// str is a new str of valid UTF-8; NUL is a character like any other.
func (py *python) str(s string) (object, error) {
	return py.ownC(C.handoff_str((*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.Py_ssize_t(len(s))))
}

// text is the UTF-8 of a str, copied.
func (py *python) text(o object) (string, error) {
	var n C.Py_ssize_t
	p := C.handoff_text(toC(o), &n)
	if p == nil {
		return "", errRaised
	}
	return C.GoStringN(p, C.int(n)), nil
}

// bytes is a new bytes, a copy of b.
func (py *python) bytes(b []byte) (object, error) {
	return py.ownC(C.PyBytes_FromStringAndSize((*C.char)(unsafe.Pointer(unsafe.SliceData(b))), C.Py_ssize_t(len(b))))
}

// bytearray is a new bytearray, a copy of b.
func (py *python) bytearray(b []byte) (object, error) {
	return py.ownC(C.PyByteArray_FromStringAndSize((*C.char)(unsafe.Pointer(unsafe.SliceData(b))), C.Py_ssize_t(len(b))))
}

// memory is the memory of an object with a contiguous buffer that never
// moves. It is the object's, and good for as long as the object is.
func (py *python) memory(o object, writable bool) ([]byte, error) {
	var start unsafe.Pointer
	var n C.Py_ssize_t
	flag := C.int(0)
	if writable {
		flag = 1
	}
	if C.handoff_buffer(toC(o), flag, &start, &n) != 0 {
		return nil, errRaised
	}
	return unsafe.Slice((*byte)(start), int(n)), nil
}

// bool is True or False.
func (py *python) bool(b bool) object {
	if b {
		return python3.Py_True
	}
	return python3.Py_False
}

// tuple is a new tuple of the objects.
func (py *python) tuple(items ...object) (object, error) {
	t, err := py.own(python3.PyTuple_New(len(items)))
	if err != nil {
		return nil, err
	}
	for i, item := range items {
		item.IncRef() // PyTuple_SetItem takes a reference over
		python3.PyTuple_SetItem(t, i, item)
	}
	return t, nil
}

// attr is the object's attribute.
func (py *python) attr(o object, name string) (object, error) {
	n, err := py.str(name)
	if err != nil {
		return nil, err
	}
	return py.own(o.GetAttr(n))
}

// apply calls f. kwargs may be nil.
func (py *python) apply(f object, kwargs object, args ...object) (object, error) {
	t, err := py.tuple(args...)
	if err != nil {
		return nil, err
	}
	return py.own(f.Call(t, kwargs))
}

// method calls the object's method. Arguments are what [python.value] takes.
func (py *python) method(o object, name string, args ...any) (object, error) {
	m, err := py.attr(o, name)
	if err != nil {
		return nil, err
	}
	objects, err := py.values(args...)
	if err != nil {
		return nil, err
	}
	return py.apply(m, nil, objects...)
}

// item is the tuple's or list's item.
func (py *python) item(o object, i int) (object, error) {
	index, err := py.own(python3.PyLong_FromGoInt(i))
	if err != nil {
		return nil, err
	}
	return py.own(o.GetItem(index))
}
