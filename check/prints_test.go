package check

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/wrapper"
)

// calledWith is a call with one column of ages, that printed a text.
func calledWith(t *testing.T, ages []int64, printed string) *call {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "AGE", Type: arrow.PrimitiveTypes.Int64}}, nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).AppendValues(ages, nil)
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
