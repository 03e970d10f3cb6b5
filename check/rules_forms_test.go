package check

import (
	"testing"

	"handoff/wrapper"
)

// What is wrong with the kind of object given is told from other faults.
func TestRefusesForm(t *testing.T) {
	tests := map[string]struct {
		raised wrapper.Exception
		want   bool
	}{
		"open":       {wrapper.Exception{Type: "ValueError", Message: "embedded null byte"}, true},
		"attribute":  {wrapper.Exception{Type: "AttributeError", Message: "'bytes' object has no attribute 'convert'"}, true},
		"own":        {wrapper.Exception{Type: "ValueError", Message: "expected the path of a JPEG"}, true},
		"not there":  {wrapper.Exception{Type: "FileNotFoundError"}, true},
		"shape":      {wrapper.Exception{Type: "ValueError", Message: "expected float32 of shape (3, 64, 64)"}, false},
		"renamed":    {wrapper.Exception{Type: "AttributeError", Message: "module 'torch' has no attribute 'solve'"}, false},
		"arithmetic": {wrapper.Exception{Type: "ZeroDivisionError", Message: "division by zero"}, false},
	}
	for name, test := range tests {
		if got := refusesForm(&test.raised); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
