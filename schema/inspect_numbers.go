package schema

import (
	"math"

	"github.com/apache/arrow/go/v16/arrow"
)

type whole interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

type real interface{ whole | ~float32 | ~float64 }

// outside reports each value below low or above high; NaN is neither.
func outside[T real, B int64 | float64](values []T, low, high B, report func(int)) {
	for i, v := range values {
		if b := B(v); b < low || b > high {
			report(i)
		}
	}
}

func (n *inspection) outOfRange(i int) { n.note(i, ReasonRange) }

// numbers compares as float64, which is exact for every bound: a contract's
// lie within 2^53.
func numbers[T whole](n *inspection, values []T) {
	if n.bounds != nil {
		outside(values, n.bounds[0].Number, n.bounds[1].Number, n.outOfRange)
	}
	if n.levels != nil {
		known := wholeLevels(n.levels)
		for i, v := range values {
			if !known[int64(v)] {
				n.note(i, ReasonLevel)
			}
		}
	}
	if none := n.site.Missing; none != nil {
		equal(n, values, func(v T) bool { return float64(v) == *none })
	}
}

// equal notes each value that is what the site has for a missing one.
func equal[T real](n *inspection, values []T, isNone func(T) bool) {
	for i, v := range values {
		if isNone(v) {
			n.note(i, ReasonPlaceholder)
		}
	}
}

// exact notes whole numbers that float64 may not hold.
func exact[T int64 | uint64](n *inspection, values []T) {
	if !n.inFloat {
		return
	}
	for i, v := range values {
		if v > maxExactInt || v+maxExactInt < 0 {
			n.note(i, ReasonDType)
		}
	}
}

// floats brings bounds to the values' own precision, so that a float32 0.1
// lies within [0, 0.1].
func floats[T float32 | float64](n *inspection, values []T) {
	for i, v := range values {
		switch {
		case v-v == 0: // finite
		case v == v && n.isOutput: // infinite
			n.note(i, ReasonFinite)
		case v != v && !n.nullable && n.isOutput:
			n.note(i, ReasonFinite)
		case v != v && !n.nullable && n.arr.IsValid(i):
			n.missing(i, "NaN")
		}
	}
	if none := n.site.Missing; none != nil {
		equal(n, values, func(v T) bool { return v == T(*none) })
	}
	if n.bounds == nil {
		return
	}
	low, high := float64(T(n.bounds[0].Number)), float64(T(n.bounds[1].Number))
	outside(values, low, high, func(i int) {
		if finite := values[i]-values[i] == 0; finite || !n.isOutput {
			n.note(i, ReasonRange)
		}
	})
}

// The days since 1970 of the first and last date that Python's datetime.date holds.
const (
	firstPythonDay = -719162 // 0001-01-01
	lastPythonDay  = 2932896 // 9999-12-31
)

func dates(n *inspection, values []arrow.Date32) {
	outside(values, int64(firstPythonDay), lastPythonDay, func(i int) { n.note(i, ReasonDType) })
	ticks(n, values)
}

// times knows that the least value is NaT to numpy and pandas.
func times[T ~int64](n *inspection, values []T) {
	if !n.nullable {
		outside(values, math.MinInt64+1, int64(math.MaxInt64), func(i int) {
			if n.arr.IsValid(i) {
				n.missing(i, "NaT")
			}
		})
	}
	ticks(n, values)
}

func ticks[T ~int32 | ~int64](n *inspection, values []T) {
	if n.bounds == nil {
		return
	}
	low, _ := n.bounds[0].ticks(n.dtype, false) // a contract's bounds are valid
	high, _ := n.bounds[1].ticks(n.dtype, true)
	outside(values, low, high, func(i int) {
		if int64(values[i]) != math.MinInt64 {
			n.note(i, ReasonRange)
		}
	})
}
