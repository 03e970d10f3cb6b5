package score

import (
	"slices"
	"testing"
)

func TestParseRange(t *testing.T) {
	for text, want := range map[string][]int64{"7": {7, 7}, "3-9": {3, 9}, "1/3": {0, 2}, "2/3": {3, 5}, "3/3": {6, 9}, "1/1": {0, 9}} {
		r, err := ParseRange(text)
		first, last := r.in(10)
		if err != nil || !slices.Equal([]int64{first, last}, want) {
			t.Errorf("%s: %d to %d, %v", text, first, last, err)
		}
	}
	for _, text := range []string{"", "-1", "9-3", "0/4", "5/4", "1/", "a", "1-2-3", "99999999999999999999"} {
		if r, err := ParseRange(text); err == nil {
			t.Errorf("%q: %v", text, r)
		}
	}
}
