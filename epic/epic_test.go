package epic

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestNamesAreKnownAndDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/contract.md")
	if err != nil {
		t.Fatal(err)
	}
	names := Names()
	for _, name := range names {
		row := fmt.Sprintf("| `%s` | %s |\n", name, Doc(name))
		if !Known(name) || Doc(name) == "" || !strings.Contains(string(text), row) {
			t.Errorf("%q: known %v; docs/contract.md should have the row %s", name, Known(name), row)
		}
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(decoders) {
		t.Error("a name is used twice")
	}
	if Known("cm->in") || Doc("cm->in") != "" {
		t.Error(`"cm->in" is no decoder`)
	}
}

func TestCompileRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, o := range []Options{
		{Decode: []string{"nubmer"}}, {Zone: "America/Chigaco"}, {Zone: "Local"},
		{Decode: []string{"code->name"}, ListName: "ZC_SEX"},
		{Decode: []string{"name->code"}, ListName: "ZC_SEX", List: List{"1": "Unknown", "2": "Unknown"}},
		{Decode: []string{"filler_dates"}, Fillers: []string{"never"}},
	} {
		if _, err := Compile(o); err == nil {
			t.Errorf("%+v compiled", o)
		}
	}
}

func TestWhyAValueIsMissing(t *testing.T) {
	o := Options{Decode: []string{"number"}, Want: Float, Missing: []string{"TNP"}, SiteMissing: []string{"*NA", "TNP"}, Comparator: "missing", Unreadable: "missing"}
	p := compile(t, o)
	for in, want := range map[Value]string{
		{}: "null", text(" "): "null", text("TNP"): "TNP", text(" *NA"): "*NA", text("<5"): "(comparator)", text("?"): "(unreadable)",
	} {
		if v, err := p.Decode(in); v.Kind != Missing || err != nil || p.Why(v) != want {
			t.Errorf("%+v: got %+v (%s), %v; want %s", in, v, p.Why(v), err, want)
		}
	}
	if got := p.Tokens(); !slices.Equal(got, []string{"TNP", "*NA"}) {
		t.Errorf("tokens %q", got)
	}
}

// missing and refused stand for what a value cannot say.
var (
	missing = Value{}
	no      = false
)

type example struct {
	in   Value
	want Value
}

func text(s string) Value { return OfText(s) }

func TestDecoders(t *testing.T) {
	day := func(n int64) Value { return OfTime(Day, n) }
	for _, c := range []struct {
		o        Options
		accepted []example
		refused  []Value
	}{{
		Options{Decode: []string{"trim"}, Want: Text, Missing: []string{""}},
		[]example{{text(" a b "), text("a b")}, {text("  "), missing}, {text("\u00a0é"), text("é")}},
		[]Value{OfInt(1)},
	}, {
		Options{Decode: []string{"number"}, Want: Float, Missing: []string{"TNP"}},
		[]example{
			{text("98"), OfInt(98)}, {text(" -1.5 "), OfFloat(-1.5)}, {text("1e3"), OfFloat(1000)},
			{text("9223372036854775807"), OfInt(1<<63 - 1)}, {text("18446744073709551615"), OfUint(1<<64 - 1)},
			{text(""), missing}, {text(" "), missing}, {text(" TNP"), missing}, {OfFloat(2), OfFloat(2)},
		},
		[]Value{text(">100"), text("98 %"), text("36,6"), text("1_000"), text("0x10"), text("inf"), text("NaN"), text("1e999"), text("-"), text("+")},
	}, {
		Options{Decode: []string{"number"}, Want: Float, Comparator: "drop", Unit: "%"},
		[]example{{text("> 100"), OfInt(100)}, {text("<=0.5%"), OfFloat(0.5)}, {text("98 %"), OfInt(98)}},
		[]Value{text(">"), text("98 %%"), text("high")},
	}, {
		Options{Decode: []string{"number_comma"}, Want: Float},
		[]example{{text("36,6"), OfFloat(36.6)}, {text("36"), OfInt(36)}},
		[]Value{text("1.234,5"), text("1,234,5"), text("36.6")},
	}, {
		Options{Decode: []string{"yn"}, Want: Bool},
		[]example{{text("Y"), OfBool(true)}, {text("no"), OfBool(false)}, {OfInt(1), OfBool(true)}, {text(""), missing}, {OfBool(true), OfBool(true)}},
		[]Value{text("maybe"), OfInt(2), OfFloat(0.5)},
	}, {
		Options{Decode: []string{"yn"}, Want: Bool, True: []string{"1"}, NullIs: &no},
		[]example{{text("1"), OfBool(true)}, {text(""), OfBool(false)}, {missing, OfBool(false)}, {text("N"), OfBool(false)}},
		[]Value{text("Y")},
	}, {
		Options{Decode: []string{"horolog"}, Want: Day},
		[]example{{text("0"), day(-47117)}, {text("47117"), day(0)}, {OfFloat(66110), day(18993)}, {OfInt(2980013), day(2932896)}},
		[]Value{text("-1"), text("2980014"), text("66110.5"), text("2022-01-01"), OfBool(true)},
	}, {
		Options{Decode: []string{"horolog"}, Want: Wall},
		[]example{{text("47117,3600"), OfTime(Wall, 3600e9)}, {text("47118"), OfTime(Wall, 86400e9)}},
		[]Value{text("47117,86400"), text("47117,-1"), text("47117,"), text(",1"), text("0,5,5"), text("2980013,0"), text("2980013")},
	}, {
		Options{Decode: []string{"horolog_seconds"}, Want: Wall},
		[]example{{text("4070908801"), OfTime(Wall, 1e9)}},
		[]Value{text("-1"), text("1.5"), text("257473209599")},
	}, {
		Options{Decode: []string{"date_real"}, Want: Day},
		[]example{{text("47117.07"), day(0)}, {text("47117.99999999999999999"), day(0)}, {text("47117."), day(0)}, {OfFloat(47118.99), day(1)}, {text("47117"), day(0)}},
		[]Value{text("-0.5"), text("2980014"), text("x"), text("1.2.3"), text("1.x"), text("."), OfFloat(nan()), OfFloat(-0.5)},
	}, {
		Options{Decode: []string{"yyyymmdd"}, Want: Day, Missing: []string{"19000101"}},
		[]example{{text("19700102"), day(1)}, {OfInt(20240229), day(19782)}, {text("19000101"), missing}},
		[]Value{text("20230229"), text("20221301"), text("20220100"), text("1970-01-01"), text("700101")},
	}, {
		Options{Decode: []string{"mdy"}, Want: Wall},
		[]example{
			{text("1/2/1970"), OfTime(Wall, 86400e9)}, {text(" 01/01/1970 12:00:00 AM "), OfTime(Wall, 0)}, {text("1/1/1970 12:30 pm"), OfTime(Wall, 45000e9)},
			{text("1/1/1970 1:00:00.5 PM"), OfTime(Wall, 46800.5e9)}, {text("1/1/1970 11:59:59PM"), OfTime(Wall, 86399e9)}, {text("1/1/1970 23:59"), OfTime(Wall, 86340e9)},
			{OfTime(Wall, 5), OfTime(Wall, 5)},
		},
		[]Value{
			text("13/1/1970"), text("2/29/1970"), text("1/1/70"), text("1970-01-01"), text("1/1/1970 13:00 PM"), text("1/1/1970 0:30 AM"), text("1/1/1970 PM"), text("1/1/1970 1:5"),
			text("1/1/1970 24:00"), text("1/1/1970 1:00 XM"), text("1/1/1970 1:00 AM Z"), text("1//1970"), text("/1/1970"), text("1/+1/1970"), text("1/1/19700"), OfInt(5),
		},
	}, {
		Options{Decode: []string{"mdy"}, Want: Day},
		[]example{{text("1/2/1970 12:00:00 AM"), day(1)}, {text("12/31/9999"), day(2932896)}, {OfTime(Day, 3), day(3)}},
		[]Value{text("1/2/1970 12:00:01 AM")},
	}, {
		Options{Decode: []string{"mdy", "day"}, Want: Day}, []example{{text("1/2/1970 1:00 PM"), day(1)}}, nil,
	}, {
		Options{Decode: []string{"day"}, Want: Day},
		[]example{
			{text("2022-01-01"), day(18993)}, {text(" 2022-01-01 23:59:59.5 "), day(18993)}, {text("9999-12-31T12:00"), day(2932896)},
			{OfTime(Day, 5), day(5)}, {OfTime(Wall, -1), day(-1)},
		},
		[]Value{text("2022-01-01T00:00Z"), OfTime(Instant, 5), OfInt(5), text("1/1/2022"), text("2022-01-32")},
	}, {
		Options{Decode: []string{"day"}, Want: Wall, Zone: "America/Chicago"},
		[]example{{text("2022-01-01T05:59Z"), OfTime(Instant, (18992*24+6)*3600e9)}, {OfTime(Instant, 6*3600e9), OfTime(Instant, 6*3600e9)}},
		[]Value{text("9999-12-31T05:59Z")},
	}, {
		Options{Decode: []string{"horolog", "day"}, Want: Day},
		[]example{{text("66110,100"), day(18993)}, {text("66110"), day(18993)}},
		[]Value{text("66110,100000")},
	}, {
		Options{Decode: []string{"date"}, Want: Day},
		[]example{{text("1970-01-02"), day(1)}, {text("1970-01-02 00:00:00.000"), day(1)}, {OfTime(Wall, 86400e9), day(1)}},
		[]Value{text("1970-01-02T00:01"), text("1970-02-30"), text("02/01/1970"), text("1970-01-02T00:00Z"), OfInt(3), OfTime(Wall, 1)},
	}, {
		Options{Decode: []string{"datetime"}, Want: Wall},
		[]example{
			{text("1970-01-01T00:00:01.5"), OfTime(Wall, 1.5e9)}, {text("1970-01-01 01:00"), OfTime(Wall, 3600e9)},
			{text("1970-01-01T01:00:00+01:00"), OfTime(Instant, 0)}, {text("1970-01-01T00:00:00Z"), OfTime(Instant, 0)},
			{text("1970-01-01 00:00:00 -0530"), OfTime(Instant, 19800e9)}, {text("1970-01-02"), OfTime(Wall, 86400e9)},
			{text("1969-12-31T23:59:59.999999999"), OfTime(Wall, -1)},
		},
		[]Value{text("1970-01-01T24:00"), text("1970-01-01T"), text("1970-01-01T00:00:60"), text("1970-01-01T00:00:00."), text("1970-01-01T00:00:00+1"), text("9999-12-31T00:00:00"), text("1970-01-01x00:00")},
	}, {
		Options{Decode: []string{"number", "oz->kg"}, Want: Float},
		[]example{{text("16"), OfFloat(0.45359237)}, {text(""), missing}},
		[]Value{text("heavy")},
	}, {
		Options{Decode: []string{"lb->kg"}, Want: Float},
		[]example{{OfFloat(100), OfFloat(45.359237)}, {text("100"), OfFloat(45.359237)}},
		[]Value{OfBool(true), text("x")},
	}, {
		Options{Decode: []string{"in->cm"}, Want: Float}, []example{{text("10"), OfFloat(25.4)}}, []Value{text(`5'10"`)},
	}, {
		Options{Decode: []string{"F->C"}, Want: Float}, []example{{text("212"), OfFloat(100)}, {text("-40"), OfFloat(-40)}}, []Value{text("hot")},
	}, {
		Options{Decode: []string{"bp.systolic"}, Want: Int}, []example{{text("120/80"), OfInt(120)}, {text(" 120 / 80 "), OfInt(120)}}, []Value{text("120"), text("120/"), text("120/x"), OfInt(120), text("1200/80")},
	}, {
		Options{Decode: []string{"bp.diastolic"}, Want: Int}, []example{{text("120/80"), OfInt(80)}}, []Value{text("/80")},
	}, {
		Options{Decode: []string{"epic_id"}, Want: Text},
		[]example{
			{text("Z7004242"), text("Z7004242")}, {text("<12345>"), text("12345")}, {text("Z<12345>"), text("Z12345")}, {text(" 00123 "), text("00123")},
			{text("12345.0"), text("12345")}, {text("None"), missing}, {text("nan"), missing}, {OfInt(12345), text("12345")}, {OfFloat(12345), text("12345")}, {OfFloat(nan()), missing},
		},
		[]Value{text("<12345"), text("12345>"), text("ZZ1"), text("Z"), text("<>"), OfFloat(1.5), OfFloat(1 << 60), OfInt(-1)},
	}, {
		Options{Decode: []string{"caboodle_key"}, Want: Int},
		[]example{{text("17"), OfInt(17)}, {text("-1"), missing}, {OfInt(0), missing}, {text("*Not Applicable"), missing}},
		[]Value{text("*Other"), text("1.5"), OfBool(true)},
	}, {
		Options{Decode: []string{"caboodle_text"}, Want: Text, Levels: []string{"*Unknown"}},
		[]example{{text("ED"), text("ED")}, {text("*Unspecified "), missing}, {text("*Deleted"), missing}, {text("*Unknown"), text("*Unknown")}, {text(""), text("")}},
		nil,
	}, {
		Options{Decode: []string{"code->name"}, Want: Text, List: List{"1": "Female", "2": "Male"}},
		[]example{{text("1"), text("Female")}, {text(" 2 "), text("Male")}, {OfInt(2), text("Male")}, {OfFloat(1), text("Female")}, {missing, missing}, {text(" "), missing}},
		[]Value{text("3"), text("Female"), text("01"), OfFloat(1.5), OfBool(true)},
	}, {
		Options{Decode: []string{"code->name"}, Want: Text, List: List{"1": "Female"}, Unknown: "Other", Unreadable: "missing"},
		[]example{{text("1"), text("Female")}, {text("3"), text("Other")}, {OfInt(-1), text("Other")}, {text(""), missing}, {missing, missing}},
		nil,
	}, {
		Options{Decode: []string{"code->name"}, Want: Text, List: List{"1": "Female"}, Unknown: "missing"},
		[]example{{text("3"), missing}},
		nil,
	}, {
		Options{Decode: []string{"name->code"}, Want: Int, List: List{"1": "Female", "2": "Male"}},
		[]example{{text("Male"), OfInt(2)}, {text(""), missing}},
		[]Value{text("male"), text("2")},
	}, {
		Options{Decode: []string{"filler_dates"}, Want: Day, Fillers: Fillers},
		[]example{{text("1900-01-01"), missing}, {text("1900-01-02"), day(-25566)}, {OfTime(Day, 47481), missing}, {OfTime(Wall, 47481*dayNanos), missing}},
		[]Value{text("01/01/1900"), OfInt(1)},
	}, {
		Options{Decode: []string{"yyyymmdd", "filler_dates"}, Want: Wall, Fillers: []string{"2099-12-31"}},
		[]example{{text("20991231"), missing}, {OfInt(20991231), missing}, {OfInt(19000101), OfTime(Wall, -25567*dayNanos)}},
		nil,
	}, {
		Options{Decode: []string{"utc_dttm"}, Want: Instant, Zone: "America/Chicago"},
		[]example{{text("1970-01-01 00:00:01"), OfTime(Instant, 1e9)}, {text("1970-01-01T01:00:00+01:00"), OfTime(Instant, 0)}, {OfTime(Wall, 5), OfTime(Instant, 5)}},
		[]Value{text("yesterday"), OfInt(5)},
	}, {
		Options{Decode: []string{"feet_inches"}, Want: Float},
		[]example{{text(`5' 10"`), OfFloat(70)}, {text("5'10.5"), OfFloat(70.5)}, {text("6'"), OfFloat(72)}, {text(` 6 ' 0 " `), OfFloat(72)}, {text("70.25"), OfFloat(70.25)}, {text(`70"`), OfFloat(70)}, {OfInt(70), OfFloat(70)}},
		[]Value{text(`5' 12"`), text("-5'"), text(`5.5' 1"`), text("5 ft"), text("'"), text(`5' -1"`), OfBool(true)},
	}, {
		Options{Decode: []string{"number"}, Want: Float, Missing: []string{"999", "-1.5"}, Comparator: "missing", Unreadable: "missing"},
		[]example{{text("999"), missing}, {OfInt(999), missing}, {OfFloat(999), missing}, {OfFloat(-1.5), missing}, {OfInt(998), OfInt(998)}, {text("≥ 5"), missing}, {text("high"), missing}},
		nil,
	}, {
		Options{Decode: []string{"number", "oz->kg"}, Want: Float, Missing: []string{"0.45359237"}},
		[]example{{text("16"), OfFloat(0.45359237)}, {text("0.45359237"), missing}}, // tokens are of raw values
		nil,
	}, {
		Options{Decode: []string{"yn"}, Want: Bool, NullIs: &no, Unreadable: "missing"},
		[]example{{text("maybe"), missing}, {text(" "), OfBool(false)}}, // what cannot be read is not false
		nil,
	}, {
		Options{Decode: []string{"code->name", "yn"}, Want: Bool, NullIs: &no, List: List{"1": "Yes"}, Unknown: "missing"},
		[]example{{text("1"), OfBool(true)}, {missing, OfBool(false)}, {text("7"), missing}}, // nor is an unknown code
		nil,
	}, {
		Options{Want: Float, SiteMissing: []string{"*NA", "Y"}, True: []string{"Y"}},
		[]example{{text("*NA"), missing}},
		[]Value{text("Y")},
	}, {
		Options{Want: Span},
		[]example{{text("1 days 02:03:04.5"), OfTime(Span, 93784.5e9)}, {text("-1 days +23:00:00"), OfTime(Span, -3600e9)}, {text("00:01"), OfTime(Span, 60e9)}, {text("1 day"), OfTime(Span, 86400e9)}, {text("-0 days 00:01"), OfTime(Span, 60e9)}},
		[]Value{text("1"), text("days"), text("1 days x"), text("200000 days")},
	}, {
		Options{Want: Bool},
		[]example{{text("TRUE"), OfBool(true)}, {text("0"), OfBool(false)}}, []Value{text("Y")},
	}} {
		t.Run(strings.Join(c.o.Decode, ","), func(t *testing.T) { check(t, c.o, c.accepted, c.refused) })
	}
}

func check(t *testing.T, o Options, accepted []example, refused []Value) {
	p, err := Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range accepted {
		got, err := p.Decode(e.in)
		if got.Kind == Missing {
			got.Int = 0 // TestWhyAValueIsMissing asks for it
		}
		if got != e.want || err != nil {
			t.Errorf("%+v: got %+v, %v; want %+v", e.in, got, err, e.want)
		}
	}
	for _, in := range refused {
		var expected *Error
		if got, err := p.Decode(in); !errors.As(err, &expected) {
			t.Errorf("%+v: got %+v, %v; want it refused", in, got, err)
		}
	}
}

func nan() float64 { var zero float64; return zero / zero }

// What is refused for its time of day alone says what drops that.
func TestTimeOfDayNamesTheDecoderThatDropsIt(t *testing.T) {
	for _, decode := range [][]string{nil, {"date"}, {"horolog"}} {
		raw := OfText("2022-01-01 13:45:00")
		if decode != nil && decode[0] == "horolog" {
			raw = OfText("66110,100")
		}
		p, err := Compile(Options{Decode: decode, Want: Day})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Decode(raw); err == nil || !strings.Contains(err.Error(), `the decoder "day" drops`) {
			t.Errorf("decode = %q: %v", decode, err)
		}
	}
}

// What other programs write for no value is refused, and the error says what
// to do about it.
func TestWordsForNoValue(t *testing.T) {
	for word, want := range map[string]bool{"NULL": true, " n/a ": true, "NaN": true, ".": true, "TNP": false, "12 kg": false} {
		for _, o := range []Options{{Want: Float}, {Want: Day}, {Want: Bool}, {Decode: []string{"number"}, Want: Float}, {Decode: []string{"code->name"}, Want: Text, List: List{"1": "F"}}} {
			p, err := Compile(o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Decode(OfText(word)); err == nil || strings.Contains(err.Error(), "list it in missing") != want {
				t.Errorf("%q of %v: got %v, want a hint: %v", word, o.Decode, err, want)
			}
		}
	}
}
