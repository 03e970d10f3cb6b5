package records

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/epic"
	"handoff/schema"
)

func profile(t testing.TB, text string) *epic.Profile {
	t.Helper()
	p, err := schema.ParseProfile("site.toml", []byte(text))
	must(t, err)
	return p
}

// site is a profile with something of everything.
const site = `
zone = "America/Chicago"
missing = ["*NA"]
filler_dates = ["1900-01-01"]
[lists.ZC_SEX]
1 = "Female"
2 = "Male"
[ids.PAT_ID]
decode = ["epic_id"]
pattern = "Z[0-9]+"
`

func TestRecordsAreReadAsTheSiteWritesThem(t *testing.T) {
	c := contract(t, `"PAT_ID"`,
		`name = "SEX"; dtype = "category"; levels = ["Male", "Female"]; nullable = true; decode = ["code->name"]; list = "ZC_SEX"`,
		`name = "AT"; dtype = "datetime64[ns, UTC]"; zone = "site"; ambiguous = "later"`,
		`name = "BORN"; dtype = "date"; nullable = true; decode = ["filler_dates"]`,
		`name = "SYSTOLIC"; dtype = "int64"; field = "BP"; nullable = true; null = "NaN"; decode = ["bp.systolic"]`,
		`name = "DIASTOLIC"; dtype = "int64"; field = "BP"; nullable = true; null = "NaN"; decode = ["bp.diastolic"]; unreadable = "missing"`)
	path := write(t, "a.csv", `PAT_ID,SEX,AT,BORN,BP
Z<17>,1,2022-01-31T06:00:00,1900-01-01,120/80
Z18,2,2021-11-07T01:30:00,1950-02-03,*NA
<19>,2,2022-01-31T06:00:00,,120/80
Z20,3,2022-01-31T06:00:00,*NA,120
`)
	b := all(t, open(t, c, Options{Profile: profile(t, site)}, path))[0]
	var got []string
	for _, a := range append(b.Keys.Columns(), b.Record.Columns()...) {
		got = append(got, strings.Join(shown(a), "|"))
	}
	want := []string{"Z17|Z18", "Female|Male", "2022-01-31 12:00:00Z|2021-11-07 07:30:00Z", "null|1950-02-03", "120|null", "80|null"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var messages []string
	for _, r := range b.Rejects {
		messages = append(messages, r.Messages()...)
	}
	wrong := []string{
		path + `:4: column "PAT_ID": key: expected a key: one of the form ^(?:Z[0-9]+)$, seen <##>`,
		path + `:5: column "SEX": decode: expected a code of the column's list (decoder "code->name"), seen #`,
		path + `:5: column "SYSTOLIC": decode: expected a blood pressure such as "120/80" (decoder "bp.systolic"), seen ###`,
	}
	if diff := cmp.Diff(wrong, messages); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	counts := map[string]map[string]int64{
		"BORN": {"(filler date)": 1, "null": 1, "*NA": 1}, "SYSTOLIC": {"*NA": 1}, "DIASTOLIC": {"*NA": 1, "(unreadable)": 1},
	}
	if diff := cmp.Diff(counts, b.Missing); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What only a site can tell is never guessed.
func TestWhatASiteMustSay(t *testing.T) {
	for _, c := range []struct{ column, profile, want string }{
		{`dtype = "str"; decode = ["code->name"]; list = "ZC_SEX"`, "", `column "X": list "ZC_SEX": no site profile was given: name one with --profile`},
		{`dtype = "str"; decode = ["code->name"]; list = "ZC_SEX"`, "[lists.ZC_SEXE]\n1 = \"F\"", `column "X": site.toml has no list "ZC_SEX": add [lists.ZC_SEX] with the codes and names`},
		{`dtype = "datetime64[ns]"; zone = "site"`, "", `column "X": zone = "site": no site profile was given: name one with --profile`},
		{`dtype = "datetime64[ns]"; zone = "site"`, `missing = ["*NA"]`, `column "X": zone = "site": site.toml names no zone: add zone = "America/Chicago", or another`},
		{`dtype = "int64"; decode = ["name->code"]; list = "L"`, "[lists.L]\n1 = \"F\"\n2 = \"F\"", `column "X": list "L": codes 1 and 2 have one name: no code follows from it`},
	} {
		o := Options{}
		if c.profile != "" {
			o.Profile = profile(t, c.profile)
		}
		_, err := Open(contract(t, "", `name = "X"; `+c.column), []string{write(t, "a.csv", "X\n1\n")}, o)
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("got %v\nwant %s", err, c.want)
		}
	}
}

// A token that the column knows as a value is one.
func TestTokensOfTheSiteAreNoLevels(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "category"; levels = ["*NA", "ED"]; nullable = true`, `name = "Y"; dtype = "str"; nullable = true`)
	b := all(t, open(t, c, Options{Profile: profile(t, site)}, write(t, "a.csv", "X,Y\n*NA,*NA\nED,ED\n")))[0]
	if got := fmt.Sprint(shown(b.Record.Column(0)), shown(b.Record.Column(1))); got != "[*NA ED] [null ED]" {
		t.Errorf("got %s", got)
	}
}

// A level that nobody declared is counted where it becomes missing.
func TestUnknownLevelsAreCounted(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "category"; levels = ["ED"]; nullable = true; unknown = "missing"`)
	b := only(t, c, "a.csv", "X,Y\nED,\nXX,\n,\n ,\n")
	want := map[string]map[string]int64{"X": {"(unknown code)": 1, "null": 2}}
	if diff := cmp.Diff(want, b.Missing); diff != "" || b.Record.Column(0).NullN() != 3 {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A number that stands for a missing value does so in a typed file too.
func TestTokensOfTypedFiles(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "float64"; nullable = true; missing = ["-999"]`)
	b := only(t, c, "a.jsonl", "{\"X\": -999}\n{\"X\": -999.0}\n{\"X\": 1.5}\n")
	if got := fmt.Sprint(shown(b.Record.Column(0))); got != "[null null 1.5]" {
		t.Errorf("got %s", got)
	}
}

// A whole number by rounding alone is none.
func TestNoWholeNumberByRounding(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "int64"`)
	b := only(t, c, "a.csv", "X,Y\n63.0,\n6.3e1,\n63.00000000000000001,\n9007199254740992.5,\n")
	if got := fmt.Sprint(shown(b.Record.Column(0))); got != "[63 63]" || len(b.Rejects) != 2 {
		t.Errorf("got %s", got)
	}
}
