package records

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// What a batch's memory held before it was given back is in no later batch,
// not even where a value is missing, and a batch that is held stays as it is.
func TestBatchesMemoryIsGivenOutAgainClear(t *testing.T) {
	const rows = 1 << leastRecycled
	text := strings.Repeat("12345,7.5\n", rows)
	text = "ID,X\n" + text + text + strings.Repeat("1,\n", rows) + text
	c := contract(t, `"ID"`, `name = "ID"; dtype = "int64"`, `name = "X"; dtype = "float64"; nullable = true; null = "NaN"`)
	s := open(t, c, Options{BatchRows: rows}, write(t, "a.csv", text))
	next := func() (*Batch, []float64) {
		b, err := s.Next()
		must(t, err)
		return b, b.Record.Column(1).(*array.Float64).Float64Values()
	}
	first, held := next()
	defer first.Release()
	second, _ := next()
	second.Release()
	third, missing := next()
	if i := slices.IndexFunc(missing, func(f float64) bool { return f != 0 }); i >= 0 {
		t.Errorf("row %d is missing and holds %v", i, missing[i])
	}
	third.Release()
	fourth, _ := next()
	defer fourth.Release()
	if i := slices.IndexFunc(held, func(f float64) bool { return f != 7.5 }); i >= 0 {
		t.Errorf("row %d of a batch that is held became %v", i, held[i])
	}
}

// The memory is given out again, at the size that is asked for.
func TestRecycler(t *testing.T) {
	r := &recycler{Allocator: memory.DefaultAllocator}
	for _, size := range []int{0, 1, 1000, 1 << leastRecycled, 5000, 1 << mostRecycled, 1<<mostRecycled + 1} {
		b := r.Allocate(size)
		if len(b) != size {
			t.Fatalf("%d bytes for %d", len(b), size)
		}
		r.Free(b)
	}
	b := r.Allocate(3000)
	copy(b, "abc")
	b = r.Reallocate(100, b)
	b = r.Reallocate(9000, b)
	if len(b) != 9000 || string(b[:3]) != "abc" || b[3] != 0 || b[8999] != 0 {
		t.Error("growing loses bytes, or brings others")
	}
}
