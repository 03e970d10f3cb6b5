package schema_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/google/go-cmp/cmp"
)

func TestValidateInput(t *testing.T) {
	for _, test := range []struct {
		name, column string
		dtype        arrow.DataType
		values       []any
		want         []string
	}{
		{"kept", `dtype = "int64"; range = [0, 120]`, i64, []any{0, 120}, nil},
		{"all, not the first", `dtype = "int64"; range = [0, 120]`, i64, []any{-1, nil, 5, 999}, []string{
			`0: column "x": range: expected [0, 120], seen -#`,
			`1: column "x": null: expected not missing, seen null`,
			`3: column "x": range: expected [0, 120], seen ###`}},
		{"another type", `dtype = "int64"`, text, []any{"1"}, []string{
			`-1: column "x": dtype: expected int64, seen utf8`}},
		{"nullable", `dtype = "int64"; nullable = true; null = "NA"`, i64, []any{nil, math.MaxInt64}, nil},
		{"beyond float64", `dtype = "int64"; nullable = true; null = "NaN"`, i64, []any{nil, 1 << 53, 1<<53 + 1, -1<<53 - 1}, []string{
			`2: column "x": dtype: expected int64 within 2^53, which float64 with NaN holds exactly, seen ################`,
			`3: column "x": dtype: expected int64 within 2^53, which float64 with NaN holds exactly, seen -################`}},
		{"unsigned beyond float64", `dtype = "uint64"; nullable = true; null = "NaN"`, u64, []any{1 << 53, uint64(math.MaxUint64)}, []string{
			`1: column "x": dtype: expected uint64 within 2^53, which float64 with NaN holds exactly, seen ####################`}},
		{"a number that no float64 holds", `dtype = "int64"; range = [0, 9007199254740991]`, i64, []any{1 << 53}, []string{
			`0: column "x": range: expected [0, 9007199254740991], seen ################`}},
		{"whole levels", `dtype = "int64"; levels = [1, 2]`, i64, []any{1, 3}, []string{
			`1: column "x": level: expected [1 2], seen #`}},
		{"many levels", `dtype = "int64"; levels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]`, i64, []any{13}, []string{
			`0: column "x": level: expected [1 2 3 4 5 6 7 8 9 10] and 2 more, seen ##`}},
		{"NaN is missing", `dtype = "float64"`, f64, []any{nan, inf, 1.0}, []string{
			`0: column "x": null: expected not missing, seen NaN`}},
		{"NaN where nullable", `dtype = "float64"; nullable = true; range = [0, inf]`, f64, []any{nan, inf, nil, -0.5}, []string{
			`3: column "x": range: expected [0, inf], seen -#.#`}},
		{"bounds in float32", `dtype = "float32"; range = [0, 0.1]`, f32, []any{float32(0.1), float32(0.2)}, []string{
			`1: column "x": range: expected [0, 0.1], seen #.#`}},
		{"text", `dtype = "str"; levels = ["F", "M"]`, text, []any{"F", "f", "a\xff"}, []string{
			`1: column "x": level: expected [F M], seen a`,
			`2: column "x": dtype: expected str in UTF-8, seen a` + "\ufffd"}},
		{"empty text is a value", `dtype = "str"`, text, []any{"", nil}, []string{
			`1: column "x": null: expected not missing, seen null`}},
		{"dates", `dtype = "date"; range = [2000-01-01, 2000-12-31]`, day, []any{"2000-12-31", "2001-01-01"}, []string{
			`1: column "x": range: expected [2000-01-01, 2000-12-31], seen ####-##-##`}},
		{"times, through the last day", `dtype = "datetime64[ns]"; range = [2000-01-01, 2000-12-31]`, wall,
			[]any{"2000-12-31 23:59:59.999999999", "2001-01-01", "1999-12-31 23:59:59"}, []string{
				`1: column "x": range: expected [2000-01-01, 2000-12-31], seen ####-##-## ##:##:##A`,
				`2: column "x": range: expected [2000-01-01, 2000-12-31], seen ####-##-## ##:##:##A`}},
		{"times in a zone", `dtype = "datetime64[ns, America/Chicago]"; range = [2000-01-01, inf]`, chicago(),
			[]any{"2000-01-01 06:00:00Z", "2000-01-01 05:59:59Z"}, []string{
				`1: column "x": range: expected [2000-01-01, inf], seen ####-##-## ##:##:##-####`}},
		{"the time that is NaT", `dtype = "timedelta64[ns]"; range = ["0s", "2h"]`, span, []any{"1h", "3h", fmt.Sprint(math.MinInt64) + "ns"}, []string{
			`1: column "x": range: expected [0s, 2h], seen ##############aa`,
			`2: column "x": null: expected not missing, seen NaT`}},
		{"lists", `dtype = "list[float64]"`, arrow.ListOf(f64), []any{[]any{}, []any{1.0, nil, nil}, nil, []any{nan}}, []string{
			`1: column "x": null: expected list[float64] without missing elements, seen [#,aaaa,aaaa]`,
			`2: column "x": null: expected not missing, seen null`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := contractOf(t, "[[columns]]\nname = \"x\"\n"+strings.ReplaceAll(test.column, "; ", "\n"))
			rec := batch(t, test.dtype, test.values...)
			defer rec.Release()
			if diff := cmp.Diff(test.want, told(c.ValidateInput(rec))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestValidateOutput(t *testing.T) {
	for _, test := range []struct {
		name, output string
		dtype        arrow.DataType
		values       []any
		rows         int64
		want         []string
	}{
		{"kept", `dtype = "float32"; range = [0, 1]`, f32, []any{float32(0), float32(1)}, 2, nil},
		{"rows", `dtype = "float64"`, f64, []any{1.0}, 2, []string{`-1: rows: expected 2 rows, seen 1 rows`}},
		{"not finite", `dtype = "float64"; range = [0, 1]`, f64, []any{nan, inf, nil, 2.0}, 4, []string{
			`0: column "x": finite: expected finite, seen AaA`,
			`1: column "x": finite: expected finite, seen +Aaa`,
			`2: column "x": null: expected not missing, seen null`,
			`3: column "x": range: expected [0, 1], seen #`}},
		{"nullable", `dtype = "float64"; nullable = true`, f64, []any{nan, inf, nil}, 3, []string{
			`1: column "x": finite: expected finite, seen +Aaa`}},
		{"a category is plain text", `dtype = "category"; levels = ["low", "high"]`, text, []any{"low", "middling"}, 2, []string{
			`1: column "x": level: expected [low high], seen aaaaaaaa`}},
		{"json", `dtype = "json"; nullable = true`, text, []any{`{"a": [1, null]}`, `{a: 1}`, nil, `NaN`}, 4, []string{
			`1: column "x": dtype: expected json without NUL, seen {a: #}`,
			`3: column "x": dtype: expected json without NUL, seen AaA`}},
		{"json with NUL", `dtype = "json"`, text, []any{`"a\\u0000"`, `["a\u0000"]`, `["a\\\u0000"]`}, 3, []string{
			`1: column "x": dtype: expected json without NUL, seen ["a\a####"]`,
			`2: column "x": dtype: expected json without NUL, seen ["a\\\a####"]`}},
		{"NUL", `dtype = "str"`, text, []any{"a\x00b", "a"}, 2, []string{
			`0: column "x": dtype: expected str in UTF-8 without NUL, seen a\x00a`}},
		{"lists", `dtype = "list[float32]"`, arrow.ListOf(f32), []any{[]any{float32(1), float32(inf)}}, 1, []string{
			`0: column "x": finite: expected finite, seen [#,"+Aaa"]`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := contractOf(t, "[[outputs]]\nname = \"x\"\n"+strings.ReplaceAll(test.output, "; ", "\n"))
			rec := batch(t, test.dtype, test.values...)
			defer rec.Release()
			if diff := cmp.Diff(test.want, told(c.ValidateOutput(rec, test.rows, nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
