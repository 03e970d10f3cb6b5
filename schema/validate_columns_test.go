package schema_test

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

func TestValidateCategory(t *testing.T) {
	c := contractOf(t, "[[columns]]\nname = \"x\"\ndtype = \"category\"\nlevels = [\"a\", \"b\"]\nnullable = true\n")
	dtype := c.InputSchema().Field(0).Type.(*arrow.DictionaryType)
	for _, test := range []struct {
		name       string
		dictionary []string
		codes      string
		want       []string
	}{
		{"kept", []string{"a", "b"}, "[1, null, 0]", nil},
		{"another order", []string{"b", "a"}, "[0]", []string{
			`-1: column "x": level: expected [a b] in this order, seen a dictionary of 2 others`}},
		{"no level", []string{"a", "c"}, "[0, 1]", []string{
			`-1: column "x": level: expected [a b] in this order, seen a dictionary of 2 others`,
			`1: column "x": level: expected [a b], seen a`}},
		{"no such code", []string{"a", "b"}, "[2, -1]", []string{
			`0: column "x": level: expected [a b], seen code 2 of 2`,
			`1: column "x": level: expected [a b], seen code -1 of 2`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			codes, _, err := array.FromJSON(memory.DefaultAllocator, dtype.IndexType, strings.NewReader(test.codes))
			if err != nil {
				t.Fatal(err)
			}
			levels := array.NewStringBuilder(memory.DefaultAllocator)
			levels.AppendValues(test.dictionary, nil)
			arr := array.NewDictionaryArray(dtype, codes, levels.NewArray())
			rec := array.NewRecord(c.InputSchema(), []arrow.Array{arr}, int64(arr.Len()))
			if diff := cmp.Diff(test.want, told(c.ValidateInput(rec))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestValidateColumns(t *testing.T) {
	c := contractOf(t, `
[[columns]]
name = "needed"
dtype = "str"
[[columns]]
name = "optional"
dtype = "str"
required = false
`)
	rec := batch(t, text, "beyond the contract's columns")
	want := []string{`-1: column "needed": missing-column: expected a column of that name, seen none`}
	if diff := cmp.Diff(want, told(c.ValidateInput(rec))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A slice of an array has its own nulls and offsets.
func TestValidateSlice(t *testing.T) {
	for _, test := range []struct {
		column string
		dtype  arrow.DataType
		values []any
	}{
		{`dtype = "int64"; range = [0, 9]`, i64, []any{-1, 10, nil, 3, -4, nil}},
		{`dtype = "str"; levels = ["a"]`, text, []any{"b", "c", nil, "a", "d", nil}},
		{`dtype = "list[int64]"`, arrow.ListOf(i64), []any{[]any{nil}, []any{nil}, nil, []any{1, 2}, []any{3, nil}, nil}},
	} {
		c := contractOf(t, "[[columns]]\nname = \"x\"\n"+strings.ReplaceAll(test.column, "; ", "\n"))
		var rows []int64
		for _, found := range c.ValidateInput(batch(t, test.dtype, test.values...).NewSlice(2, 6)) {
			rows = append(rows, found.Row)
		}
		if diff := cmp.Diff([]int64{0, 2, 3}, rows); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.column, diff)
		}
	}
}

func TestValidateImage(t *testing.T) {
	c, err := schema.Read("testdata/image.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`-1: column "image": missing-column: expected a column of that name, seen none`}
	if diff := cmp.Diff(want, told(c.ValidateInput(batch(t, text, "x")))); diff != "" {
		t.Error(diff)
	}
}

// Arrow IPC may leave out the offsets of a column without rows.
func TestValidateTextsWithoutRows(t *testing.T) {
	c := contractOf(t, "[[columns]]\nname = \"x\"\ndtype = \"str\"\n")
	none := memory.NewBufferBytes(nil)
	arr := array.NewStringData(array.NewData(text, 0, []*memory.Buffer{nil, none, none}, nil, 0, 0))
	rec := array.NewRecord(c.InputSchema(), []arrow.Array{arr}, 0)
	if found := told(c.ValidateInput(rec)); found != nil {
		t.Errorf("got %v", found)
	}
}
