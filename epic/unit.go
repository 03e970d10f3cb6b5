package epic

import (
	"fmt"
	"strings"
)

// A conversion takes one unit to another.
type conversion struct{ from, to string }

// scale converts a unit by a factor. Factors are exact: one pound is
// 0.45359237 kg and sixteen ounces, one inch is 2.54 cm (international yard
// and pound agreement, 1959).
func scale(name string, factor float64) func(Options) (step, error) {
	expected := &Error{name, "a number: put the decoder \"number\" before it where values are not plain"}
	return plain(func(v Value) (Value, error) {
		return convert(v, expected, func(x float64) float64 { return x * factor })
	})
}

var (
	errFahrenheit = &Error{"F->C", "a number"}
	errFeet       = &Error{"feet_inches", `feet and inches such as 5' 10", or inches`}
)

func fahrenheit(v Value) (Value, error) {
	return convert(v, errFahrenheit, func(x float64) float64 { return (x - 32) * 5 / 9 })
}

func convert(v Value, expected *Error, f func(float64) float64) (Value, error) {
	v, err := numberReader(v)
	if err != nil {
		return Value{}, expected
	}
	x, ok := v.AsFloat()
	if !ok {
		return Value{}, expected
	}
	return OfFloat(f(x)), nil
}

// feetInches reads a height as inches: 5' 10", 5' 10.5", 5'10, 6', 70".
func feetInches(v Value) (Value, error) {
	if v.Kind != Text {
		return convert(v, errFeet, func(x float64) float64 { return x })
	}
	feet, inches, hasFeet := strings.Cut(trimSpace(v.Text), "'")
	if !hasFeet {
		feet, inches = "0", feet
	}
	f, ok := ParseNumber(trimSpace(feet))
	if !ok || f.Kind != Int || f.Int < 0 {
		return Value{}, errFeet
	}
	inches = trimSpace(strings.TrimSuffix(trimSpace(inches), `"`))
	if inches == "" && hasFeet {
		return OfFloat(float64(f.Int) * 12), nil
	}
	n, ok := ParseNumber(inches)
	x, isNumber := n.AsFloat()
	if !ok || !isNumber || !(x >= 0) || hasFeet && x >= 12 {
		return Value{}, errFeet
	}
	return OfFloat(float64(f.Int)*12 + x), nil
}

// spellings are other ways in which contracts write a unit.
var spellings = map[string][]string{
	"kg": {"kilogram", "kilograms", "kgs", "kilo"},
	"g":  {"gram", "grams", "gm"},
	"lb": {"lbs", "pound", "pounds"},
	"oz": {"ounce", "ounces"},
	"cm": {"centimetre", "centimetres", "centimeter", "centimeters"},
	"m":  {"metre", "metres", "meter", "meters"},
	"in": {"inch", "inches"},
	"C":  {"°c", "degc", "celsius", "degrees celsius", "degree celsius", "cel"},
	"F":  {"°f", "degf", "fahrenheit", "degrees fahrenheit", "degree fahrenheit"},
}

// unitOf is the unit that a text spells, "" for one that no decoder concerns.
func unitOf(text string) string {
	text = strings.ToLower(trimSpace(text))
	for unit, others := range spellings {
		for _, s := range append(others, strings.ToLower(unit)) {
			if s == text {
				return unit
			}
		}
	}
	return ""
}

// CheckUnits holds conversions to each other and to the unit that the column is
// declared in, where it is in one that decoders know.
func CheckUnits(decode []string, unit string) error {
	var last decoder
	for _, name := range decode {
		d := decoders[max(0, find(name))]
		if d.units == (conversion{}) {
			continue
		}
		if last.name != "" && last.units.to != d.units.from {
			return fmt.Errorf("%q takes %s, and %q before it gives %s", d.name, d.units.from, last.name, last.units.to)
		}
		last = d
	}
	if declared := unitOf(unit); last.name != "" && declared != "" && declared != last.units.to {
		return fmt.Errorf("%q gives %s, and the column's unit is %s", last.name, last.units.to, unit)
	}
	return nil
}
