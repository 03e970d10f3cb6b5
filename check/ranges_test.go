package check

import (
	"fmt"
	"testing"

	"handoff/schema"
)

// What is far from a range is out of it, and in what the dtype holds.
func TestFarFrom(t *testing.T) {
	tests := []struct{ dtype, bounds, above, below string }{
		{"int64", "[0, 120]", "240", "-120"},
		{"int8", "[0, 120]", "127", "-120"},
		{"uint8", "[0, 255]", "", ""},
		{"uint16", "[5, 10]", "15", "0"},
		{"float64", "[0.5, inf]", "", "-0.5"},
		{"float32", "[7, 7]", "14", "0"},
		{"date", "[1995-01-01, 2099-12-31]", "2109-12-31", "1985-01-01"},
		{"datetime64[ns]", "[1995-01-01, 2255-12-31]", "", "1985-01-01T00:00:00"},
		{"timedelta64[ns]", `["0h", "36h"]`, "72h0m0s", "-36h0m0s"},
	}
	for _, test := range tests {
		text := fmt.Sprintf("[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\n[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n"+
			"[[columns]]\nname = \"x\"\ndtype = %q\nrange = %s\n", test.dtype, test.bounds)
		c, err := schema.Parse("handoff.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s := &subject{contract: c}
		made, err := s.made(nil)
		if err != nil {
			t.Fatal(err)
		}
		for end, want := range map[side]string{above: test.above, below: test.below} {
			got, ok := s.farFrom(c.Columns[0], end)
			if ok != (want != "") || ok && got != want {
				t.Errorf("%s %s %s: %q, %v; want %q", end, test.dtype, test.bounds, got, ok, want)
			}
			if !ok {
				continue
			}
			changed, err := made.changed([]string{"x"}, s.beyond(end))
			if err != nil {
				t.Fatal(err)
			}
			if found := c.ValidateInput(changed.record); int64(len(found)) != changed.record.NumRows() || found[0].Reason != schema.ReasonRange {
				t.Errorf("%s %s %s: %d violations in %d rows", end, test.dtype, test.bounds, len(found), changed.record.NumRows())
			}
			changed.release()
		}
		made.release()
	}
}
