package schema

import (
	"cmp"
	"fmt"
)

// A Reason says in one word how a value breaks the contract. The list is closed.
type Reason string

// The reasons.
const (
	ReasonMissingColumn Reason = "missing-column" // a required column is not there
	ReasonDType         Reason = "dtype"          // the value is not of the declared type
	ReasonNull          Reason = "null"           // missing where nullable = false
	ReasonRange         Reason = "range"          // outside the declared range
	ReasonLevel         Reason = "level"          // not one of the declared levels
	ReasonFinite        Reason = "finite"         // NaN or infinite where it must not be
	ReasonRows          Reason = "rows"           // another number of rows than was given
	ReasonDecode        Reason = "decode"         // the raw value cannot be decoded
	ReasonKey           Reason = "key"            // a key is missing
	ReasonPlaceholder   Reason = "placeholder"    // a score is what the site has for none
	ReasonContributions Reason = "contributions"  // they are not one for each of the columns, or more than the site shows
)

// A Violation is one place where data break the contract. It is data, not an error.
type Violation struct {
	Reason   Reason
	Row      int64  // row in the batch from 0; -1 where a whole column is meant
	Column   string // column, key or output
	Declared string // e.g. "int64", "[0, 120]", "not null"
	Seen     Secret // the raw value, which prints as its shape
	Got      string // what was seen where that is no value of a patient: a type, a count, "null"
}

// String says what was expected and what was seen, the value by its shape.
func (v Violation) String() string {
	seen := v.Got
	if seen == "" {
		seen = cmp.Or(Visible(v.Seen.String()), "an empty text")
	}
	if v.Column == "" {
		return fmt.Sprintf("%s: expected %s, seen %s", v.Reason, v.Declared, seen)
	}
	return fmt.Sprintf("column %q: %s: expected %s, seen %s", v.Column, v.Reason, v.Declared, seen)
}
