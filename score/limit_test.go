package score

import "testing"

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		limit          string
		rejected, read int64
		early, end     bool
	}{
		{"0", 0, 10, false, false},
		{"0", 1, 10, true, true},
		{"5", 5, 10, false, false},
		{"5", 6, 10, true, true},
		{"10%", 9, 10, false, true},
		{"10%", 1, 10, false, false},
		{"0%", 0, 0, false, false},
		{"0.5%", 5, 1000, false, false},
		{"0.5%", 6, 1000, false, true},
	} {
		l, err := ParseLimit(c.limit)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.brokenBy(c.rejected, c.read, false); got != c.early {
			t.Errorf("%s under way with %d of %d: %v", c.limit, c.rejected, c.read, got)
		}
		if got := l.brokenBy(c.rejected, c.read, true); got != c.end {
			t.Errorf("%s at the end with %d of %d: %v", c.limit, c.rejected, c.read, got)
		}
	}
	if (*Limit)(nil).brokenBy(1<<40, 1<<40, true) {
		t.Error("no limit was broken")
	}
}

func TestParseLimitRefuses(t *testing.T) {
	for _, s := range []string{"", "-1", "1.5", "%", "101%", "-1%", "NaN%", "ten"} {
		if l, err := ParseLimit(s); err == nil {
			t.Errorf("%q is read as %+v", s, l)
		}
	}
}
