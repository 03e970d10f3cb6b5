package records

import (
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

func TestSpillGivesBackWhatWasWritten(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	rec := everyBatch(t).Record
	s, err := newSpill(t.TempDir(), rec.Schema())
	must(t, err)
	order := []int64{1, 0, 1}
	for _, rows := range [][]int64{order[:2], order[2:]} {
		some, err := taken(rec, rows, mem)
		must(t, err)
		must(t, s.write(some))
		some.Release()
	}
	got, err := s.all(mem)
	must(t, err)
	defer got.Release()
	for i, row := range order {
		seen, want := got.NewSlice(int64(i), int64(i)+1), rec.NewSlice(row, row+1)
		if !array.RecordEqual(seen, want) {
			t.Errorf("row %d: got %v, want %v", i, seen, want)
		}
		seen.Release()
	}
	must(t, s.close())
}
