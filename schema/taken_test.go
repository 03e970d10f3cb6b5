package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

func siteWith(t *testing.T, outputs string) *schema.Profile {
	t.Helper()
	p, err := schema.ParseProfile("site.toml", []byte("[outputs]\n"+strings.ReplaceAll(outputs, "; ", "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A score that is what stands for none at the site is none of the model's.
func TestScoresAreNoPlaceholders(t *testing.T) {
	for _, test := range []struct {
		name, site, output string
		dtype              arrow.DataType
		values             []any
		want               []string
	}{
		{"number", `missing = -1`, `dtype = "float64"; nullable = true`, f64, []any{-1.0, nil, nan, -0.5}, []string{
			`0: column "x": placeholder: expected other than -1, which stands for a missing one at the site, seen -#`}},
		{"also where none may be missing", `missing = 0`, `dtype = "float64"`, f64, []any{0.0, 0.5}, []string{
			`0: column "x": placeholder: expected other than 0, which stands for a missing one at the site, seen #`}},
		{"in the precision of the values", `missing = -0.1`, `dtype = "float32"`, f32, []any{float32(-0.1), float32(-0.1000001)}, []string{
			`0: column "x": placeholder: expected other than -0.1, which stands for a missing one at the site, seen -#.#`}},
		{"whole", `missing = 99`, `dtype = "int64"; nullable = true`, i64, []any{99, nil, 98}, []string{
			`0: column "x": placeholder: expected other than 99, which stands for a missing one at the site, seen ##`}},
		{"no whole one", `missing = 0.5`, `dtype = "int64"`, i64, []any{0, 1}, nil},
		{"a whole level", `missing = 2`, `dtype = "category"; levels = [1, 2]`, i64, []any{1, 2}, []string{
			`1: column "x": placeholder: expected other than 2, which stands for a missing one at the site, seen #`}},
		{"text", `missing_text = "none"`, `dtype = "str"; nullable = true`, text, []any{"none", nil, "None", ""}, []string{
			`0: column "x": placeholder: expected other than none, which stands for a missing one at the site, seen aaaa`}},
		{"a number is none of text", `missing = -1`, `dtype = "str"`, text, []any{"-1"}, nil},
		{"json is neither", `missing = -1; missing_text = "x"`, `dtype = "json"`, text, []any{`-1`, `"x"`}, nil},
		{"numbers only", `numbers_only = true`, `dtype = "int64"`, i64, []any{1 << 53, 1<<53 + 1}, []string{
			`1: column "x": dtype: expected int64 within 2^53, which float64 holds exactly, seen ################`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := contractOf(t, "[[outputs]]\nname = \"x\"\n"+strings.ReplaceAll(test.output, "; ", "\n"))
			rec := batch(t, test.dtype, test.values...)
			defer rec.Release()
			if got := told(c.ValidateOutput(rec, rec.NumRows(), nil)); got != nil {
				t.Errorf("without a profile: %q", got)
			}
			if diff := cmp.Diff(test.want, told(c.ValidateOutput(rec, rec.NumRows(), siteWith(t, test.site)))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestPlaceholder(t *testing.T) {
	const both = `missing = -1; missing_text = "N/A"`
	for output, want := range map[string]string{
		`dtype = "float32"; nullable = true`:                   "-1",
		`dtype = "float32"`:                                    "",
		`dtype = "int8"; nullable = true`:                      "-1",
		`dtype = "uint8"; nullable = true`:                     "",
		`dtype = "bool"; nullable = true`:                      "",
		`dtype = "category"; levels = [1, 2]; nullable = true`: "-1",
		`dtype = "category"; levels = ["a"]; nullable = true`:  "N/A",
		`dtype = "str"; nullable = true`:                       "N/A",
		`dtype = "json"; nullable = true`:                      "",
		`dtype = "date"; nullable = true`:                      "",
	} {
		c := contractOf(t, "[[outputs]]\nname = \"x\"\n"+strings.ReplaceAll(output, "; ", "\n"))
		if got := c.Outputs[0].Placeholder(siteWith(t, both)); got != want {
			t.Errorf("%s: got %q, want %q", output, got, want)
		}
		if got := c.Outputs[0].Placeholder(nil); got != "" {
			t.Errorf("%s without a profile: %q", output, got)
		}
	}
}

func TestNotTaken(t *testing.T) {
	const otherwise = ", or nullable = false, by which a record without a value is a reject, or give the profile another number"
	for _, test := range []struct{ site, output, want string }{
		{`missing = -1`, `dtype = "float32"; nullable = true`, ""},
		{`missing = -1`, `dtype = "uint8"`, ""},
		{`missing = -1`, `dtype = "str"; nullable = true`, ""},
		{`missing = -1`, `dtype = "uint8"; nullable = true`, `column "x": dtype: expected a dtype that holds -1, which the site has for a missing one, seen uint8: declare int64` + otherwise},
		{`missing = 0.5`, `dtype = "int8"; nullable = true`, `column "x": dtype: expected a dtype that holds 0.5, which the site has for a missing one, seen int8: declare float64` + otherwise},
		{`missing = -1`, `dtype = "bool"; nullable = true`, ""},
		{`missing = -1; numbers_only = true`, `dtype = "bool"`, ""},
		{`missing = -1; numbers_only = true`, `dtype = "bool"; nullable = true`, `column "x": dtype: expected a dtype that holds -1, which the site has for a missing one, seen bool: have predict give 1 and 0, declared as int64` + otherwise},
		{`numbers_only = true`, `dtype = "bool"`, ""},
		{`numbers_only = true`, `dtype = "category"; levels = [1]`, ""},
		{`numbers_only = true`, `dtype = "category"; levels = ["a"]`, `column "x": dtype: expected a number, since the site takes nothing else back, seen category: declare another dtype, or leave the output out`},
		{`numbers_only = true`, `dtype = "date"`, `column "x": dtype: expected a number, since the site takes nothing else back, seen date: declare another dtype, or leave the output out`},
	} {
		c := contractOf(t, "[[outputs]]\nname = \"x\"\n"+strings.ReplaceAll(test.output, "; ", "\n"))
		var got string
		for _, v := range c.NotTaken(siteWith(t, test.site)) {
			got += fmt.Sprint(v)
		}
		if got != test.want {
			t.Errorf("%s, %s\ngot  %s\nwant %s", test.site, test.output, got, test.want)
		}
		if none := c.NotTaken(nil); none != nil {
			t.Errorf("%s without a profile: %v", test.output, none)
		}
	}
}

func TestContributions(t *testing.T) {
	const columns = "keys = [\"ID\"]\n[[columns]]\nname = \"ID\"\ndtype = \"str\"\n[[columns]]\nname = \"AGE\"\ndtype = \"int64\"\n[[columns]]\nname = \"SEX\"\ndtype = \"str\"\n"
	c := contractOf(t, columns+"[[outputs]]\nname = \"x\"\ndtype = \"json\"\nnullable = true\ncontributions = true\n")
	for _, test := range []struct{ site, value, want string }{
		{"", `{"AGE": 0.5, "SEX": -1}`, ""},
		{"", `[["SEX", 0], ["AGE", 0.5]]`, ""},
		{"", `[]`, ""},
		{"", `{}`, ""},
		{"", `{"age": 0.5}`, `expected contributions of declared columns that are no keys, seen aaa`},
		{"", `{"ID": 0.5}`, `expected contributions of declared columns that are no keys, seen AA`},
		{"", `[["AGE", 1], ["SEX", 2], ["AGE", 3]]`, `expected one contribution a column, seen several of "AGE"`},
		{"", `{"AGE": null}`, `expected {column: number} or [[column, number], ...], seen {"AAA": aaaa}`},
		{"", `[["AGE", null]]`, `expected {column: number} or [[column, number], ...], seen [["AAA", aaaa]]`},
		{"", `[["AGE", 1, 2]]`, `expected {column: number} or [[column, number], ...], seen [["AAA", #, #]]`},
		{"", `[["AGE"]]`, `expected {column: number} or [[column, number], ...], seen [["AAA"]]`},
		{"", `[null]`, `expected {column: number} or [[column, number], ...], seen [aaaa]`},
		{"", `null`, `expected {column: number} or [[column, number], ...], seen aaaa`},
		{"", `{"AGE": 1e999}`, `expected {column: number} or [[column, number], ...], seen {"AAA": #a###}`},
		{"contributions = 1", `{"AGE": 0.5, "SEX": 0}`, ""},
		{"contributions = 1", `{"AGE": 0.5, "SEX": 1}`, `expected at most 1 contributions other than 0, which the site shows, seen 2`},
		{"every_feature = true", `{"AGE": 0.5, "SEX": 0}`, ""},
		{"every_feature = true", `[["AGE", 0.5]]`, `expected a contribution of each column, seen none of "SEX"`},
		{"numbers_only = true", `{"AGE": 0.5}`, ""},
	} {
		site := siteWith(t, test.site)
		rec := batch(t, text, nil, test.value)
		var want []string
		if test.want != "" {
			want = []string{`1: column "x": contributions: ` + test.want}
		}
		if diff := cmp.Diff(want, told(c.ValidateOutput(rec, 2, site))); diff != "" || c.NotTaken(site) != nil {
			t.Errorf("%s, %s: -want +got:\n%s", test.site, test.value, diff)
		}
		rec.Release()
	}
}
