package epic

import (
	"math"
	"strconv"
	"strings"
)

var (
	errNumber     = &Error{"number", `a number with a decimal point`}
	errComma      = &Error{"number_comma", `a number with a decimal comma`}
	errComparator = &Error{"number", `a number without < or >: the column's comparator is "reject", other choices are "drop" and "missing"`}
	errPercent    = &Error{"number", `a number without %: the column's unit is not %`}
	errPlain      = &Error{"", "a number"}
)

// ParseNumber reads a decimal number without white space: Int (or Uint) where
// it is written as a whole number that fits, otherwise the nearest Float, as
// also for -0, whose sign no Int has and pandas keeps in a float. Of the forms
// that Go knows it refuses inf, nan, hexadecimal and underscores, and numbers
// whose nearest float is infinite, or 0 where they are not.
func ParseNumber(s string) (Value, bool) {
	n, behind, ok := digitsOf(s)
	switch {
	case s == "":
		return Value{}, false
	case !ok && len(s) > mostDigits:
		return parseLong(s)
	case !ok, behind >= 0 && n >= 1<<53:
		return parseFloat(s)
	case behind >= 0:
		return OfFloat(fraction(n, behind, s[0] == '-')), true
	case s[0] != '-':
		return OfInt(n), true
	case n == 0:
		return OfFloat(math.Copysign(0, -1)), true
	}
	return OfInt(-n), true
}

// ParseFloat is ParseNumber for those of its numbers that need no Value: below
// 2^53 by their digits, and without an exponent. It gives false for any other.
func ParseFloat(s string) (float64, bool) {
	n, behind, ok := digitsOf(s)
	switch {
	case !ok || n >= 1<<53:
		return 0, false
	case behind >= 0:
		return fraction(n, behind, s[0] == '-'), true
	case s[0] == '-':
		return -float64(n), true
	}
	return float64(n), true
}

// mostDigits is how many digits an int64 always holds.
const mostDigits = 18

// digitsOf reads a number of no more digits, without an exponent: the digits as
// a whole number without its sign, and how many stand behind the point, -1
// where there is none.
func digitsOf(s string) (n int64, behind int, ok bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if s == "" || len(s) > mostDigits {
		return 0, 0, false
	}
	behind = -1
	for i := range len(s) {
		d := s[i] - '0'
		switch {
		case d <= 9:
			n = n*10 + int64(d)
		case s[i] == '.' && behind < 0 && len(s) > 1:
			behind = len(s) - 1 - i
		default:
			return 0, 0, false
		}
	}
	return n, behind, true
}

// fraction is digits below 2^53, with so many of them behind the point. Both
// the digits and the power of ten are floats without rounding, so that their
// quotient is the nearest float (Clinger, How to read floating point numbers
// accurately). Nor is a quotient of so few digits whole by rounding alone.
func fraction(digits int64, behind int, negative bool) float64 {
	f := float64(digits) / powers[behind]
	if negative {
		f = -f
	}
	return f
}

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17}

// parseLong reads whole numbers near or beyond the limits of 64 bits.
func parseLong(s string) (Value, bool) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && (i != 0 || s[0] != '-') {
		return OfInt(i), true
	}
	if u, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), 10, 64); err == nil {
		return OfUint(u), true
	}
	return parseFloat(s)
}

func parseFloat(s string) (Value, bool) {
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return Value{}, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	v := OfFloat(f)
	if f == math.Trunc(f) && !isWhole(s) {
		v.Int = 1
	}
	return v, err == nil && (f != 0 || isZero(s))
}

// isZero tells whether a decimal number is 0 by its digits: the nearest float
// may be 0 where the number is not.
func isZero(s string) bool {
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		s = s[:i]
	}
	return !strings.ContainsAny(s, "123456789")
}

// isWhole tells whether a decimal number is a whole one by its digits: the
// nearest float may be whole where the number is not.
func isWhole(s string) bool {
	mantissa, exponent := strings.TrimLeft(s, "+-"), "0"
	if i := strings.IndexAny(mantissa, "eE"); i >= 0 {
		mantissa, exponent = mantissa[:i], mantissa[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	if fraction == "" {
		whole = strings.TrimRight(whole, "0")
	}
	digits := len(whole) + len(fraction)
	shift, err := strconv.Atoi(exponent)
	point := len(mantissa) // where there is none, behind the last digit
	if i := strings.IndexByte(mantissa, '.'); i >= 0 {
		point = i
	}
	return strings.Trim(whole+fraction, "0") == "" || err == nil && digits <= point+shift
}

func numberReader(v Value) (Value, error) {
	if v.Kind != Text {
		return v, nil
	}
	v, ok := ParseNumber(v.Text)
	if !ok {
		return Value{}, errPlain
	}
	return v, nil
}

func buildNumber(o Options) (step, error) {
	return onText(func(v Value) (Value, error) { return number(v.Text, o, errNumber) }), nil
}

// buildNumberComma reads 36,6; a point is refused, since it would separate
// thousands.
func buildNumberComma(o Options) (step, error) {
	return onText(func(v Value) (Value, error) {
		if strings.Contains(v.Text, ".") {
			return Value{}, errComma
		}
		return number(strings.Replace(v.Text, ",", ".", 1), o, errComma)
	}), nil
}

func number(s string, o Options, expected *Error) (Value, error) {
	s = trimSpace(s)
	if rest := withoutComparator(s); len(rest) < len(s) {
		switch o.Comparator {
		case "drop":
			s = trimSpace(rest)
		case "missing":
			return missingFor(comparator), nil
		default:
			return Value{}, errComparator
		}
	}
	if n := len(s) - 1; n >= 0 && s[n] == '%' {
		if o.Unit != "%" {
			return Value{}, errPercent
		}
		s = trimSpace(s[:n])
	}
	v, ok := ParseNumber(s)
	if !ok {
		return Value{}, expected
	}
	return v, nil
}

// withoutComparator takes off what stands before a result beyond what was
// measured. Most texts have nothing of it.
func withoutComparator(s string) string {
	if s == "" || s[0] != '<' && s[0] != '>' && s[0] != '=' && s[0] < 0x80 {
		return s
	}
	return strings.TrimLeft(s, "<>=≤≥")
}

// AsFloat is the value of a number; false for any other kind.
func (v Value) AsFloat() (float64, bool) {
	switch v.Kind {
	case Int:
		return float64(v.Int), true
	case Uint:
		return float64(uint64(v.Int)), true
	case Float:
		return v.Float, true
	}
	return 0, false
}

// AsInt is the value of a whole number that fits an int64; false for any
// other. A Float of 2^53 or more is refused, since it may be another whole number
// rounded, and so is one that only the rounding of its text made whole.
func (v Value) AsInt() (int64, bool) {
	if v.Kind == Int {
		return v.Int, true
	}
	if v.Kind != Float || v.Int != 0 || v.Float != math.Trunc(v.Float) || math.Abs(v.Float) >= 1<<53 {
		return 0, false
	}
	return int64(v.Float), true
}
