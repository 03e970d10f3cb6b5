package bridge

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/wrapper"
)

// spread writes the column as numbers of a dtype, every step elements: a
// column of a matrix. Missing values are NaN, which integers don't have. What
// a number loses in the matrix's dtype, the contract has asked for.
func (c column) spread(dst []byte, dtype string, step int) error {
	switch dtype {
	case "float64":
		return spreadAs(elements[float64](dst), step, c.Array, math.NaN())
	case "float32":
		return spreadAs(elements[float32](dst), step, c.Array, float32(math.NaN()))
	}
	if c.NullN() > 0 {
		return &wrapper.InputError{Row: firstNull(c.Array), Column: c.declared.Name, Reason: fmt.Sprintf("a missing value has no place in a matrix of %s: use a float dtype", dtype)}
	}
	switch dtype {
	case "int8":
		return convert(elements[int8](dst), step, c.Array)
	case "int16":
		return convert(elements[int16](dst), step, c.Array)
	case "int32":
		return convert(elements[int32](dst), step, c.Array)
	case "int64":
		return convert(elements[int64](dst), step, c.Array)
	case "uint8":
		return convert(elements[uint8](dst), step, c.Array)
	case "uint16":
		return convert(elements[uint16](dst), step, c.Array)
	case "uint32":
		return convert(elements[uint32](dst), step, c.Array)
	case "uint64":
		return convert(elements[uint64](dst), step, c.Array)
	case "bool":
		return spreadBools(dst, step, c.Array)
	}
	return fmt.Errorf("a matrix of %q is not supported: use a number's dtype or bool", dtype)
}

func spreadAs[T float32 | float64](dst []T, step int, a arrow.Array, missing T) error {
	if err := convert(dst, step, a); err != nil {
		return err
	}
	for i := range a.Len() {
		if a.IsNull(i) {
			dst[i*step] = missing
		}
	}
	return nil
}

func spreadBools(dst []byte, step int, a arrow.Array) error {
	if a.DataType().ID() != arrow.BOOL {
		return fmt.Errorf("%s is no bool", a.DataType())
	}
	for i := range a.Len() {
		if dst[i*step] = 0; a.(*array.Boolean).Value(i) {
			dst[i*step] = 1
		}
	}
	return nil
}

type number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// convert writes numbers, or bools as 0 and 1, as T, every step elements.
func convert[T number](dst []T, step int, a arrow.Array) error {
	switch a := a.(type) {
	case *array.Int8:
		put(dst, step, a.Int8Values())
	case *array.Int16:
		put(dst, step, a.Int16Values())
	case *array.Int32:
		put(dst, step, a.Int32Values())
	case *array.Int64:
		put(dst, step, a.Int64Values())
	case *array.Uint8:
		put(dst, step, a.Uint8Values())
	case *array.Uint16:
		put(dst, step, a.Uint16Values())
	case *array.Uint32:
		put(dst, step, a.Uint32Values())
	case *array.Uint64:
		put(dst, step, a.Uint64Values())
	case *array.Float32:
		put(dst, step, a.Float32Values())
	case *array.Float64:
		put(dst, step, a.Float64Values())
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

func put[T, S number](dst []T, step int, src []S) {
	for i, v := range src {
		dst[i*step] = T(v)
	}
}
