package records

import (
	"math/bits"
	"sync"

	"github.com/apache/arrow/go/v16/arrow/memory"
)

// A recycler hands out memory that earlier batches gave back, cleared, before
// it asks for more: batches are all of about one size, and taking each anew
// from the heap costs an eighth of reading it. What is not asked for again the
// garbage collector takes.
type recycler struct {
	memory.Allocator
	bySize [mostRecycled + 1]sync.Pool // of *[]byte, by the power of two of their capacity
}

// recycled is where the values of columns of one width live. Of these there are
// arrays alone, which count who holds them; a text of a batch is held uncounted
// by whoever keeps the string.
var recycled = &recycler{Allocator: memory.DefaultAllocator}

// Powers of two between which memory is given out again.
const (
	leastRecycled = 10
	mostRecycled  = 20
)

func (r *recycler) Allocate(size int) []byte {
	power := bits.Len(uint(size - 1))
	if size < 1 || power < leastRecycled || power > mostRecycled {
		return r.Allocator.Allocate(size)
	}
	if b, ok := r.bySize[power].Get().(*[]byte); ok {
		clear((*b)[:cap(*b)])
		return (*b)[:size]
	}
	return r.Allocator.Allocate(1 << power)[:size]
}

func (r *recycler) Reallocate(size int, b []byte) []byte {
	if size <= cap(b) {
		return b[:size]
	}
	larger := r.Allocate(size)
	copy(larger, b)
	r.Free(b)
	return larger
}

func (r *recycler) Free(b []byte) {
	if power := bits.Len(uint(cap(b))) - 1; leastRecycled <= power && power <= mostRecycled && cap(b) == 1<<power {
		r.bySize[power].Put(&b)
	}
}
