package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A Secret is a value of a patient. Printing it in any way shows its shape
// only ("A####" for "Z7004"): letters become a or A, digits #, everything
// else stays. [Secret.Reveal] gives the value, for --show-values alone. Keep
// it out of unexported fields and of map keys: fmt calls no methods of the
// former, encoding/json none of the latter.
type Secret string

// Reveal gives the raw value.
func (s Secret) Reveal() string { return string(s) }

// String gives the value's shape.
func (s Secret) String() string { return Shape(string(s)) }

// Format keeps every verb, also a wrong one, from showing the value.
func (s Secret) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), Shape(string(s)))
}

// MarshalText keeps encoders from writing the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Shape(string(s))), nil }

// masked stands for a digit: nobody takes it for one, as "[Errno 99]" would be.
const masked = '#'

// Shape replaces letters by a or A and digits by # and keeps the rest.
func Shape(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsUpper(r):
			return 'A'
		case unicode.IsLetter(r):
			return 'a'
		case unicode.IsNumber(r):
			return masked
		}
		return r
	}, s)
}

// Visible is a text on one line, with line ends and whatever else a terminal
// would act on written as Go does.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// Escaped is a text as [Visible] has it with its backslashes doubled, so that the
// text can be told from it.
func Escaped(text string) string { return Visible(strings.ReplaceAll(text, `\`, `\\`)) }
