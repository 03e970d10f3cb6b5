package epic

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func compile(t interface{ Fatal(...any) }, o Options) *Pipeline {
	p, err := Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// civil is the date of a day by the Julian day number (Fliegel and Van
// Flandern, 1968), a way that shares nothing with the decoders'.
func civil(sinceUnix int64) (year, month, day int64) {
	l := sinceUnix + 2440588 + 68569
	n := 4 * l / 146097
	l -= (146097*n + 3) / 4
	i := 4000 * (l + 1) / 1461001
	l += 31 - 1461*i/4
	j := 80 * l / 2447
	day = l - 2447*j/80
	l = j / 11
	return 100*(n-49) + i + l, j + 2 - 12*l, day
}

func TestKnownDays(t *testing.T) {
	p := compile(t, Options{Decode: []string{"horolog"}, Want: Day})
	for day, want := range map[int64]string{0: "1840-12-31", 1: "1841-01-01", 66110: "2022-01-01", lastDay: "9999-12-31"} {
		v, err := p.Decode(OfInt(day))
		y, m, d := civil(v.Int)
		if got := fmt.Sprintf("%04d-%02d-%02d", y, m, d); got != want || err != nil {
			t.Errorf("day %d: got %s, %v, want %s", day, got, err, want)
		}
	}
}

// Each date that there is, and none else, is the day that another arithmetic has.
func TestEveryDay(t *testing.T) {
	for n := int64(horologEpoch); n <= horologEpoch+lastDay; n++ {
		y, m, d := civil(n)
		if got, ok := dayOf(y, m, d); !ok || got != n {
			t.Fatalf("%d-%d-%d: got %d, %v, want %d", y, m, d, got, ok, n)
		}
		if _, _, next := civil(n + 1); next == 1 {
			if _, ok := dayOf(y, m, d+1); ok {
				t.Fatalf("%d-%d-%d is taken", y, m, d+1)
			}
		}
	}
}

// Every decoder of days gives the day that the calendar gives.
func TestDaysAgreeWithTheCalendar(t *testing.T) {
	decode := func(name string, want Kind) func(*rapid.T, string) int64 {
		p := compile(t, Options{Decode: []string{name}, Want: want})
		return func(t *rapid.T, s string) int64 {
			v, err := p.Decode(OfText(s))
			if err != nil || v.Kind != want {
				t.Fatalf("%s: %q: got %+v, %v", name, s, v, err)
			}
			return v.Int
		}
	}
	horolog, real, ymd, iso := decode("horolog", Day), decode("date_real", Day), decode("yyyymmdd", Day), decode("date", Day)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, lastDay).Draw(t, "day")
		at := time.Date(1840, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n))
		day := horolog(t, fmt.Sprint(n))
		if y, m, d := civil(day); y != int64(at.Year()) || m != int64(at.Month()) || d != int64(at.Day()) {
			t.Fatalf("day %d is %d-%d-%d, by AddDate %v", n, y, m, d, at)
		}
		part := rapid.IntRange(0, 99).Draw(t, "sequence")
		for what, got := range map[string]int64{
			"date_real": real(t, fmt.Sprintf("%d.%02d", n, part)),
			"yyyymmdd":  ymd(t, at.Format("20060102")),
			"date":      iso(t, at.Format("2006-01-02")),
		} {
			if got != day {
				t.Fatalf("%s gives %d for day %d, horolog %d", what, got, n, day)
			}
		}
	})
}

// Times agree with the time package, with and without a zone.
func TestTimesAgreeWithTheTimePackage(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	horolog := compile(t, Options{Decode: []string{"horolog"}, Want: Instant, Zone: "America/Chicago"})
	seconds := compile(t, Options{Decode: []string{"horolog_seconds"}, Want: Wall})
	iso := compile(t, Options{Decode: []string{"datetime"}, Want: Instant, Zone: "America/Chicago"})
	epoch := time.Date(1840, 12, 31, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		unix := rapid.Int64Range(-4e9, 9e9).Draw(t, "unix")
		at := time.Unix(unix, rapid.Int64Range(0, 999999999).Draw(t, "nanos")).In(zone)
		if v, err := iso.Decode(OfText(at.Format(time.RFC3339Nano))); err == nil && at.Year() >= 1900 && v.Int != at.UnixNano() {
			t.Fatalf("%v: got %d, %v, want %d", at, v.Int, err, at.UnixNano())
		}
		clock := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
		since := clock.Unix() - epoch.Unix()
		if v, err := seconds.Decode(OfInt(since)); err != nil || v.Int != clock.UnixNano() {
			t.Fatalf("%v: got %+v, %v, want %d", clock, v, err, clock.UnixNano())
		}
		v, err := horolog.Decode(OfText(fmt.Sprintf("%d,%d", since/86400, since%86400)))
		if err == errTwice {
			return
		}
		if want := at.Truncate(time.Second).UnixNano(); err != nil || v.Int != want {
			t.Fatalf("%v: got %+v, %v, want %d", at, v, err, want)
		}
	})
}

func TestTimesThatAZoneDoesNotHold(t *testing.T) {
	p := compile(t, Options{Decode: []string{"datetime"}, Want: Instant, Zone: "America/Chicago"})
	for _, c := range []struct {
		in   string
		want error
	}{
		{"2021-11-07T00:59:59", nil}, {"2021-11-07T01:00:00", errTwice}, {"2021-11-07T01:59:59", errTwice}, {"2021-11-07T02:00:00", nil},
		{"2021-03-14T01:59:59", nil}, {"2021-03-14T02:00:00", errNever}, {"2021-03-14T02:59:59", errNever}, {"2021-03-14T03:00:00", nil},
		{"2021-11-07T01:30:00-05:00", nil}, {"2021-11-07T01:30:00-06:00", nil},
		{"2262-04-08T00:00:00", nil}, {"2262-04-11T23:47:16", errRange}, {"1677-09-21T00:12:44", errRange}, // whose instant no int64 holds
	} {
		if _, err := p.Decode(OfText(c.in)); err != c.want {
			t.Errorf("%s: got %v, want %v", c.in, err, c.want)
		}
	}
}

// Every time but the first that an int64 of nanoseconds can hold: that one is
// NaT, to pandas.
func TestFirstAndLastTimes(t *testing.T) {
	p := compile(t, Options{Want: Wall})
	for _, c := range []struct {
		in   string
		want int64
		err  error
	}{
		{"2262-04-11T23:47:16.854775807", math.MaxInt64, nil},
		{"2262-04-11T23:47:16.854775808", 0, errRange},
		{"2262-04-11T23:47:17", 0, errRange},
		{"1677-09-21T00:12:44", -9223372036 * int64(time.Second), nil},
		{"1677-09-21T00:12:43.145224193", math.MinInt64 + 1, nil},
		{"1677-09-21T00:12:43.145224192", 0, errRange},
		{"1677-09-21T00:12:42.999999999", 0, errRange},
	} {
		if v, err := p.Decode(OfText(c.in)); err != c.err || v.Int != c.want {
			t.Errorf("%s: got %d, %v, want %d, %v", c.in, v.Int, err, c.want, c.err)
		}
	}
}
