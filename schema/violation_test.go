package schema

import "testing"

// What is seen is never nothing: an empty text is told as one.
func TestViolationOfAnEmptyText(t *testing.T) {
	v := Violation{Reason: ReasonLevel, Column: "WARD", Declared: "[ICU FLOOR]"}
	if got, want := v.String(), `column "WARD": level: expected [ICU FLOOR], seen an empty text`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
