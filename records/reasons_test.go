package records

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handoff/schema"
)

// rejectFor is the n-th record, rejected for an error's text.
func rejectFor(n int64, text string) Reject {
	return Reject{Position: Position{File: "a.csv", Line: n + 2, Record: n}, Stage: StagePredict, Err: errors.New(text)}
}

// However the records are cut, what is counted is the same, and all are.
func TestReasonsCountEachOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, part, merged Reasons
		texts := rapid.SliceOfN(rapid.IntRange(0, maxReasons-1), 0, 60).Draw(t, "reasons")
		want := map[string]int64{}
		for n, k := range texts {
			text := fmt.Sprint("reason ", k)
			want[text]++
			r := rejectFor(int64(n), text)
			whole.Add(r)
			if part.Add(r); rapid.Bool().Draw(t, "cut") {
				merged.Merge(part)
				part = Reasons{}
			}
		}
		merged.Merge(part)
		if diff := cmp.Diff(whole, merged); diff != "" || whole.Total() != int64(len(texts)) || whole.Others != 0 {
			t.Fatalf("-whole +merged:\n%s", diff)
		}
		got, last := map[string]int64{}, int64(len(texts))
		for _, k := range merged.MostFrequent() {
			if got[k.Declared] = k.Count; k.Count > last {
				t.Fatalf("%d behind %d", k.Count, last)
			}
			last = k.Count
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

// A model that names something else for each record does not fill the memory,
// and no reason is lost.
func TestReasonsAreBounded(t *testing.T) {
	var r, twice Reasons
	for n := range int64(3 * maxReasons) {
		r.Add(rejectFor(n, fmt.Sprint("reason ", n)))
	}
	r.Add(rejectFor(999, "reason 7"))
	twice.Merge(r)
	twice.Merge(r)
	if len(r.Kinds) != maxReasons || r.Others != 2*maxReasons || r.Total() != 3*maxReasons+1 || twice.Total() != 2*r.Total() || len(twice.Kinds) != maxReasons {
		t.Errorf("%d kinds, %d others; twice %d and %d", len(r.Kinds), r.Others, len(twice.Kinds), twice.Others)
	}
	if k := twice.MostFrequent()[0]; k.Declared != "reason 7" || k.Count != 4 || k.First != "a.csv:9" {
		t.Errorf("the most frequent is %+v", k)
	}
	long := Reasons{}
	long.Add(rejectFor(0, "a\n"+strings.Repeat("é", 1<<20)))
	if text := long.Kinds[0].Declared; len([]rune(text)) != maxReasonText+1 || !strings.HasPrefix(text, `a\né`) || !strings.HasSuffix(text, "é…") {
		t.Errorf("%d characters: %.20s", len(text), text)
	}
}

// A record with one reason twice is one record, and one with two counts for both.
func TestReasonsOfOneRecord(t *testing.T) {
	broken := func(column string) schema.Violation {
		return schema.Violation{Reason: schema.ReasonRange, Column: column, Declared: "[0, 1]", Seen: "77"}
	}
	var r Reasons
	r.Add(Reject{Stage: StageResult, Position: Position{File: "a.csv", Line: 2}, Violations: []schema.Violation{broken("X"), broken("Y"), broken("X")}})
	r.Add(Reject{Stage: StageResult, Position: Position{File: "a.csv", Line: 3}, Violations: []schema.Violation{broken("Y")}})
	want := []Reason{
		{Stage: StageResult, Rule: "range", Column: "Y", Declared: "[0, 1]", Count: 2, First: "a.csv:2"},
		{Stage: StageResult, Rule: "range", Column: "X", Declared: "[0, 1]", Count: 1, First: "a.csv:2"},
	}
	if diff := cmp.Diff(want, r.MostFrequent()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
