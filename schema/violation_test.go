package schema

import "testing"

// What is seen is never nothing: an empty text is told as one.
func TestViolationOfAnEmptyText(t *testing.T) {
	v := Violation{Reason: ReasonLevel, Column: "WARD", Declared: "[ICU FLOOR]"}
	if got, want := v.String(), `column "WARD": level: expected [ICU FLOOR], seen an empty text`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A message is one line, and a terminal does not act on what was seen.
func TestViolationOfControlCharacters(t *testing.T) {
	v := Violation{Reason: ReasonDType, Column: "AGE", Declared: "int64", Seen: "4\n\x1b[31m\u202e"}
	if got, want := v.String(), `column "AGE": dtype: expected int64, seen #\n\x1b[##a\u202e`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
