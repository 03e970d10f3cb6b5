package schema

import "github.com/apache/arrow/go/v16/arrow"

func (d *document) verifyRange(p path, dtype DType, bounds []Bound) {
	isTime := dtype.IsTime() || dtype.Kind == Date
	switch {
	case !d.has(p):
	case !dtype.IsInteger() && !dtype.IsFloat() && !isTime:
		d.fault(p, "is for numbers and times, not %s", dtype)
	case len(bounds) != 2:
		d.fault(p, "expected two bounds, [low, high], seen %d", len(bounds))
	case isTime:
		d.verifyTimes(p, dtype, bounds)
	default:
		d.verifyNumbers(p, dtype, bounds)
	}
}

func (d *document) verifyNumbers(p path, dtype DType, bounds []Bound) {
	for i, b := range bounds {
		if b.Time != "" {
			d.fault(p.index(i), "a bound of %s is a number, seen %s", dtype, b)
			return
		}
	}
	if bounds[0].Number > bounds[1].Number {
		d.fault(p, "low is above high: %s", rangeText(bounds))
	}
}

func (d *document) verifyTimes(p path, dtype DType, bounds []Bound) {
	var ticks [2]int64
	for i, b := range bounds {
		var err error
		if ticks[i], err = b.ticks(dtype, i == 1); err != nil {
			d.fault(p.index(i), "%v", err)
			return
		}
	}
	if ticks[0] > ticks[1] {
		d.fault(p, "low is above high: %s", rangeText(bounds))
	}
}

func (d *document) verifyLevels(p path, dtype DType, levels []Level) {
	at := p.key("levels")
	isWhole, isText := dtype.IsInteger(), dtype.Kind == Str
	switch {
	case dtype.Kind == Category && len(levels) == 0:
		d.fault(at, "missing: a category needs its levels, in the order it was fitted with")
	case dtype.Kind != Category && !isWhole && !isText && len(levels) > 0:
		d.fault(at, "is for category, str and integers, not %s", dtype)
	}
	seen := map[Level]bool{}
	for i, l := range levels {
		switch {
		case l.IsInt != levels[0].IsInt:
			d.fault(at.index(i), "%s is of another type than the first level: write all as text or all as whole numbers", l)
		case isWhole && !(l.IsInt && dtype.holds(l.Int)) || isText && l.IsInt:
			d.fault(at.index(i), "%s is no value of %s", l, dtype)
		case seen[l]:
			d.fault(at.index(i), "%s is there twice", l)
		}
		seen[l] = true
	}
}

// holds tells whether a whole number is one of an integer dtype.
func (d DType) holds(i int64) bool {
	size := arrowTypes[d.Kind].(arrow.FixedWidthDataType).BitWidth()
	if d.IsUnsigned() {
		return i >= 0 && (size == 64 || i>>size == 0)
	}
	return i>>(size-1) == 0 || i>>(size-1) == -1
}
