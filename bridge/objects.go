package bridge

// #include "bridge.h"
import "C"

import (
	"fmt"
	"math"
	"time"
	"unsafe"

	"github.com/DataDog/go-python3"
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

var objectKinds = map[arrow.Type]C.int{
	arrow.INT8: C.HANDOFF_INT8, arrow.INT16: C.HANDOFF_INT16, arrow.INT32: C.HANDOFF_INT32, arrow.INT64: C.HANDOFF_INT64,
	arrow.UINT8: C.HANDOFF_UINT8, arrow.UINT16: C.HANDOFF_UINT16, arrow.UINT32: C.HANDOFF_UINT32, arrow.UINT64: C.HANDOFF_UINT64,
	arrow.FLOAT32: C.HANDOFF_FLOAT32, arrow.FLOAT64: C.HANDOFF_FLOAT64, arrow.BOOL: C.HANDOFF_BOOL,
	arrow.STRING: C.HANDOFF_STR, arrow.BINARY: C.HANDOFF_BYTES, arrow.DATE32: C.HANDOFF_DATE,
	arrow.TIMESTAMP: C.HANDOFF_DATETIME, arrow.DURATION: C.HANDOFF_DELTA,
}

// fillObjects makes an object a row. out owns new references, also those
// made before an error.
func (c column) fillObjects(py *python, out []object) error {
	if len(out) == 0 {
		return nil
	}
	missing, err := c.missing(py)
	if err != nil {
		return err
	}
	var failed C.int64_t
	switch a := c.Array.(type) {
	case *array.Dictionary:
		return c.fillLevels(py, a, missing, out)
	case *array.List:
		return c.fillLists(py, a, missing, out)
	default:
		var zones []int32
		if zones, err = c.zones(); err != nil {
			return err
		}
		failed, err = objectsOf(c.Array, missing, zones, out)
	}
	if err == nil && failed >= 0 {
		err = c.unfit(py, int64(failed))
	}
	return err
}

// unfit takes the exception that a value raised, whose text may show it.
func (c column) unfit(py *python, row int64) error {
	py.failed(errRaised)
	reason := "no value of python's"
	switch c.DataType().ID() {
	case arrow.STRING, arrow.LIST:
		reason = "text that is not UTF-8"
	case arrow.DATE32, arrow.TIMESTAMP:
		reason = "a date outside python's years 1 to 9999"
	}
	return &wrapper.InputError{Row: row, Column: c.declared.Name, Reason: reason}
}

// missing is the object that stands for a missing value: borrowed.
func (c column) missing(py *python) (object, error) {
	if c.NullN() == 0 {
		return python3.Py_None, nil
	}
	switch c.declared.NullValue() {
	case schema.NullNaN:
		return py.own(python3.PyFloat_FromDouble(math.NaN()))
	case schema.NullNA:
		pandas, err := py.own(python3.PyImport_ImportModule("pandas"))
		if err != nil {
			return nil, py.failed(err)
		}
		return py.attr(pandas, "NA")
	}
	return python3.Py_None, nil
}

// objectsOf returns the row that failed, or -1.
func objectsOf(a arrow.Array, missing object, zones []int32, out []object) (C.int64_t, error) {
	kind, ok := objectKinds[a.DataType().ID()]
	if !ok {
		return 0, fmt.Errorf("no python object for arrow's %s", a.DataType())
	}
	values, offsets := 1, unsafe.Pointer(nil)
	buffers := a.Data().Buffers()
	if kind == C.HANDOFF_STR || kind == C.HANDOFF_BYTES {
		values, offsets = 2, pointer(buffers[1], a.Data().Offset()*4)
	}
	return C.handoff_objects(kind, pointer(buffers[values], 0), (*C.int32_t)(offsets),
		(*C.int32_t)(unsafe.Pointer(unsafe.SliceData(zones))), validity(a), C.int64_t(a.Data().Offset()),
		C.int64_t(a.Len()), toC(missing), first(out)), nil
}

func (c column) fillLevels(py *python, a *array.Dictionary, missing object, out []object) error {
	codes, err := c.codes(a)
	if err != nil {
		return err
	}
	levels, err := c.levelObjects(py, a)
	if err != nil {
		return err
	}
	C.handoff_levels(toC(levels), (*C.int32_t)(unsafe.Pointer(&codes[0])), C.int64_t(len(codes)), toC(missing), first(out))
	return nil
}

// levelObjects is a tuple of the levels that codes count in.
func (c column) levelObjects(py *python, a *array.Dictionary) (object, error) {
	levels, err := c.declared.Levels, error(nil)
	if len(levels) == 0 {
		if levels, err = levelsOf(a.Dictionary()); err != nil {
			return nil, err
		}
	}
	objects := make([]object, len(levels))
	for i, l := range levels {
		var v any = l.Text
		if l.IsInt {
			v = l.Int
		}
		if objects[i], err = py.value(v); err != nil {
			return nil, py.failed(err)
		}
	}
	return py.tuple(objects...)
}

func (c column) fillLists(py *python, a *array.List, missing object, out []object) error {
	offsets := a.Offsets()[a.Data().Offset():]
	values := array.NewSlice(a.ListValues(), int64(offsets[0]), int64(offsets[a.Len()]))
	defer values.Release()
	items := make([]object, values.Len()+1) // never empty, so that it has an address
	defer func() {
		for _, item := range items[:values.Len()] {
			item.DecRef()
		}
	}()
	failed, err := objectsOf(values, python3.Py_None, nil, items)
	if err == nil && failed < 0 {
		failed = C.handoff_lists(first(items), (*C.int32_t)(unsafe.Pointer(&offsets[0])), validity(a),
			C.int64_t(a.Data().Offset()), C.int64_t(a.Len()), toC(missing), first(out))
	}
	if err == nil && failed >= 0 {
		err = c.unfit(py, int64(failed))
	}
	return err
}

// zones are the offsets from UTC, in seconds, of each row of a zoned time.
func (c column) zones() ([]int32, error) {
	times, ok := c.Array.(*array.Timestamp)
	if !ok || c.declared.DType.Zone == "" {
		return nil, nil
	}
	location, err := time.LoadLocation(c.declared.DType.Zone)
	if err != nil {
		return nil, err
	}
	zones := make([]int32, times.Len())
	for i, t := range times.TimestampValues() {
		_, offset := time.Unix(0, int64(t)).In(location).Zone()
		zones[i] = int32(offset)
	}
	return zones, nil
}

// fillDicts makes a dict a row, as many as dicts has; cells are the columns'
// objects, column after column. dicts owns new references, after a failure too.
func fillDicts(names object, cells, dicts []object) error {
	if C.handoff_dicts(toC(names), first(cells), C.int64_t(len(dicts)), first(dicts)) != 0 {
		return errRaised
	}
	return nil
}
