package records

import (
	"bytes"
	"unicode/utf16"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// errNoText says that bytes, or what JSON's escapes stand for, are no text.
var errNoText = &epic.Error{Expected: "UTF-8 without NUL bytes"}

// withoutNUL tells whether no text of an array holds a NUL, by one look at all
// of them; false where there is no such look.
func withoutNUL(a arrow.Array) bool {
	switch a := a.(type) {
	case *array.String:
		return bytes.IndexByte(a.ValueBytes(), 0) < 0
	case *array.LargeString:
		return bytes.IndexByte(a.ValueBytes(), 0) < 0
	case *array.Dictionary:
		return withoutNUL(a.Dictionary())
	}
	return false
}

// escapesText tells whether the escapes in JSON stand for text: neither for a
// NUL nor for half of a surrogate pair.
func escapesText(json []byte) bool {
	for r := range schema.Escapes(json) {
		if r == 0 || utf16.IsSurrogate(r) {
			return false
		}
	}
	return true
}
