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

// A NotTaken is how an output does not go with what a site takes back, whatever
// its values.
type NotTaken struct {
	Violation
	Fix string // what to do
}

func (n NotTaken) String() string { return fmt.Sprintf("%s: %s", n.Violation, n.Fix) }

// NotTaken are the outputs that a site does not take back: those that are no
// number where it takes numbers only, and those that can be no number that it
// has for a missing one. Contributions are numbers in their own way, and a flag
// is a number where numbers only are taken.
func (c *Contract) NotTaken(profile *Profile) (found []NotTaken) {
	site := takenBy(profile)
	for _, o := range c.Outputs {
		isFlag := o.DType.Kind == Bool
		switch {
		case site.NumbersOnly && !o.isNumber() && !isFlag && !o.Contributions:
			found = append(found, o.notTaken("a number, since the site takes nothing else back", "declare another dtype, or leave the output out"))
		case site.Missing != nil && o.Nullable && (o.isNumber() || isFlag && site.NumbersOnly) && o.Placeholder(profile) == "":
			found = append(found, o.notTaken(fmt.Sprintf("a dtype that holds %v, which the site has for a missing one", Bound{Number: *site.Missing}),
				o.instead(*site.Missing)+", or nullable = false, by which a record without a value is a reject, or give the profile another number"))
		}
	}
	return found
}

func (o Output) notTaken(declared, fix string) NotTaken {
	return NotTaken{Violation{Reason: ReasonDType, Row: -1, Column: o.Name, Declared: declared, Got: o.DType.String()}, fix}
}

// instead is a dtype that holds what a site has for a missing value.
func (o Output) instead(none float64) string {
	switch {
	case none != math.Trunc(none):
		return "declare float64"
	case o.DType.Kind == Bool:
		return "have predict give 1 and 0, declared as int64"
	}
	return "declare int64"
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
