package wire

import "testing"

// A value is text by itself: two that are so together do for neither.
func TestTextIsUTF8ByItself(t *testing.T) {
	for _, c := range []struct {
		data string
		at   []int32
		want bool
	}{
		{"", nil, true},
		{"", []int32{0, 0}, true},
		{"a\u00e9b", []int32{0, 1, 3, 3, 4}, true},
		{"a\u00e9b", []int32{0, 2, 4}, false},
		{"a\u00e9b", []int32{2, 4}, false},
		{"a\u00e9b", []int32{0, 2}, false},
		{"a\xc3b", []int32{0, 1, 3}, false},
		{"\xc3a\xc3", []int32{1, 2}, true},
	} {
		if got := areText(c.at, []byte(c.data)); got != c.want {
			t.Errorf("%q cut at %v: %v, want %v", c.data, c.at, got, c.want)
		}
	}
}
