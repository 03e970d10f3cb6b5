package records

import (
	"reflect"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"pgregory.net/rapid"
)

// What is read quickly is what the pipeline makes of it.
func TestQuickTextsAreThePipelines(t *testing.T) {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "?", "a", "b ", "Bee", "Bxe", "true", "False", "1", "0", "-0", "-0.0", "+7", "007", ".", "5.", ".5", "1e5", "1.2.3", "255", "-129", "9007199254740991", "9007199254740992.0", "9007199254740993", "999999999999999999",
			"9223372036854775808", "18446744073709551615", "0.30000000000000004", "nan", "inf", "2022-01-31", "2022-01-31T13:45", "2022-02-29 13:45:00", "2022-01-31 13:45:00.5Z", "2022-01-31 13:45:60", "1600-01-01 00:00:00"}),
		rapid.StringMatching(`[+-]?[0-9]{0,19}(\.[0-9]{0,18})?`),
		rapid.StringMatching(`20[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-5][0-9](:[0-6][0-9](\.[0-9]{1,10})?)?)?`),
	)
	for _, column := range []string{
		`dtype = "int64"`, `dtype = "float64"`, `dtype = "float64"; nullable = true; null = "NaN"; missing = ["?", "1", "5."]`, `dtype = "float32"`, `dtype = "int8"`, `dtype = "uint64"`, `dtype = "bool"`,
		`dtype = "str"`, `dtype = "str"; nullable = true; null = "None"; missing = ["", "a"]`, `dtype = "datetime64[ns]"`, `dtype = "category"; levels = ["a", "Bee", "1", "Bxe"]`,
		`dtype = "category"; levels = ["a", "b", "c", "d", "e", "f", "g", "h", "1"]; nullable = true; null = "NaN"; missing = ["?"]`,
	} {
		c := contract(t, "", `name = "X"; `+column)
		rapid.Check(t, func(r *rapid.T) {
			quick, err := newColumn(c.Columns[0], Options{}.withDefaults(c))
			must(t, err)
			slow, err := newColumn(c.Columns[0], Options{}.withDefaults(c))
			must(t, err)
			var b block
			for row, s := range rapid.SliceOfN(text, 0, 20).Draw(r, "texts") {
				b.add(s)
				slow.addText(row, s)
			}
			quick.addTexts(0, b.strip(0, 1))
			if got, want := quick.out.NewArray(), slow.out.NewArray(); !array.Equal(got, want) {
				r.Fatalf("%s: got %v, want %v", column, got, want)
			}
			if !reflect.DeepEqual(quick.violations, slow.violations) || !reflect.DeepEqual(quick.missing.Take(), slow.missing.Take()) {
				r.Fatalf("%s: got %v, want %v", column, quick.violations, slow.violations)
			}
		})
	}
}
