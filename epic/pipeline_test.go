package epic

import (
	"strings"
	"testing"
)

func TestErrorsHoldNothingOfTheValue(t *testing.T) {
	const value = "Zx93417"
	for _, name := range Names() {
		p, err := Compile(Options{Decode: []string{name}, Want: Int})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Decode(OfText(value)); err == nil || strings.Contains(err.Error(), value) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	for _, c := range []struct {
		o  Options
		in string
	}{
		{Options{Decode: []string{"number", "oz->kg"}, Want: Float, Missing: []string{"TNP"}}, " 2400.5"},
		{Options{Decode: []string{"yn"}, Want: Bool}, "Yes"},
		{Options{Decode: []string{"horolog"}, Want: Wall, Zone: "America/Chicago"}, "66110,3600"},
		{Options{Decode: []string{"datetime"}, Want: Instant}, "2022-01-31T13:45:00.123-06:00"},
		{Options{Decode: []string{"bp.diastolic"}, Want: Int}, "120/80"},
		{Options{Want: Int}, "not a number"},
	} {
		p, err := Compile(c.o)
		if err != nil {
			t.Fatal(err)
		}
		in := OfText(c.in)
		if n := testing.AllocsPerRun(100, func() { p.Decode(in) }); n != 0 {
			t.Errorf("%v %q: %v allocations", c.o.Decode, c.in, n)
		}
	}
}
