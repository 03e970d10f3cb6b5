package schema

import (
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
)

// An inspection goes through the values of one column, one loop a promise.
// Nothing is allocated for a value that keeps it.
type inspection struct {
	promise
	arr   arrow.Array
	found *violations
}

// note notes a violation by the value at i, unless it is missing.
func (n *inspection) note(i int, reason Reason) {
	if n.arr.IsNull(i) {
		return
	}
	*n.found = append(*n.found, Violation{Reason: reason, Row: int64(i), Column: n.name,
		Declared: n.declared(reason), Seen: Secret(n.arr.ValueStr(i))})
}

// missing notes a missing value at i.
func (n *inspection) missing(i int, got string) {
	*n.found = append(*n.found, Violation{Reason: ReasonNull, Row: int64(i), Column: n.name, Declared: "not missing", Got: got})
}

// declared says what the contract declares for a reason.
func (n *inspection) declared(reason Reason) string {
	switch {
	case reason == ReasonRange:
		return rangeText(n.bounds)
	case reason == ReasonLevel:
		return levelsText(n.levels)
	case reason == ReasonFinite:
		return "finite"
	case reason == ReasonNull:
		return n.dtype.String() + " without missing elements"
	case reason == ReasonPlaceholder:
		return fmt.Sprintf("other than %s, which stands for a missing one at the site", n.placeholder())
	case n.inFloat && n.isOutput:
		return fmt.Sprintf("%s within 2^53, which float64 holds exactly", n.dtype)
	case n.inFloat:
		return fmt.Sprintf("%s within 2^53, which float64 with NaN holds exactly", n.dtype)
	case n.isOutput && n.dtype.Kind == Str:
		return n.dtype.String() + " in UTF-8 without NUL"
	case n.dtype.Kind == JSON:
		return n.dtype.String() + " without NUL"
	case n.dtype.Kind == Str:
		return n.dtype.String() + " in UTF-8"
	}
	return n.dtype.String()
}

func (n *inspection) run() {
	n.nulls()
	switch a := n.arr.(type) {
	case *array.Int8:
		numbers(n, a.Int8Values())
	case *array.Int16:
		numbers(n, a.Int16Values())
	case *array.Int32:
		numbers(n, a.Int32Values())
	case *array.Int64:
		numbers(n, a.Int64Values())
		exact(n, a.Int64Values())
	case *array.Uint8:
		numbers(n, a.Uint8Values())
	case *array.Uint16:
		numbers(n, a.Uint16Values())
	case *array.Uint32:
		numbers(n, a.Uint32Values())
	case *array.Uint64:
		numbers(n, a.Uint64Values())
		exact(n, a.Uint64Values())
	case *array.Float32:
		floats(n, a.Float32Values())
	case *array.Float64:
		floats(n, a.Float64Values())
	case *array.Date32:
		dates(n, a.Date32Values())
	case *array.Timestamp:
		times(n, a.TimestampValues())
	case *array.Duration:
		times(n, a.DurationValues())
	case *array.String:
		n.texts(a)
	case *array.Dictionary:
		n.categories(a)
	case *array.List:
		n.lists(a)
	}
}

func (n *inspection) nulls() {
	if n.nullable || n.arr.NullN() == 0 {
		return
	}
	for i := range n.arr.Len() {
		if n.arr.IsNull(i) {
			n.missing(i, "null")
		}
	}
}
