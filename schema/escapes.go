package schema

import (
	"bytes"
	"iter"
	"strconv"
	"unicode/utf16"
)

// Escapes are the characters that escapes such as \u00e9 in JSON stand for, in
// turn: of a surrogate pair the one that both make, and of half a pair that half,
// of which Go's decoder makes U+FFFD.
func Escapes(json []byte) iter.Seq[rune] {
	return func(yield func(rune) bool) {
		for {
			i := bytes.IndexByte(json, '\\')
			if i < 0 {
				return
			}
			json = json[i:]
			r, ok := escaped(json)
			if !ok { // another escape, whose second byte may be a backslash
				json = json[min(2, len(json)):]
				continue
			}
			json = json[escapeSize:]
			if low, ok := escaped(json); ok && utf16.DecodeRune(r, low) != '\ufffd' {
				r, json = utf16.DecodeRune(r, low), json[escapeSize:]
			}
			if !yield(r) {
				return
			}
		}
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

// escapesNUL tells whether JSON has a NUL by its escape.
func escapesNUL(json []byte) bool {
	for r := range Escapes(json) {
		if r == 0 {
			return true
		}
	}
	return false
}
