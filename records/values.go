package records

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
)

// A getter gives the raw value of a row of a typed file's column.
type getter func(row int) epic.Value

// values gives the getter of an array. It panics, as Arrow does, where the
// array's buffers are corrupt.
func values(a arrow.Array) (getter, error) {
	get, err := present(a)
	if err != nil || a.NullN() == 0 {
		return get, err
	}
	return func(row int) epic.Value {
		if a.IsNull(row) {
			return epic.Value{}
		}
		return get(row)
	}, nil
}

// present gives the getter of the rows that are not null.
func present(a arrow.Array) (getter, error) {
	switch a := a.(type) {
	case *array.Null:
		return func(int) epic.Value { return epic.Value{} }, nil
	case *array.Boolean:
		return func(i int) epic.Value { return epic.OfBool(a.Value(i)) }, nil
	case *array.String:
		return func(i int) epic.Value { return epic.OfText(a.Value(i)) }, nil
	case *array.LargeString:
		return func(i int) epic.Value { return epic.OfText(a.Value(i)) }, nil
	case *array.StringView:
		return func(i int) epic.Value { return epic.OfText(a.Value(i)) }, nil
	case *array.Dictionary:
		return dictionary(a)
	case array.ListLike:
		return func(i int) epic.Value { return jsonText(a, i) }, nil
	case array.ExtensionArray:
		return values(a.Storage())
	}
	if get := presentNumber(a); get != nil {
		return get, nil
	}
	if get := presentTime(a); get != nil {
		return get, nil
	}
	return nil, fmt.Errorf("the file's type %s is none that a contract's dtype is read from", a.DataType())
}

func presentNumber(a arrow.Array) getter {
	switch a := a.(type) {
	case *array.Int8:
		return ints(a.Int8Values())
	case *array.Int16:
		return ints(a.Int16Values())
	case *array.Int32:
		return ints(a.Int32Values())
	case *array.Int64:
		return ints(a.Int64Values())
	case *array.Uint8:
		return ints(a.Uint8Values())
	case *array.Uint16:
		return ints(a.Uint16Values())
	case *array.Uint32:
		return ints(a.Uint32Values())
	case *array.Uint64:
		return func(i int) epic.Value { return epic.OfUint(a.Value(i)) }
	case *array.Float16:
		return func(i int) epic.Value { return rounded(float64(a.Value(i).Float32()), 1<<11) }
	case *array.Float32:
		return func(i int) epic.Value { return rounded(float64(a.Value(i)), 1<<24) }
	case *array.Float64:
		return func(i int) epic.Value { return floatValue(a.Value(i)) }
	case *array.Decimal128, *array.Decimal256:
		return func(i int) epic.Value { return decimal(a.ValueStr(i)) }
	}
	return nil
}

func ints[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](v []T) getter {
	return func(i int) epic.Value { return epic.OfInt(int64(v[i])) }
}

// rounded is floatValue of a dtype that tells whole numbers apart only below a
// bound: from there on one may be another, rounded, as [epic.Value] marks it.
func rounded(f, bound float64) epic.Value {
	v := floatValue(f)
	if math.Abs(f) >= bound {
		v.Int = 1
	}
	return v
}

// floatValue takes NaN for a missing value, which is what pandas writes.
func floatValue(f float64) epic.Value {
	if math.IsNaN(f) {
		return epic.Value{}
	}
	return epic.OfFloat(f)
}

func isDecimal(a arrow.Array) bool {
	return a.DataType().ID() == arrow.DECIMAL128 || a.DataType().ID() == arrow.DECIMAL256
}

// written gives decimals as texts with all digits of their scale: 250.00, which
// as a number would be 250.
func written(a arrow.Array) getter {
	return func(row int) epic.Value {
		if a.IsNull(row) {
			return epic.Value{}
		}
		scale := a.DataType().(arrow.DecimalType).GetScale()
		if wide, ok := a.(*array.Decimal256); ok {
			return epic.OfText(wide.Value(row).ToString(scale))
		}
		return epic.OfText(a.(*array.Decimal128).Value(row).ToString(scale))
	}
}

// decimal reads a decimal's text, so that its whole numbers stay exact.
func decimal(s string) epic.Value {
	if v, ok := epic.ParseNumber(s); ok {
		return v
	}
	return epic.OfText(s)
}

func presentTime(a arrow.Array) getter {
	switch a := a.(type) {
	case *array.Date32:
		return func(i int) epic.Value { return epic.OfTime(epic.Day, int64(a.Value(i))) }
	case *array.Date64:
		const day = int64(24 * time.Hour / time.Millisecond)
		return func(i int) epic.Value {
			if n := int64(a.Value(i)); n%day == 0 {
				return epic.OfTime(epic.Day, n/day)
			}
			return epic.OfText(a.ValueStr(i))
		}
	case *array.Timestamp:
		t := a.DataType().(*arrow.TimestampType)
		kind := epic.Wall
		if t.TimeZone != "" {
			kind = epic.Instant
		}
		return inNanos(a, kind, t.Unit, func(i int) int64 { return int64(a.Value(i)) })
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit
		return inNanos(a, epic.Span, unit, func(i int) int64 { return int64(a.Value(i)) })
	}
	return nil
}

// inNanos converts a unit to nanoseconds. What they cannot hold becomes text: of
// a time as ISO 8601 writes it, so that reading it tells the bounds.
func inNanos(a arrow.Array, kind epic.Kind, unit arrow.TimeUnit, at func(int) int64) getter {
	factor := int64(unit.Multiplier())
	return func(i int) epic.Value {
		n := at(i)
		if n > math.MaxInt64/factor || n < -math.MaxInt64/factor {
			return epic.OfText(beyondNanos(kind, n, unit))
		}
		return epic.OfTime(kind, n*factor)
	}
}

func beyondNanos(kind epic.Kind, n int64, unit arrow.TimeUnit) string {
	const wall = "2006-01-02T15:04:05.999999999"
	switch kind {
	case epic.Wall:
		return arrow.Timestamp(n).ToTime(unit).Format(wall)
	case epic.Instant:
		return arrow.Timestamp(n).ToTime(unit).Format(wall + "Z")
	}
	return fmt.Sprint(n, unit)
}

func dictionary(a *array.Dictionary) (getter, error) {
	get, err := values(a.Dictionary())
	if err != nil {
		return nil, err
	}
	return func(i int) epic.Value { return get(a.GetValueIndex(i)) }, nil
}

// jsonText is a list as JSON text, from which list columns are read.
func jsonText(a arrow.Array, i int) epic.Value {
	text, err := json.Marshal(a.GetOneForMarshal(i))
	if err != nil {
		return epic.OfText(a.ValueStr(i))
	}
	return epic.OfText(string(text))
}
