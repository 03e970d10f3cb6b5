package schema

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Kind is what a value is, apart from whether it may be missing.
type Kind string

// The kinds, by the names that the contract and pandas use.
const (
	Int8      Kind = "int8"
	Int16     Kind = "int16"
	Int32     Kind = "int32"
	Int64     Kind = "int64"
	Uint8     Kind = "uint8"
	Uint16    Kind = "uint16"
	Uint32    Kind = "uint32"
	Uint64    Kind = "uint64"
	Float32   Kind = "float32"
	Float64   Kind = "float64"
	Bool      Kind = "bool"
	Str       Kind = "str"
	Category  Kind = "category"
	Datetime  Kind = "datetime64[ns]"
	Date      Kind = "date"
	Timedelta Kind = "timedelta64[ns]"
	List      Kind = "list"
	JSON      Kind = "json"
)

// A DType is the dtype of a column or output. It is comparable.
type DType struct {
	Kind      Kind
	Zone      string // of a Datetime, an IANA name; "" for naive
	Elem      Kind   // of a List
	Extension bool   // pandas' own nullable type was named: Int64, Float64, boolean, string
}

// IsInteger tells whether the dtype is one of the eight integer kinds.
func (d DType) IsInteger() bool { return d.IsSigned() || d.IsUnsigned() }

// IsSigned tells whether the dtype is a signed integer.
func (d DType) IsSigned() bool { return slices.Contains([]Kind{Int8, Int16, Int32, Int64}, d.Kind) }

// IsUnsigned tells whether the dtype is an unsigned integer.
func (d DType) IsUnsigned() bool {
	return slices.Contains([]Kind{Uint8, Uint16, Uint32, Uint64}, d.Kind)
}

// IsFloat tells whether the dtype is float32 or float64.
func (d DType) IsFloat() bool { return d.Kind == Float32 || d.Kind == Float64 }

// IsTime tells whether a missing value of the dtype is NaT.
func (d DType) IsTime() bool { return d.Kind == Datetime || d.Kind == Timedelta }

var plainKinds = []Kind{
	Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, Float32, Float64,
	Bool, Str, Category, Datetime, Date, Timedelta, JSON,
}

// extensions maps pandas' names for its nullable types to the kind they hold.
var extensions = map[string]Kind{
	"Int8": Int8, "Int16": Int16, "Int32": Int32, "Int64": Int64,
	"UInt8": Uint8, "UInt16": Uint16, "UInt32": Uint32, "UInt64": Uint64,
	"Float32": Float32, "Float64": Float64, "boolean": Bool, "string": Str,
}

// ParseDType reads a dtype as a contract writes it, e.g. "int64", "Int64",
// "datetime64[ns, America/Chicago]", "list[float64]".
func ParseDType(s string) (DType, error) {
	if k := Kind(s); slices.Contains(plainKinds, k) {
		return DType{Kind: k}, nil
	}
	if k, ok := extensions[s]; ok {
		return DType{Kind: k, Extension: true}, nil
	}
	if zone, ok := inside(s, "datetime64[ns,", "]"); ok {
		return parseZoned(strings.TrimSpace(zone))
	}
	if elem, ok := inside(s, "list[", "]"); ok {
		return parseList(elem)
	}
	return DType{}, unknownDType(s)
}

func inside(s, before, after string) (string, bool) {
	s, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(s, after)
}

func parseZoned(zone string) (DType, error) {
	if zone == "" {
		return DType{}, errors.New("no time zone behind the comma: write datetime64[ns], or datetime64[ns, America/Chicago]")
	}
	if _, err := location(zone); err != nil {
		return DType{}, err
	}
	return DType{Kind: Datetime, Zone: zone}, nil
}

func parseList(elem string) (DType, error) {
	d, err := ParseDType(elem)
	if err != nil {
		return DType{}, err
	}
	if !d.IsInteger() && !d.IsFloat() && d.Kind != Bool && d.Kind != Str || d.Extension {
		return DType{}, fmt.Errorf("list[%s] is not supported: a list holds numbers, bool or str", elem)
	}
	return DType{Kind: List, Elem: d.Kind}, nil
}

func unknownDType(s string) error {
	if s == "object" {
		return fmt.Errorf(`"object" says how pandas keeps values, not what they are: write str, bool, date or an integer type with null = "None"`)
	}
	if near := Nearest(s, dtypeNames()); near != "" {
		return fmt.Errorf("unknown dtype %q: did you mean %q?", s, near)
	}
	return fmt.Errorf("unknown dtype %q: write one of %s, list[T], datetime64[ns, ZONE]", s, strings.Join(dtypeNames(), ", "))
}

// dtypeNames are the dtypes that have no parameter.
func dtypeNames() []string {
	var names []string
	for _, k := range plainKinds {
		names = append(names, string(k))
	}
	return append(names, slices.Sorted(maps.Keys(extensions))...)
}

// String writes the dtype as a contract does.
func (d DType) String() string {
	switch {
	case d.Kind == Datetime && d.Zone != "":
		return "datetime64[ns, " + d.Zone + "]"
	case d.Kind == List:
		return "list[" + string(d.Elem) + "]"
	case d.Extension:
		return extensionName(d.Kind)
	}
	return string(d.Kind)
}

// extensionName is pandas' name of the nullable type for a kind.
func extensionName(k Kind) string {
	for name, kind := range extensions {
		if kind == k {
			return name
		}
	}
	return ""
}

// MarshalText writes the dtype as a contract does.
func (d DType) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the dtype as a contract writes it.
func (d *DType) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDType(string(text))
	return err
}

// Null is what a missing value is in the frame. The zero Null stands for the
// dtype's own default, see [Column.NullValue].
type Null string

// The nulls.
const (
	NullNone Null = "None"
	NullNaN  Null = "NaN"
	NullNA   Null = "NA"
	NullNaT  Null = "NaT"
)
