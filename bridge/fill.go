package bridge

import (
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// fill writes the column into memory of a numpy dtype, as many elements as it
// has rows. Where the memory is the column's own, only nulls are written.
func (c column) fill(py *python, dst []byte, dtype string, inPlace bool) error {
	if dtype == "object" {
		return c.fillObjects(py, elements[object](dst))
	}
	switch a := c.Array.(type) {
	case *array.Boolean:
		return fillBools(dst, a)
	case *array.Dictionary:
		return c.fillCodes(dst, dtype, a)
	}
	if !inPlace {
		if err := c.fillNumbers(dst, dtype); err != nil {
			return err
		}
	}
	return c.fillNulls(dst, dtype)
}

// elements is the same memory as elements of T.
func elements[T any](memory []byte) []T {
	var t T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(memory))), len(memory)/int(unsafe.Sizeof(t)))
}

func (c column) fillNumbers(dst []byte, dtype string) error {
	if width := c.DataType().(arrow.FixedWidthDataType).Bytes(); numpyName(c.Array) == dtype {
		first := c.Data().Offset() * width
		copy(dst, c.Data().Buffers()[1].Bytes()[first:])
		return nil
	}
	if dtype != "float64" {
		return fmt.Errorf("a batch's %s does not go into memory of %s", c.DataType(), dtype)
	}
	return convert(elements[float64](dst), 1, c.Array)
}

// numpyName is the numpy dtype whose memory is laid out as the array's.
func numpyName(a arrow.Array) string {
	switch a.DataType().ID() {
	case arrow.TIMESTAMP, arrow.DURATION:
		return "int64"
	}
	return a.DataType().Name()
}

// fillNulls writes what stands for a missing value in plain numpy memory: NaN
// or NaT. Masked and integer memory has none.
func (c column) fillNulls(dst []byte, dtype string) error {
	if c.NullN() == 0 {
		return nil
	}
	switch {
	case c.declared.NullValue() == schema.NullNA:
		return nil
	case dtype == "float64":
		setNulls(elements[float64](dst), math.NaN(), c.Array)
	case dtype == "float32":
		setNulls(elements[float32](dst), float32(math.NaN()), c.Array)
	case c.declared.DType.IsTime():
		setNulls(elements[int64](dst), math.MinInt64, c.Array)
	default:
		return fmt.Errorf("%s holds no missing value, yet the batch has one: declare nullable = true and a null", c.declared.DType)
	}
	return nil
}

func setNulls[T any](dst []T, null T, a arrow.Array) {
	for i := range dst {
		if a.IsNull(i) {
			dst[i] = null
		}
	}
}

func fillBools(dst []byte, a *array.Boolean) error {
	for i := range dst {
		dst[i] = 0
		if a.Value(i) {
			dst[i] = 1
		}
	}
	return nil
}

// fillCodes writes the codes of a category: its dictionary's, as the places
// of the same values among the declared levels, and -1 for a missing value.
func (c column) fillCodes(dst []byte, dtype string, a *array.Dictionary) error {
	codes, err := c.codes(a)
	if err != nil {
		return err
	}
	switch dtype {
	case "int8":
		return narrow(elements[int8](dst), codes)
	case "int16":
		return narrow(elements[int16](dst), codes)
	case "int32":
		return narrow(elements[int32](dst), codes)
	}
	return fmt.Errorf("category codes of %s are not supported", dtype)
}

func narrow[T int8 | int16 | int32](dst []T, codes []int32) error {
	for i, code := range codes {
		dst[i] = T(code)
	}
	return nil
}

// codes are the places of the column's values among its declared levels, -1
// for a missing one.
func (c column) codes(a *array.Dictionary) ([]int32, error) {
	places, err := c.levelPlaces(a.Dictionary())
	if err != nil {
		return nil, err
	}
	codes := make([]int32, a.Len())
	for i := range codes {
		codes[i] = -1
		if a.IsValid(i) {
			if codes[i] = places[a.GetValueIndex(i)]; codes[i] < 0 {
				return nil, fmt.Errorf("row %d holds no declared level", i)
			}
		}
	}
	return codes, nil
}

// levelPlaces says for each value of a dictionary which declared level it is,
// -1 for none.
func (c column) levelPlaces(dictionary arrow.Array) ([]int32, error) {
	have, err := levelsOf(dictionary)
	if err != nil {
		return nil, err
	}
	declared := c.declared.Levels
	places := make([]int32, len(have))
	for i, level := range have {
		switch {
		case len(declared) == 0 || i < len(declared) && declared[i] == level:
			places[i] = int32(i)
		default:
			places[i] = int32(slices.Index(declared, level))
		}
	}
	return places, nil
}

type number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// convert writes numbers (or bools as 0 and 1) as T, every step elements.
func convert[T number](dst []T, step int, a arrow.Array) error {
	switch a := a.(type) {
	case *array.Int8:
		spread(dst, step, a.Int8Values())
	case *array.Int16:
		spread(dst, step, a.Int16Values())
	case *array.Int32:
		spread(dst, step, a.Int32Values())
	case *array.Int64:
		spread(dst, step, a.Int64Values())
	case *array.Uint8:
		spread(dst, step, a.Uint8Values())
	case *array.Uint16:
		spread(dst, step, a.Uint16Values())
	case *array.Uint32:
		spread(dst, step, a.Uint32Values())
	case *array.Uint64:
		spread(dst, step, a.Uint64Values())
	case *array.Float32:
		spread(dst, step, a.Float32Values())
	case *array.Float64:
		spread(dst, step, a.Float64Values())
	case *array.Boolean:
		for i := range a.Len() {
			if dst[i*step] = 0; a.Value(i) {
				dst[i*step] = 1
			}
		}
	default:
		return fmt.Errorf("%s is no number", a.DataType())
	}
	return nil
}

func spread[T, S number](dst []T, step int, src []S) {
	for i, v := range src {
		dst[i*step] = T(v)
	}
}
