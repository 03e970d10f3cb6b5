package schema_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handoff/schema"
)

func dtypes() *rapid.Generator[schema.DType] {
	return rapid.Custom(func(t *rapid.T) schema.DType {
		text := rapid.SampledFrom([]string{"int8", "uint64", "Int64", "UInt8", "float32", "Float64", "bool", "boolean",
			"str", "string", "category", "datetime64[ns]", "datetime64[ns, America/Chicago]", "date", "timedelta64[ns]",
			"list[int16]", "list[str]", "json"}).Draw(t, "dtype")
		d, err := schema.ParseDType(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func bounds() *rapid.Generator[[]schema.Bound] {
	one := rapid.OneOf(
		rapid.Map(rapid.Float64(), func(f float64) schema.Bound { return schema.Bound{Number: f} }),
		rapid.Map(rapid.SampledFrom([]float64{math.Inf(1), math.Inf(-1)}), func(f float64) schema.Bound { return schema.Bound{Number: f} }),
		rapid.Just(schema.Bound{Time: "2024-12-31T23:59:59Z"}), rapid.Just(schema.Bound{Time: "36h"}))
	return rapid.OneOf(rapid.Just([]schema.Bound(nil)), rapid.SliceOfN(one, 2, 2))
}

func levels() *rapid.Generator[[]schema.Level] {
	return rapid.OneOf(rapid.Just([]schema.Level(nil)),
		rapid.SliceOfN(rapid.Map(rapid.Int64(), func(i int64) schema.Level { return schema.Level{Int: i, IsInt: true} }), 1, 5),
		rapid.SliceOfN(rapid.Map(rapid.String(), func(s string) schema.Level { return schema.Level{Text: s} }), 1, 5))
}

// texts also gives the empty list, which says something else than none.
func texts() *rapid.Generator[[]string] {
	return rapid.OneOf(rapid.Just([]string(nil)), rapid.Just([]string{}), rapid.SliceOfN(rapid.String(), 1, 3))
}

func columns() *rapid.Generator[schema.Column] {
	flag := rapid.SampledFrom([]*bool{nil, new(bool), func() *bool { t := true; return &t }()})
	return rapid.Custom(func(t *rapid.T) schema.Column {
		text := func(label string) string { return rapid.String().Draw(t, label) }
		return schema.Column{
			Name: text("name"), DType: dtypes().Draw(t, "dtype"), Nullable: rapid.Bool().Draw(t, "nullable"),
			Required: flag.Draw(t, "required"), Null: rapid.SampledFrom([]schema.Null{"", "None", "NaN", "NA", "NaT"}).Draw(t, "null"),
			Source: text("source"), Field: text("field"), Range: bounds().Draw(t, "range"), Unit: text("unit"),
			Description: text("description"), Derivation: text("derivation"), Decode: texts().Draw(t, "decode"),
			Missing: texts().Draw(t, "missing"), True: texts().Draw(t, "true"), False: texts().Draw(t, "false"),
			NullIs: flag.Draw(t, "null_is"), Zone: text("zone"), Comparator: text("comparator"),
			Levels: levels().Draw(t, "levels"), Ordered: rapid.Bool().Draw(t, "ordered"), Unknown: text("unknown"),
		}
	})
}

func TestColumnsSurviveTheirArrowSchema(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &schema.Contract{Columns: rapid.SliceOfN(columns(), 0, 4).Draw(t, "columns")}
		for i, f := range c.InputSchema().Fields() {
			got, err := schema.ColumnOf(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.Columns[i], got); diff != "" {
				t.Fatalf("-declared +read:\n%s", diff)
			}
		}
	})
}

func TestOutputsSurviveTheirArrowSchema(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := schema.Output{Name: rapid.String().Draw(t, "name"), DType: dtypes().Draw(t, "dtype"),
			Nullable: rapid.Bool().Draw(t, "nullable"), Range: bounds().Draw(t, "range"), Levels: levels().Draw(t, "levels"),
			Take: rapid.String().Draw(t, "take"), Unit: rapid.String().Draw(t, "unit"), Description: rapid.String().Draw(t, "description"), Contributions: rapid.Bool().Draw(t, "contributions")}
		got, err := schema.OutputOf((&schema.Contract{Outputs: []schema.Output{want}}).OutputSchema().Field(0))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-declared +read:\n%s", diff)
		}
	})
}

func TestMetadataIsCompactAndStable(t *testing.T) {
	c, err := schema.Read("testdata/full.toml")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`{"name":"STAY","dtype":"timedelta64[ns]","range":["0s","8760h"]}`,
		`{"name":"SEX_C","dtype":"int8","nullable":true,"null":"NA","levels":[1,2]}`,
	} {
		got, _ := c.InputSchema().Field(5 + i).Metadata.GetValue("handoff")
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
