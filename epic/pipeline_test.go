package epic

import (
	"strings"
	"testing"
)

func TestErrorsHoldNothingOfTheValue(t *testing.T) {
	const value = "Zx93417"
	for _, name := range Names() {
		p, err := Compile(Options{Decode: []string{name}, Want: Day, List: List{"1": "F"}})
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
		{Options{Decode: []string{"yn"}, Want: Bool}, "YES"},
		{Options{Decode: []string{"code->name"}, Want: Text, List: List{"1": "Female"}}, " 1"},
		{Options{Decode: []string{"caboodle_text"}, Want: Text}, "*Unspecified"},
		{Options{Decode: []string{"epic_id"}, Want: Text}, "Z7004242"},
		{Options{Decode: []string{"feet_inches", "in->cm"}, Want: Float}, `5' 10.5"`},
		{Options{Decode: []string{"yyyymmdd", "filler_dates"}, Want: Day, Fillers: []string{"1900-01-01"}}, "19000101"},
		{Options{Decode: []string{"horolog"}, Want: Wall, Zone: "America/Chicago"}, "66110,3600"},
		{Options{Decode: []string{"horolog"}, Want: Wall, Zone: "America/Chicago", Ambiguous: "later"}, "66055,5400"},
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

// BenchmarkDecode decodes one cell of each kind that a record file has.
func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct {
		name string
		o    Options
		in   string
	}{
		{"number", Options{Decode: []string{"number"}, Want: Float, Missing: []string{"TNP", "*Unspecified"}}, "98.6"},
		{"oz->kg", Options{Decode: []string{"number", "oz->kg"}, Want: Float, Missing: []string{"*Unspecified"}}, "2400.5"},
		{"yn", Options{Decode: []string{"yn"}, Want: Bool}, "N"},
		{"date", Options{Want: Day}, "2022-01-31"},
		{"datetime", Options{Want: Wall}, "2022-01-31T13:45:00"},
		{"zone", Options{Want: Instant, Zone: "America/Chicago"}, "2022-01-31T13:45:00"},
		{"horolog", Options{Decode: []string{"horolog"}, Want: Wall}, "66110,3600"},
		{"bp.systolic", Options{Decode: []string{"bp.systolic"}, Want: Int}, "120/80"},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := compile(b, c.o)
			in := OfText(c.in)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Decode(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
