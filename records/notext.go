package records

import (
	"bytes"
	"strconv"
	"unicode/utf16"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
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
// NUL nor for half of a surrogate pair, of which Go's decoder makes U+FFFD.
func escapesText(json []byte) bool {
	for {
		i := bytes.IndexByte(json, '\\')
		if i < 0 {
			return true
		}
		json = json[i:]
		r, ok := escaped(json)
		switch {
		case !ok: // another escape, whose second byte may be a backslash
			json = json[min(2, len(json)):]
			continue
		case r == 0:
			return false
		case utf16.IsSurrogate(r):
			json = json[escapeSize:]
			if low, ok := escaped(json); !ok || utf16.DecodeRune(r, low) == '\ufffd' {
				return false
			}
		}
		json = json[escapeSize:]
	}
}

// escapeSize is that of an escape such as \u00e9.
const escapeSize = 6

// escaped is what such an escape stands for that JSON begins with.
func escaped(json []byte) (rune, bool) {
	if len(json) < escapeSize || json[0] != '\\' || json[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(json[2:escapeSize]), 16, 32)
	return rune(n), err == nil
}
