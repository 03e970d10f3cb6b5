package schema

// A Secret is a value of a patient. Printing it in any way shows its shape
// only ("A9999" for "Z7004"): letters become a or A, digits 9, everything
// else stays. [Secret.Reveal] gives the value, for --show-values alone.
type Secret string

// Reveal gives the raw value.
func (s Secret) Reveal() string { return string(s) }

// String gives the value's shape.
func (s Secret) String() string { return Shape(string(s)) }

// GoString keeps %#v from showing the value.
func (s Secret) GoString() string { return Shape(string(s)) }

// MarshalText keeps encoders from writing the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Shape(string(s))), nil }
