package check

import (
	"testing"

	"handoff/wrapper"
)

// The contract admits what is unusual by saying nothing: a model may refuse
// it in words, and may not break on it.
func TestRefusesUnusual(t *testing.T) {
	raise := wrapper.Frame{Author: true, Source: "    raise LookupError(code)"}
	index := wrapper.Frame{Author: true, Source: "return text[0]"}
	tests := []struct {
		unusual bool
		kind    string
		at      wrapper.Frame
		want    bool
	}{
		{true, "LookupError", raise, true},
		{true, "KeyError", index, true},
		{true, "IndexError", index, false},
		{true, "UnicodeEncodeError", index, false},
		{false, "LookupError", raise, false},
	}
	for _, test := range tests {
		c := &call{unusual: test.unusual, err: &wrapper.Exception{Type: test.kind, Frames: []wrapper.Frame{{}, test.at}}}
		if got := c.refusesUnusual(); got != test.want {
			t.Errorf("%s at %q, unusual %v: %v", test.kind, test.at.Source, test.unusual, got)
		}
	}
}

// Unusual values are within what the contract says all the same.
func TestUnusualRowsAreValid(t *testing.T) {
	c := everyDType(t)
	record, err := generate(c, 7, unusual)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	for _, v := range c.ValidateInput(record) {
		t.Error(v)
	}
}
