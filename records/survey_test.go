package records

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"handoff/schema"
)

// However the records are cut, a survey counts each once.
func TestSurvey(t *testing.T) {
	c := contract(t, "",
		`name = "N"; dtype = "int64"; range = [-5, 5]`, `name = "B"; dtype = "bool"; nullable = true`, `name = "U"; dtype = "uint64"`, `name = "S"; dtype = "str"`)
	path := write(t, "a.csv", "N,B,U,S\n3,true,18446744073709551615,a\n-2,false,7,b\n9,true,1,c\n9,,1\n1,,9,d\nx,true,1,e\n")
	for size := 1; size <= 7; size++ {
		s := open(t, c, Options{BatchRows: size}, path)
		v := NewSurvey(c, s.Schema())
		for _, b := range all(t, s) {
			must(t, v.Add(b))
		}
		secret := func(s schema.Secret) *schema.Secret { return &s }
		want := &Survey{Records: 6, Rejected: 3, Columns: []ColumnSurvey{
			{Name: "N", InFrame: "int64", Values: 3, Low: secret("-2"), High: secret("3")},
			{Name: "B", InFrame: "bool", Values: 2, Missing: map[string]int64{"null": 1}, Levels: map[string]int64{"true": 1, "false": 1}},
			{Name: "U", InFrame: "uint64", Values: 3, Low: secret("7"), High: secret("18446744073709551615")},
			{Name: "S", InFrame: "str", Values: 3},
		}, Reasons: Reasons{Kinds: []Reason{
			{Stage: StageValidate, Rule: "range", Column: "N", Declared: "[-5, 5]", Count: 1, First: path + ":4"},
			{Stage: StageRead, Rule: "read", Declared: "expected 4 fields as in the header, seen 3", Count: 1, First: path + ":5"},
			{Stage: StageDecode, Rule: "dtype", Column: "N", Declared: "int64 (a number)", Count: 1, First: path + ":7"},
		}}}
		reveal := cmp.Transformer("reveal", schema.Secret.Reveal)
		if diff := cmp.Diff(want, v, reveal, cmpopts.IgnoreUnexported(Survey{}, ColumnSurvey{})); diff != "" {
			t.Errorf("batches of %d: -want +got:\n%s", size, diff)
		}
	}
}

// Every record is counted as fitting or rejected, every value as there or missing.
func TestSurveyLosesNothing(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "float64"; nullable = true; decode = ["number"]; missing = ["TNP"]; unreadable = "missing"`)
	cell := rapid.SampledFrom([]string{"1", "-2.5", "", "TNP", "<5", "?", "1e3"})
	rapid.Check(t, func(r *rapid.T) {
		cells := rapid.SliceOfN(cell, 1, 40).Draw(r, "cells")
		text := "X,Y\n"
		for _, x := range cells {
			text += x + ",\n"
		}
		s := open(t, c, Options{BatchRows: rapid.IntRange(1, 10).Draw(r, "size")}, write(t, "a.csv", text))
		v := NewSurvey(c, s.Schema())
		for _, b := range all(t, s) {
			must(t, v.Add(b))
		}
		n := v.Columns[0].Values
		for _, m := range v.Columns[0].Missing {
			n += m
		}
		if want := int64(len(cells)); v.Records != want || n != want || v.Rejected != 0 {
			r.Fatalf("%d records and %d values of %d", v.Records, n, want)
		}
	})
}

func TestCells(t *testing.T) {
	c := contract(t, "", `name = "N"; dtype = "int64"`, `name = "S"; dtype = "str"; nullable = true; missing = [""]`)
	b := only(t, c, "a.csv", "N,S\n1,a\n2,\n3,c\n")
	cells, err := Cells(b.Record, 2)
	if err != nil || len(cells) != 2 || cells[1][1] != nil {
		t.Fatalf("got %v, %v", cells, err)
	}
	if got := fmt.Sprint(cells[0][0].Reveal(), *cells[0][1]); got != "1a" {
		t.Errorf("got %s", got)
	}
}
