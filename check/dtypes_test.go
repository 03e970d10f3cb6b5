package check

import (
	"slices"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A fraction is no whole number, and is refused for nothing but that.
func TestFractionsStayInRange(t *testing.T) {
	c := schema.Column{Name: "SEX", DType: schema.DType{Kind: schema.Int64}, Range: []schema.Bound{{Number: 1}, {Number: 2}}}
	whole, err := generateColumn(c, c.Arrow().Type, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Release()
	changed, values, err := fractions(c, whole)
	if err != nil {
		t.Fatal(err)
	}
	defer values.Release()
	if got := values.(*array.Float64).Float64Values(); !slices.Equal(got, []float64{1.5, 1.5}) || changed.PandasDType() != "float64" {
		t.Errorf("%v as %s, want 1.5 twice as float64", got, changed.PandasDType())
	}
}

// A column becomes another kind only where the values are the same ones.
func TestOtherKinds(t *testing.T) {
	tests := []struct {
		from    schema.Kind
		texts   []string
		to      schema.Kind
		want    []string
		changes bool
	}{
		{schema.Int64, []string{"63", "7"}, schema.Float64, []string{"63", "7"}, true},
		{schema.Float64, []string{"63", "7"}, schema.Int64, []string{"63", "7"}, true},
		{schema.Float64, []string{"63.5", "7"}, schema.Int64, []string{"63.5", "7"}, false},
		{schema.Bool, []string{"true", "false"}, schema.Int64, []string{"1", "0"}, true},
		{schema.Int64, []string{"1", "0"}, schema.Bool, []string{"true", "false"}, true},
		{schema.Int64, []string{"63", "0"}, schema.Bool, []string{"63", "0"}, false},
		{schema.Str, []string{"b", "a"}, schema.Category, []string{"b", "a"}, true},
		{schema.Str, []string{"1", "2"}, schema.Float64, []string{"1", "2"}, false},
	}
	for _, test := range tests {
		c := schema.Column{Name: "x", DType: schema.DType{Kind: test.from}}
		from, err := generateColumn(c, c.Arrow().Type, len(test.texts), test.texts)
		if err != nil {
			t.Fatal(err)
		}
		changed, values, err := in(test.to)(c, from)
		from.Release()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range values.Len() {
			got = append(got, values.ValueStr(i))
		}
		values.Release()
		if !slices.Equal(got, test.want) || (changed.DType.Kind == test.to) != test.changes {
			t.Errorf("%v of %s to %s: %v of %s", test.texts, test.from, test.to, got, changed.DType)
		}
	}
}
