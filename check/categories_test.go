package check

import (
	"slices"
	"testing"

	"handoff/schema"
)

// A level that is made up is none of the column's, however they are written.
func TestUnseen(t *testing.T) {
	texts := []schema.Level{{Text: "OTHER"}, {Text: "ICU"}}
	if got := unseen(texts); got.IsInt || got.Text == "" || slices.Contains([]string{"Other", "OTHER", "ICU"}, got.Text) {
		t.Errorf("%v for %v", got, texts)
	}
	codes := []schema.Level{{Int: 3, IsInt: true}, {Int: -1, IsInt: true}}
	if got := unseen(codes); got != (schema.Level{Int: 4, IsInt: true}) {
		t.Errorf("%v for %v", got, codes)
	}
}

// What would be another level is no misspelling.
func TestMisspellings(t *testing.T) {
	levels := []schema.Level{{Text: "a"}, {Text: "A"}, {Text: "b"}, {Text: "2"}}
	want := map[string][]string{
		"with a blank behind it": {"a ", "A ", "b ", "2 "},
		"in another case":        {"a", "A", "B", "2"},
		"by its number":          {"1", "A", "3", "4"},
	}
	for _, kind := range []schema.Kind{schema.Str, schema.Category} {
		c := schema.Column{Name: "UNIT", DType: schema.DType{Kind: kind}, Levels: levels}
		values, err := generateColumn(c, c.Arrow().Type, len(levels), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer values.Release()
		for _, m := range misspellings {
			_, changed, err := m.change(c, values)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range changed.Len() {
				got = append(got, changed.ValueStr(i))
			}
			changed.Release()
			if !slices.Equal(got, want[m.how]) {
				t.Errorf("%s %s: %q, want %q", kind, m.how, got, want[m.how])
			}
		}
	}
}
