package records

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"handoff/epic"
)

// scientific is a number as spreadsheets write long ids: the digits that it
// leaves out may have told two patients apart.
var scientific = regexp.MustCompile(`^\s*[+-]?[0-9]+(\.[0-9]*)?[eE][+-][0-9]+\s*$`)

var errScientific = &epic.Error{Expected: "all digits of an id; a spreadsheet wrote it as a number with an exponent: export it as text"}

// keyFault says why a text is refused as a key: for a character that is not
// seen, by which it would be another key than it looks like.
func keyFault(text string) error {
	for i, r := range text {
		if isUnseen(r) {
			return &epic.Error{Expected: fmt.Sprintf("no character that cannot be seen, such as U+%04X at character %d: remove it", r, utf8.RuneCountInString(text[:i])+1)}
		}
	}
	return nil
}

// isUnseen tells characters that take no room, or that look like a space and are
// another: controls, formats such as U+FEFF and U+200B, and all spaces but the
// plain one.
func isUnseen(r rune) bool {
	return r != ' ' && (unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Z, r))
}

// looksLike tells whether two names of columns differ by their case, and by
// characters that cannot be seen and white space, alone.
func looksLike(a, b string) bool { return strings.EqualFold(withoutUnseen(a), withoutUnseen(b)) }

func withoutUnseen(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || isUnseen(r) {
			return -1
		}
		return r
	}, name)
}
