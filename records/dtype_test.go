package records

import (
	"fmt"
	"strings"
	"testing"

	"handoff/schema"
)

// Every dtype is read from text, with what it takes, what is missing, and
// what it refuses.
func TestDTypesFromText(t *testing.T) {
	for _, c := range []struct {
		column   string
		accepted string // cells, and what becomes of them
		want     string
		refused  string
		reason   schema.Reason
	}{
		{`dtype = "int8"`, `-128|127| 7 |1e2|+5|007|3.0`, `-128|127|7|100|5|7|3`, `128|63.5|x|1,000|0x10|1_0|true|--1`, schema.ReasonDType},
		{`dtype = "int16"`, `-32768|32767`, `-32768|32767`, `32768`, schema.ReasonDType},
		{`dtype = "int32"`, `-2147483648|2147483647`, `-2147483648|2147483647`, `2147483648`, schema.ReasonDType},
		{`dtype = "int64"`, `-9223372036854775808|9223372036854775807|1e3`, `-9223372036854775808|9223372036854775807|1000`, `9223372036854775808|-9223372036854775809|63.5|9.3e18|9007199254740993.0e3|NaN|inf`, schema.ReasonDType},
		{`dtype = "uint8"`, `0|255`, `0|255`, `-1|256`, schema.ReasonDType},
		{`dtype = "uint16"`, `65535`, `65535`, `65536`, schema.ReasonDType},
		{`dtype = "uint32"`, `4294967295`, `4294967295`, `4294967296`, schema.ReasonDType},
		{`dtype = "uint64"`, `18446744073709551615|1`, `18446744073709551615|1`, `18446744073709551616|-1|0.5`, schema.ReasonDType},
		{`dtype = "float64"; nullable = true; null = "NaN"; missing = ["NA"]`, `0.1|-1e-300|5|.5||NA||0e-5000|-0.00e-400`, `0.1|-1e-300|5|0.5|null|null|null|0|-0`, `1e999|1e-5000|-0.01e-330|nan|inf|0x1p2|9007199254740993|1,5`, schema.ReasonDType},
		{`dtype = "float32"`, `0.1|16777216|16777217.5|1e-45`, `0.1|1.6777216e+07|1.6777218e+07|1e-45`, `1e39|16777217|1e-46`, schema.ReasonDType},
		{`dtype = "Int64"; nullable = true`, `5|`, `5|null`, `5.5`, schema.ReasonDType},
		{`dtype = "bool"`, `true|FALSE|1|0`, `true|false|true|false`, `Y|2|yes`, schema.ReasonDType},
		{`dtype = "bool"; true = ["J"]; false = ["N"]`, `J|N`, `true|false`, `true|1|j`, schema.ReasonDType},
		{`dtype = "str"`, ` a |é|007|N/A`, ` a |é|007|N/A`, ``, ""},
		{`dtype = "str"; nullable = true; missing = [""]`, `|a`, `null|a`, ``, ""},
		{`dtype = "category"; levels = ["EL", "UR"]; nullable = true`, `EL| UR||EL`, `EL|UR|null|EL`, `el|XX`, schema.ReasonLevel},
		{`dtype = "category"; levels = ["EL", "UR"]; unknown = "UR"`, `EL|XX`, `EL|UR`, ``, ""},
		{`dtype = "category"; levels = ["EL", "UR"]; unknown = "missing"; nullable = true`, `EL|XX`, `EL|null`, ``, ""},
		{`dtype = "category"; levels = [3, 1]`, `1|3|3.0`, `1|3|3`, `2|x`, ""},
		{`dtype = "date"`, `2022-01-31|2022-01-31 00:00:00|0001-01-01`, `2022-01-31|2022-01-31|0001-01-01`, `2022-02-30|31/01/2022|2022-01-31T10:00`, schema.ReasonDType},
		{`dtype = "datetime64[ns]"`, `2022-01-31T13:45:00.000000001|2022-01-31|2022-01-31T13:45:00.1234567890`, `2022-01-31 13:45:00.000000001Z|2022-01-31 00:00:00Z|2022-01-31 13:45:00.123456789Z`, `2022-01-31T13:45:00Z|1492-10-12|now|2022-01-31T13:45:00.1234567891`, schema.ReasonDType},
		{`dtype = "datetime64[ns]"; zone = "America/Chicago"`, `2022-01-31T13:45:00Z|2022-01-31T13:45:00`, `2022-01-31 07:45:00Z|2022-01-31 13:45:00Z`, `2021-03-14T02:30:00|2021-11-07T01:30:00`, schema.ReasonDType},
		{`dtype = "datetime64[ns, America/Chicago]"`, `2022-01-31T13:45:00Z|2022-01-31T07:45:00`, `2022-01-31 07:45:00-0600|2022-01-31 07:45:00-0600`, `2021-03-14T02:30:00`, schema.ReasonDType},
		{`dtype = "timedelta64[ns]"`, `1 days 00:00:01|00:01`, `86401000000000ns|60000000000ns`, `5`, schema.ReasonDType},
		{`dtype = "list[float64]"`, `[1, 2.5]|[]`, `[1,2.5]|[]`, `[1, "x"]|{}|1`, schema.ReasonDType},
		{`dtype = "list[float64]"; nullable = true`, `[1]`, `[1]`, `[null]|[1, null]`, schema.ReasonNull},
		{`dtype = "list[str]"`, `["a", "b"]`, `["a","b"]`, `[["a"]|x`, schema.ReasonDType},
		{`dtype = "float64"; decode = ["number"]; comparator = "drop"`, `>100`, `100`, `high`, schema.ReasonDecode},
		{`dtype = "int64"; decode = ["bp.systolic"]`, `120/80`, `120`, `120`, schema.ReasonDecode},
	} {
		t.Run(c.column, func(t *testing.T) {
			con := contract(t, "", "name = \"X\"; "+c.column)
			cells := strings.Split(c.accepted, "|")
			b := only(t, con, "a.csv", "X,other\n"+quote(cells))
			if got := strings.Join(shown(b.Record.Column(0)), "|"); got != c.want || len(b.Rejects) > 0 {
				t.Errorf("got %s, rejects %v\nwant %s", got, b.Rejects, c.want)
			}
			if c.refused == "" {
				return
			}
			cells = strings.Split(c.refused, "|")
			b = only(t, con, "a.csv", "X,other\n"+quote(cells))
			if n := b.Record.NumRows(); n != 0 || len(b.Rejects) != len(cells) {
				t.Fatalf("%v and %d rejects of %d", shown(b.Record.Column(0)), len(b.Rejects), len(cells))
			}
			for i, r := range b.Rejects {
				v := r.Violations[0]
				if len(r.Violations) != 1 || c.reason != "" && v.Reason != c.reason || v.Seen.Reveal() != cells[i] || r.Line != int64(i+2) {
					t.Errorf("%q: got %+v", cells[i], r)
				}
			}
		})
	}
}

// quote writes cells as the first of two columns.
func quote(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, "\"%s\",\n", strings.ReplaceAll(c, `"`, `""`))
	}
	return b.String()
}

func TestMissingWhereItMustNotBe(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"`, `name = "F"; dtype = "bool"; null_is = false; decode = ["yn"]`)
	b := only(t, c, "a.csv", "ID,X,F\n1,,Y\n2,5,\n,5,Y\n")
	if got := shown(b.Record.Column(1)); b.Record.NumRows() != 1 || got[0] != "false" {
		t.Errorf("got %v", b.Record)
	}
	if len(b.Rejects) != 2 {
		t.Fatalf("got %v", b.Rejects)
	}
	null, key := b.Rejects[0], b.Rejects[1]
	if v := null.Violations; len(v) != 1 || v[0].Reason != schema.ReasonNull || v[0].Column != "X" || null.Stage != StageValidate || null.Key[0] != "1" {
		t.Errorf("got %+v", null)
	}
	if v := key.Violations; len(v) != 1 || v[0].Reason != schema.ReasonKey || v[0].Column != "ID" {
		t.Errorf("got %+v", key)
	}
}

func TestKeysAreNeverFloats(t *testing.T) {
	c := contract(t, `"MRN", "CSN"`, `name = "CSN"; dtype = "int32"`, `name = "X"; dtype = "float64"`)
	b := only(t, c, "a.csv", "X,MRN,CSN\n1,00123,7\n2,\"Z<1>\",8\n")
	if got := fmt.Sprint(b.Keys.Schema().Field(0).Type, b.Keys.Schema().Field(1).Type, shown(b.Keys.Column(0)), shown(b.Keys.Column(1))); got != "utf8 int64 [00123 Z<1>] [7 8]" {
		t.Errorf("got %s", got)
	}
}
