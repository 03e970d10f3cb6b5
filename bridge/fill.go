package bridge

import (
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

// fill writes the column into memory of a numpy dtype, as many elements as it
// has rows. Where the memory is the column's own, only nulls are written.
func (c column) fill(py *python, dst []byte, dtype string, inPlace bool) error {
	if dtype == "object" {
		return c.fillObjects(py, elements[object](dst))
	}
	switch a := c.Array.(type) {
	case *array.Boolean:
		fillBools(dst, a)
		return c.fillNulls(dst, dtype)
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
		return &wrapper.InputError{Row: firstNull(c.Array), Column: c.declared.Name, Reason: fmt.Sprintf("a missing value has no place in %s: declare nullable = true and a null", dtype)}
	}
	return nil
}

func firstNull(a arrow.Array) int64 {
	for i := range a.Len() {
		if a.IsNull(i) {
			return int64(i)
		}
	}
	return -1
}

func setNulls[T any](dst []T, null T, a arrow.Array) {
	for i := range dst {
		if a.IsNull(i) {
			dst[i] = null
		}
	}
}

func fillBools(dst []byte, a *array.Boolean) {
	for i := range dst {
		dst[i] = 0
		if a.Value(i) {
			dst[i] = 1
		}
	}
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
		put(elements[int8](dst), 1, codes)
	case "int16":
		put(elements[int16](dst), 1, codes)
	default:
		put(elements[int32](dst), 1, codes)
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
	codes, whole := make([]int32, a.Len()), a.NullN() == 0
	index := indexOf(a)
	for i := range codes {
		codes[i] = -1
		if whole || a.IsValid(i) {
			if codes[i] = places[index(i)]; codes[i] < 0 {
				return nil, &wrapper.InputError{Row: int64(i), Column: c.declared.Name, Reason: "no declared level"}
			}
		}
	}
	return codes, nil
}

// indexOf gives a row's place in the dictionary. That of int32, the type that
// contracts have, need not be asked for again with every row.
func indexOf(a *array.Dictionary) func(row int) int {
	if indices, ok := a.Indices().(*array.Int32); ok {
		values := indices.Int32Values()
		return func(row int) int { return int(values[row]) }
	}
	return a.GetValueIndex
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
