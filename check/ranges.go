package check

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A side is an end of a range.
type side int

const (
	above side = 1
	below side = -1
)

func (d side) String() string { return map[side]string{above: "above", below: "below"}[d] }

// beyond gives a column a value far beyond an end of its range in every row.
func (s *subject) beyond(end side) change {
	return func(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
		text, _ := s.farFrom(c, end)
		made, err := generateColumn(c, c.Arrow().Type, values.Len(), []string{text})
		return c, made, err
	}
}

// farFrom is a value, as text, as far beyond an end of a column's range as the
// range is wide, what another unit easily makes of it; false where the end is
// open or the dtype goes no further.
func (s *subject) farFrom(c schema.Column, end side) (string, bool) {
	if len(c.Range) != 2 {
		return "", false
	}
	low, high := c.Range[0], c.Range[1]
	at := map[side]schema.Bound{above: high, below: low}[end]
	switch {
	case at.Time == "" && math.IsInf(at.Number, 0):
		return "", false
	case c.DType.Kind == schema.Timedelta:
		first, err := time.ParseDuration(low.Time)
		last, other := time.ParseDuration(high.Time)
		return (map[side]time.Duration{above: last, below: first}[end] + time.Duration(end)*max(last-first, time.Hour)).String(), err == nil && other == nil
	case at.Time != "":
		return farTime(c.DType, at, end)
	}
	return s.farNumber(c.DType, low.Number, high.Number, end)
}

func (s *subject) farNumber(d schema.DType, low, high float64, end side) (string, bool) {
	bound := map[side]float64{above: high, below: low}[end]
	width := high - low
	if math.IsInf(width, 0) || width == 0 {
		width = max(math.Abs(bound), 1)
	}
	least, most := limitsOf(d)
	if cells, err := schema.ParseDType(s.contract.Predict.DType); err == nil && s.inMatrix() {
		l, m := limitsOf(cells)
		least, most = max(least, l), min(most, m)
	}
	far := min(max(bound+float64(end)*width, least), most)
	if d.IsInteger() {
		far = math.Trunc(far)
	}
	return strconv.FormatFloat(far, 'f', -1, 64), (far-bound)*float64(end) > 0
}

// limitsOf are the least and the greatest number that a dtype holds, and a
// float64 holds exactly.
func limitsOf(d schema.DType) (least, most float64) {
	const exact = 1 << 53
	bits := map[schema.Kind]int{schema.Int8: 7, schema.Int16: 15, schema.Int32: 31, schema.Uint8: 8, schema.Uint16: 16, schema.Uint32: 32}[d.Kind]
	switch {
	case d.Kind == schema.Float32:
		return -math.MaxFloat32, math.MaxFloat32
	case d.Kind == schema.Float64:
		return -math.MaxFloat64, math.MaxFloat64
	case d.Kind == schema.Bool:
		return 0, 1
	case bits == 0 && d.IsUnsigned():
		return 0, exact
	case bits == 0:
		return -exact, exact
	case d.IsUnsigned():
		return 0, float64(int64(1)<<bits - 1)
	}
	return -float64(int64(1) << bits), float64(int64(1)<<bits - 1)
}

// farTime is a time ten years beyond a bound, within what pandas' nanoseconds
// hold: 1677 to 2262.
func farTime(d schema.DType, bound schema.Bound, end side) (string, bool) {
	const years, first, last = 10, 1678, 2261
	t := boundTime(bound, time.Time{}).AddDate(years*int(end), 0, 0)
	if bound.Time == "" || t.Year() < first || t.Year() > last {
		return "", false
	}
	if d.Kind == schema.Date {
		return t.Format(time.DateOnly), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}

// ranged are the columns of which values beyond an end can be made, without
// those that are known already.
func (s *subject) ranged(end side, known []string) ([]string, error) {
	columns, err := s.columnsThat(func(c schema.Column) bool {
		_, up := s.farFrom(c, above)
		_, down := s.farFrom(c, below)
		return up || down
	}, "no column has a range that its dtype could leave")
	return slices.DeleteFunc(columns, func(name string) bool {
		_, ok := s.farFrom(s.declared(name), end)
		return !ok || slices.Contains(known, name)
	}), err
}
