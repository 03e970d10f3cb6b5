package epic

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// decimal draws a number as people and programs write it.
func decimal(t *rapid.T) string {
	return rapid.StringMatching(`[+-]?(0{1,20}|[1-9][0-9]{0,20})(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "decimal")
}

// exactly is a decimal text as the number that it says.
func exactly(t interface{ Fatalf(string, ...any) }, text string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.TrimPrefix(text, "+"))
	if !ok {
		t.Fatalf("big.Rat takes no %q", text)
	}
	return r
}

// near tells whether a float is so many units in its last place, or fewer, from a
// number.
func near(f float64, r *big.Rat, ulps int64) bool {
	ulp := math.Abs(math.Nextafter(f, math.Inf(1)) - f)
	distance := new(big.Rat).Sub(new(big.Rat).SetFloat64(f), r)
	most := new(big.Rat).Mul(new(big.Rat).SetFloat64(ulp), big.NewRat(ulps, 2))
	return distance.Abs(distance).Cmp(most) <= 0
}

// A number is what its digits say: whole ones exactly, others to the nearest
// float, and only a whole one passes for a whole one.
func TestNumbersAgreeWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := decimal(t)
		want := exactly(t, text)
		v, ok := ParseNumber(text)
		if !ok {
			t.Fatalf("%q is refused", text)
		}
		same, _ := v.AsFloat()
		if f, ok := ParseFloat(text); ok && math.Float64bits(f) != math.Float64bits(same) {
			t.Fatalf("%q: got %v, and %v as a Value", text, f, same)
		}
		if math.Signbit(same) != strings.HasPrefix(text, "-") {
			t.Fatalf("%q: got %v, which has another sign", text, same)
		}
		switch v.Kind {
		case Int:
			if want.Cmp(new(big.Rat).SetInt64(v.Int)) != 0 {
				t.Fatalf("%q: got %d", text, v.Int)
			}
		case Uint:
			if want.Cmp(new(big.Rat).SetUint64(uint64(v.Int))) != 0 {
				t.Fatalf("%q: got %d", text, uint64(v.Int))
			}
		case Float:
			if !near(v.Float, want, 1) {
				t.Fatalf("%q: got %v", text, v.Float)
			}
		}
		n, whole := v.AsInt()
		if fits := want.IsInt() && want.Num().CmpAbs(big.NewInt(1<<53)) <= 0; whole != fits && v.Kind != Int || whole && want.Cmp(new(big.Rat).SetInt64(n)) != 0 {
			t.Fatalf("%q: whole %v as %d", text, whole, n)
		}
	})
}

// A number that its rounding alone makes whole is none.
func TestNoWholeNumberByRounding(t *testing.T) {
	for text, whole := range map[string]bool{
		"63.0": true, "63.": true, "6.3e1": true, "6300e-2": true, "0e-400": true, "-0.0": true, "63.00000000000000000000": true,
		"63.00000000000000001": false, "62.99999999999999999999": false, "9007199254740991.5": false, "6.3000000000000000001e1": false,
	} {
		v, ok := ParseNumber(text)
		if _, got := v.AsInt(); !ok || got != whole {
			t.Errorf("%s: read %v, whole %v", text, ok, got)
		}
	}
}

// Conversions agree with exact fractions to the last place or two of a float.
func TestUnitsAgreeWithRationals(t *testing.T) {
	for name, c := range map[string]struct{ offset, factor *big.Rat }{
		"oz->kg": {big.NewRat(0, 1), big.NewRat(45359237, 1600000000)},
		"lb->kg": {big.NewRat(0, 1), big.NewRat(45359237, 100000000)},
		"g->kg":  {big.NewRat(0, 1), big.NewRat(1, 1000)},
		"in->cm": {big.NewRat(0, 1), big.NewRat(254, 100)},
		"cm->m":  {big.NewRat(0, 1), big.NewRat(1, 100)},
		"F->C":   {big.NewRat(-32, 1), big.NewRat(5, 9)},
	} {
		p := compile(t, Options{Decode: []string{"number", name}, Want: Float})
		rapid.Check(t, func(t *rapid.T) {
			text := fmt.Sprintf("%d.%03d", rapid.IntRange(-10000, 10000).Draw(t, "whole"), rapid.IntRange(0, 999).Draw(t, "thousandths"))
			v, err := p.Decode(OfText(text))
			raw, _ := ParseNumber(text)
			given, _ := raw.AsFloat() // the conversion is held to what the float before it is
			want := new(big.Rat).SetFloat64(given)
			want.Mul(want.Add(want, c.offset), c.factor)
			if err != nil || !near(v.Float, want, 5) {
				t.Fatalf("%s of %s: got %v, %v; want %s", name, text, v.Float, err, want.FloatString(20))
			}
		})
	}
}

// zonesTried change their clocks in every way there is: by half an hour, at
// midnight, by a whole day, backwards in winter, or not at all.
var zonesTried = []string{"America/Chicago", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut",
	"Pacific/Apia", "America/Sao_Paulo", "Asia/Kolkata", "Africa/Casablanca", "America/St_Johns", "Antarctica/Troll", "UTC"}

// showing are the instants at which a clock in the zone shows a wall time, by
// the time package alone.
func showing(wall int64, zone *time.Location) (instants []int64) {
	seen := map[int64]bool{}
	for at := wall - 30*int64(time.Hour); at <= wall+30*int64(time.Hour); at += int64(15 * time.Minute) {
		_, offset := time.Unix(0, at).In(zone).Zone()
		instant := wall - int64(offset)*int64(time.Second)
		if _, then := time.Unix(0, instant).In(zone).Zone(); then == offset && !seen[instant] {
			seen[instant] = true
			instants = append(instants, instant)
		}
	}
	return instants
}

func TestZonesAgreeWithTheTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zonesTried).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		wall := nearAChange(t, zone)
		instants := showing(wall, zone)
		for _, policy := range [][2]string{{"", ""}, {"earlier", "shift_forward"}, {"later", "shift_backward"}, {"missing", "missing"}} {
			p := compile(t, Options{Want: Instant, Zone: name, Ambiguous: policy[0], Nonexistent: policy[1]})
			v, err := p.Decode(OfTime(Wall, wall))
			if why := judge(v, err, wall, instants, policy, zone); why != "" {
				t.Fatalf("%s at %v by %v: got %+v, %v; %s", name, time.Unix(0, wall).UTC(), policy, v, err, why)
			}
		}
	})
}

// nearAChange draws a wall time, mostly within hours of a change of the clocks.
func nearAChange(t *rapid.T, zone *time.Location) int64 {
	at := time.Unix(rapid.Int64Range(-2e9, 4e9).Draw(t, "unix"), 0)
	if start, _ := at.In(zone).ZoneBounds(); !start.IsZero() {
		at = start.Add(time.Duration(rapid.Int64Range(-30*3600, 30*3600).Draw(t, "seconds")) * time.Second)
	}
	_, offset := at.In(zone).Zone()
	return at.UnixNano() + int64(offset)*int64(time.Second) + rapid.Int64Range(-7200e9, 7200e9).Draw(t, "shift")
}

// judge says what is wrong with an answer, or "".
func judge(v Value, err error, wall int64, instants []int64, policy [2]string, zone *time.Location) string {
	shown := func(at int64) int64 {
		_, offset := time.Unix(0, at).In(zone).Zone()
		return at + int64(offset)*int64(time.Second)
	}
	kept := err == nil && v.Kind == Instant
	switch n := len(instants); {
	case n == 1 && !(kept && v.Int == instants[0]):
		return "it occurs once"
	case n == 1:
	case policy[0] == "" && (n > 1 && err != errTwice || n == 0 && err != errNever):
		return fmt.Sprintf("it occurs %d times", n)
	case policy[0] == "":
	case policy[0] == "missing" && v.Kind != Missing:
		return "it is to be missing"
	case policy[0] == "missing":
	case n > 1 && policy[0] == "earlier" && v.Int != min(instants[0], instants[1]), n > 1 && policy[0] == "later" && v.Int != max(instants[0], instants[1]):
		return fmt.Sprintf("it occurs at %v", instants)
	case n == 0 && policy[1] == "shift_forward" && !(kept && shown(v.Int) > wall && shown(v.Int-1) < wall):
		return "the next time that is shown is another"
	case n == 0 && policy[1] == "shift_backward" && !(kept && shown(v.Int) < wall && shown(v.Int+1) > wall):
		return "the last time that is shown is another"
	}
	return ""
}

// A clock shows what the time package shows, from the first to the last instant.
func TestWallAgreesWithTheTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zonesTried).Draw(t, "zone")
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zone, err := LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.Int64Range(-9e18, 9e18).Draw(t, "instant")
		_, offset := time.Unix(0, at).In(location).Zone()
		if got, err := zone.Wall(at); err != nil || got != at+int64(offset)*int64(time.Second) {
			t.Fatalf("%s at %d: got an offset of %v, %v, want %ds", name, at, time.Duration(got-at), err, offset)
		}
	})
}

// nearABound draws a time within days of the first or the last that nanoseconds
// can hold, on a clock some hours away from UTC.
func nearABound(t *rapid.T) time.Time {
	bound := rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64}).Draw(t, "bound")
	beyond := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-2*dayNanos, 2*dayNanos)).Draw(t, "beyond")
	offset := rapid.IntRange(-24*60+1, 24*60-1).Draw(t, "offset")
	return time.Unix(0, bound).Add(time.Duration(beyond)).In(time.FixedZone("", offset*60))
}

// held tells whether nanoseconds can hold a time; the least of them is pandas' NaT.
func held(t time.Time) bool {
	return t.After(time.Unix(0, math.MinInt64)) && !t.After(time.Unix(0, math.MaxInt64))
}

// A time with an offset near a bound is its instant, or refused.
func TestNoInstantOverflows(t *testing.T) {
	p := compile(t, Options{Want: Instant})
	rapid.Check(t, func(t *rapid.T) {
		at := nearABound(t)
		v, err := p.Decode(OfText(at.Format(time.RFC3339Nano)))
		if held(at) && (err != nil || v.Int != at.UnixNano()) || !held(at) && err != errRange {
			t.Fatalf("%v: got %d, %v", at, v.Int, err)
		}
	})
}

// So is what a clock in a zone shows at it.
func TestNoWallOverflows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := nearABound(t)
		name := rapid.SampledFrom(zonesTried).Draw(t, "zone")
		zone, err := LoadZone(name)
		if err != nil || !held(at) {
			t.Skip(err)
		}
		location, _ := time.LoadLocation(name)
		_, offset := at.In(location).Zone()
		shown := at.Add(time.Duration(offset) * time.Second)
		wall, err := zone.Wall(at.UnixNano())
		if held(shown) && (err != nil || wall != shown.UnixNano()) || !held(shown) && err != errRange {
			t.Fatalf("%v in %s: got %d, %v", at, name, wall, err)
		}
	})
}
