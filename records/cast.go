package records

import (
	"errors"
	"math"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// errLoss says that a dtype cannot hold a value without loss.
var errLoss = errors.New("the dtype cannot hold the value")

// A builder collects the values of one column.
type builder interface {
	// add appends a value that is not Missing; after an error a null.
	add(epic.Value) error
	AppendNull()
	Reserve(rows int)
	NewArray() arrow.Array
	Release()
}

// castTo is a builder of Arrow's with a cast into it, which appends nothing
// where it fails.
type castTo struct {
	array.Builder
	cast func(epic.Value) error
}

func (b castTo) add(v epic.Value) error {
	err := b.cast(v)
	if err != nil {
		b.AppendNull()
	}
	return err
}

// newBuilder makes the builder of a column. The zone is that of its wall
// times, nil for a column that does not say on which clock they are.
func newBuilder(def schema.Column, t arrow.DataType, zone *epic.Zone, o Options) (builder, error) {
	if def.DType.Kind == schema.Category {
		return newCategory(def, t.(*arrow.DictionaryType), o)
	}
	mem := o.Allocator
	if _, ok := t.(arrow.FixedWidthDataType); ok {
		mem = o.values
	}
	b := array.NewBuilder(mem, t)
	if l, ok := b.(*array.ListBuilder); ok {
		return list{l, castInto(l.ValueBuilder(), nil)}, nil
	}
	return castTo{b, castInto(b, zone)}, nil
}

// castInto gives the cast that appends to a builder, by the builder's type.
func castInto(b array.Builder, zone *epic.Zone) func(epic.Value) error {
	switch b := b.(type) {
	case *array.Int8Builder:
		return signed(b.Append)
	case *array.Int16Builder:
		return signed(b.Append)
	case *array.Int32Builder:
		return signed(b.Append)
	case *array.Int64Builder:
		return signed(b.Append)
	case *array.Uint8Builder:
		return unsigned(b.Append)
	case *array.Uint16Builder:
		return unsigned(b.Append)
	case *array.Uint32Builder:
		return unsigned(b.Append)
	case *array.Uint64Builder:
		return unsigned(b.Append)
	case *array.Float32Builder:
		return float32s(b.Append)
	case *array.Float64Builder:
		return float64s(b.Append)
	case *array.BooleanBuilder:
		return booleans(b.Append)
	case *array.StringBuilder:
		return texts(b.Append)
	case *array.BinaryBuilder:
		return texts(b.AppendString)
	case *array.Date32Builder:
		return days(b.Append)
	case *array.TimestampBuilder:
		return timestamps(b, zone)
	case *array.DurationBuilder:
		return spans(b.Append)
	}
	return func(epic.Value) error { return errLoss }
}

func signed[T int8 | int16 | int32 | int64](add func(T)) func(epic.Value) error {
	return func(v epic.Value) error {
		n, ok := v.Int, v.Kind == epic.Int
		if !ok {
			n, ok = number(v).AsInt()
		}
		if !ok || int64(T(n)) != n {
			return errLoss
		}
		add(T(n))
		return nil
	}
}

func unsigned[T uint8 | uint16 | uint32 | uint64](add func(T)) func(epic.Value) error {
	return func(v epic.Value) error {
		n, ok := number(v).AsInt()
		u := uint64(n)
		if v.Kind == epic.Uint {
			u = uint64(v.Int)
		} else if !ok || n < 0 {
			return errLoss
		}
		if uint64(T(u)) != u {
			return errLoss
		}
		add(T(u))
		return nil
	}
}

// number takes a flag for 0 or 1; numbers stay.
func number(v epic.Value) epic.Value {
	if v.Kind == epic.Bool {
		v.Kind = epic.Int
	}
	return v
}

// float64s takes a fraction to the nearest float, which text always means,
// but a whole number only exactly: it may be an identity.
func float64s(add func(float64)) func(epic.Value) error {
	return func(v epic.Value) error {
		f, ok := v.Float, v.Kind == epic.Float
		if !ok {
			f, ok = number(v).AsFloat()
		}
		if !ok || !exact(v, f) {
			return errLoss
		}
		add(f)
		return nil
	}
}

func float32s(add func(float32)) func(epic.Value) error {
	return func(v epic.Value) error {
		f, ok := number(v).AsFloat()
		g := float32(f)
		if !ok || !exact(v, float64(g)) || math.IsInf(float64(g), 0) && !math.IsInf(f, 0) || g == 0 && f != 0 {
			return errLoss
		}
		add(g)
		return nil
	}
}

// exact tells whether a float still is the whole number that it was made of.
func exact(v epic.Value, f float64) bool {
	switch v.Kind {
	case epic.Int:
		return f < 1<<63 && int64(f) == v.Int
	case epic.Uint:
		return f < 1<<64 && uint64(f) == uint64(v.Int)
	}
	return true
}
