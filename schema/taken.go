package schema

import (
	"fmt"
	"math"
	"strconv"

	"handoff/epic"
)

// takenBy is what a site takes back; without a profile it is all.
func takenBy(p *Profile) epic.Outputs {
	if p == nil {
		return epic.Outputs{}
	}
	return p.Outputs
}

// NotTaken is what of the outputs a site does not take back, whatever their
// values: those that are no number where it takes numbers only, and those
// whose dtype cannot hold what the site writes for a missing one. Contributions
// are numbers in their own way.
func (c *Contract) NotTaken(profile *Profile) []Violation {
	var found violations
	site := takenBy(profile)
	for _, o := range c.Outputs {
		isNumber := o.isNumber() || o.DType.Kind == Bool
		switch {
		case site.NumbersOnly && !isNumber && !o.Contributions:
			found.whole(o.Name, ReasonDType, "a number, since the site takes nothing else back", o.DType.String())
		case site.Missing != nil && o.Nullable && isNumber && o.Placeholder(profile) == "":
			found.whole(o.Name, ReasonDType, fmt.Sprintf("a dtype that holds %v, which the site has for a missing one", Bound{Number: *site.Missing}), o.DType.String())
		}
	}
	return found
}

// isNumber tells whether values are numbers; levels may be.
func (o Output) isNumber() bool {
	return o.DType.IsInteger() || o.DType.IsFloat() || o.DType.Kind == Category && o.arrowType() == arrowTypes[Int64]
}

// Placeholder is what a site writes where a value of the output is missing,
// as a record file has it; "" where that stays missing.
func (o Output) Placeholder(profile *Profile) string {
	if !o.Nullable {
		return ""
	}
	return o.promise(takenBy(profile)).placeholder()
}

// placeholder is "" where there is none that the output could hold.
func (p promise) placeholder() string {
	none := p.site.Missing
	switch {
	case p.dtype.Kind != JSON && p.arrow == arrowTypes[Str]:
		return p.site.MissingText
	case none == nil:
		return ""
	case p.dtype.Kind == Float32: // in its own precision, in which values are held to it
		return strconv.FormatFloat(*none, 'g', -1, 32)
	case p.dtype.Kind == Float64:
		return strconv.FormatFloat(*none, 'g', -1, 64)
	case *none != math.Trunc(*none):
		return ""
	case p.dtype.IsInteger() && p.dtype.holds(int64(*none)), p.dtype.Kind == Category:
		return strconv.FormatInt(int64(*none), 10)
	}
	return ""
}
