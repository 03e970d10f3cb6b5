package epic

import (
	"strconv"
	"strings"
)

var (
	errTrim     = &Error{"trim", "text"}
	errID       = &Error{"epic_id", "an id such as 12345, Z12345, <12345> or Z<12345>"}
	errCaboodle = &Error{"caboodle_key", "a whole number"}
)

func trimmed(s string) string { return strings.TrimSpace(s) }

func trim(v Value) (Value, error) {
	if v.Kind != Text {
		return Value{}, errTrim
	}
	v.Text = trimSpace(v.Text)
	return v, nil
}

// bloodPressure reads one of the two numbers of "120/80".
func bloodPressure(name string, part int) func(Options) (step, error) {
	expected := &Error{name, `a blood pressure such as "120/80"`}
	return plain(func(v Value) (Value, error) {
		first, second, ok := strings.Cut(v.Text, "/")
		s, ok1 := pressure(first)
		d, ok2 := pressure(second)
		if v.Kind != Text || !ok || !ok1 || !ok2 {
			return Value{}, expected
		}
		return OfInt([2]int64{s, d}[part]), nil
	})
}

func pressure(s string) (int64, bool) { return count(OfText(trimSpace(s)), 999) }

// epicID normalises the forms in which one id arrives.
func epicID(v Value) (Value, error) {
	if v.Kind != Text {
		return numericID(v)
	}
	s := trimSpace(v.Text)
	if s == "" {
		return Value{}, nil
	}
	if strings.EqualFold(s, "none") || strings.EqualFold(s, "nan") {
		return missingFor(noneText), nil
	}
	if whole, ok := strings.CutSuffix(s, ".0"); ok && onlyDigits(whole) {
		return OfText(whole), nil
	}
	return bareID(s)
}

// bareID takes the brackets off an id: one upper-case letter or none, then
// digits, in brackets or not.
func bareID(s string) (Value, error) {
	letter, number := "", s
	if s[0] >= 'A' && s[0] <= 'Z' {
		letter, number = s[:1], s[1:]
	}
	inner, ok := strings.CutPrefix(number, "<")
	if ok {
		if number, ok = strings.CutSuffix(inner, ">"); !ok {
			return Value{}, errID
		}
	}
	if !onlyDigits(number) {
		return Value{}, errID
	}
	if !ok { // nothing was taken off
		return OfText(s), nil
	}
	return OfText(letter + number), nil
}

// numericID is an id that a typed file holds as a number. NaN is how pandas
// writes a missing one.
func numericID(v Value) (Value, error) {
	if v.Kind == Float && v.Float != v.Float {
		return missingFor(noneText), nil
	}
	i, ok := v.AsInt()
	if !ok || i < 0 {
		return Value{}, errID
	}
	return OfText(strconv.FormatInt(i, 10)), nil
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// caboodleKey is a whole number from 1. The texts that stand beside NULL are
// tokens, see tokensOf.
func caboodleKey(v Value) (Value, error) {
	v, err := numberReader(v)
	if err != nil {
		return Value{}, errCaboodle
	}
	key, ok := v.AsInt()
	if !ok {
		return Value{}, errCaboodle
	}
	if key < 1 {
		return missingFor(keyBelow1), nil
	}
	return OfInt(key), nil
}
