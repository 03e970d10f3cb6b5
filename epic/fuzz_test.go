package epic

import "testing"

// Whatever the text, a decoder answers with a value or an *Error.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "66110,3600", "2022-01-31T13:45:00.5+05:30", "-1 days +23:00:00", ">1e3 %", "Z<1>", "120/80", "18446744073709551616", "\xff"} {
		f.Add(s)
	}
	var pipelines []*Pipeline
	for _, name := range Names() {
		for want := Text; want <= Span; want++ {
			pipelines = append(pipelines, compile(f, Options{Decode: []string{name}, Want: want, Zone: "Europe/London", Comparator: "drop", Unit: "%", List: List{"1": "F"}}))
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range pipelines {
			if v, err := p.Decode(OfText(s)); err != nil {
				if _, ok := err.(*Error); !ok || v != (Value{}) {
					t.Errorf("%q: got %+v, %v", s, v, err)
				}
			} else if v.Kind == Missing && p.Why(v) == "" {
				t.Errorf("%q: is missing, and not why", s)
			}
		}
	})
}
