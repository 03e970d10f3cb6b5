package epic

import "fmt"

// A Kind is what a [Value] is.
type Kind uint8

// The kinds. A Wall time is what a clock without a zone shows; an Instant is
// a point in time. Both count nanoseconds, so both lie between 1677-09-21 and
// 2262-04-11; a Day has no such limit.
const (
	Missing Kind = iota // Value.Int says why, see [Pipeline.Why]
	Text                // Value.Text
	Int                 // Value.Int
	Uint                // Value.Int holds the bits of a uint64 above the limit of int64
	Float               // Value.Float; Value.Int is 1 where it is whole and what it was read from may not be that number
	Bool                // Value.Int is 0 or 1
	Day                 // Value.Int is days since 1970-01-01
	Wall                // Value.Int is nanoseconds since 1970-01-01 00:00 on that clock
	Instant             // Value.Int is nanoseconds since 1970-01-01 00:00 UTC
	Span                // Value.Int is nanoseconds
)

// A Value is a raw or a decoded value.
type Value struct {
	Kind  Kind
	Int   int64
	Float float64
	Text  string
}

// OfText is a text.
func OfText(s string) Value { return Value{Kind: Text, Text: s} }

// OfInt is a whole number.
func OfInt(i int64) Value { return Value{Kind: Int, Int: i} }

// OfUint is a whole number that may lie above the limit of int64.
func OfUint(u uint64) Value {
	if u <= 1<<63-1 {
		return OfInt(int64(u))
	}
	return Value{Kind: Uint, Int: int64(u)}
}

// OfFloat is a number.
func OfFloat(f float64) Value { return Value{Kind: Float, Float: f} }

// OfBool is a flag.
func OfBool(b bool) Value {
	if b {
		return Value{Kind: Bool, Int: 1}
	}
	return Value{Kind: Bool}
}

// OfTime is a value of one of the kinds of time, see the kinds.
func OfTime(k Kind, n int64) Value { return Value{Kind: k, Int: n} }

// An Error says what a decoder expected. It holds nothing of the value, which
// may be a patient's: whoever has the value decides how it is shown.
type Error struct {
	Decoder  string // "" where the column's dtype alone asked for it
	Expected string // e.g. "a number"
}

func (e *Error) Error() string {
	if e.Decoder == "" {
		return "expected " + e.Expected
	}
	return fmt.Sprintf("expected %s (decoder %q)", e.Expected, e.Decoder)
}
