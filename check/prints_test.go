package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/wrapper"
)

// calledWith is a call with a column of ages, and one of as many other
// numbers where there are any, that printed a text.
func calledWith(t *testing.T, ages []int64, printed string, others ...float64) *call {
	fields := []arrow.Field{{Name: "AGE", Type: arrow.PrimitiveTypes.Int64}, {Name: "OTHER", Type: arrow.PrimitiveTypes.Float64}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields[:1+min(1, len(others))], nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).AppendValues(ages, nil)
	if len(others) > 0 {
		b.Field(1).(*array.Float64Builder).AppendValues(others, nil)
	}
	record := b.NewRecord()
	t.Cleanup(record.Release)
	on := &sample{record: record}
	return &call{sample: on, asked: on, result: &wrapper.Result{Prints: wrapper.Prints{Stdout: printed}}}
}

// Numbers of rows that happen to be ages are no values of records.
func TestPrintsCounts(t *testing.T) {
	counts := "row 0\nrow 1\nrow 2\nrow 3\nrow 4\n"
	for name, test := range map[string]struct {
		first, second string
		want          int
	}{
		"counts": {counts, counts, 0},
		"ages":   {"1\n2\n3\n", "61\n62\n63\n", 1},
		"both":   {counts + "1\n2\n3\n", counts + "61\n62\n63\n", 1},
	} {
		s := &subject{calls: []*call{calledWith(t, []int64{1, 2, 3}, test.first), calledWith(t, []int64{61, 62, 63}, test.second)}}
		found, err := printsValues(t.Context(), s)
		if err != nil || len(found) != test.want {
			t.Errorf("%s, %s: got %v, %v; want %d findings", name, strings.Fields(test.first), found, err, test.want)
		}
	}
}

// One value of each row is told where nothing else can have made the numbers:
// not a time, a count or a sum that is an age now and then.
func TestPrintsOneValue(t *testing.T) {
	ages := []int64{18, 33, 47, 62, 76, 91, 105, 109, 113, 120}
	others := []float64{.11, .22, .33, .44, .55, .66, .77, .88, .99, .999}
	said := func(form string, numbers ...int64) string {
		var b strings.Builder
		for _, n := range numbers {
			fmt.Fprintf(&b, form+"\n", n)
		}
		return b.String()
	}
	for name, test := range map[string]struct {
		first, second string
		want          int
	}{
		"each unusual age": {said("WARNING unusual AGE: %d", ages[3:]...), said("WARNING unusual AGE: %d", 91, 120), 1},
		"as a float":       {said("2026-11-28 20:30:01 AGE %d.0", ages[3:]...), "", 1},
		"times":            {said("row took %d ms", 18, 33, 47, 62, 76, 91, 105, 109), said("row took %d ms", 19), 0},
		"how many rows":    {said("%d rows", 8), said("%d rows", 8), 0},
		"a bound":          {said("AGE is beyond %d", 120), said("AGE is beyond %d", 120), 0},
	} {
		s := &subject{calls: []*call{calledWith(t, ages, test.first, others...), calledWith(t, ages, test.second, others...)}}
		found, err := printsValues(t.Context(), s)
		if err != nil || len(found) != test.want {
			t.Errorf("%s: got %v, %v; want %d findings", name, found, err, test.want)
		}
		if len(found) == 1 && found[0].Column != "AGE" {
			t.Errorf("%s: column %q", name, found[0].Column)
		}
	}
}

// Small numbers that a column covers tell nothing, however many there are.
func TestPrintsSmallCounts(t *testing.T) {
	nodes := []int64{0, 1, 2, 3, 4, 5, 6, 7}
	printed := "part 1\npart 2\npart 3\npart 4\npart 5\npart 6\npart 7\n"
	s := &subject{calls: []*call{calledWith(t, nodes, printed), calledWith(t, nodes, printed)}}
	if found := loggedColumn(s.calls); found != nil {
		t.Errorf("column %q, row %d", found.column, found.row)
	}
}
