package records

import (
	"errors"
	"fmt"
	"sync"

	"github.com/apache/arrow/go/v16/arrow/memory"
)

// maxAllocation is the greatest buffer that a file may ask for. A corrupted
// length asks for hundreds of gigabytes, and Go ends the process for that.
const maxAllocation = 1 << 30

// A bounded allocator refuses, by a panic that [recovered] turns into an
// error, what no sound file needs.
type bounded struct{ memory.Allocator }

func (b bounded) Allocate(size int) []byte {
	b.check(size)
	return b.Allocator.Allocate(size)
}

func (b bounded) Reallocate(size int, p []byte) []byte {
	b.check(size)
	return b.Allocator.Reallocate(size, p)
}

func (b bounded) check(size int) {
	if size < 0 || size > maxAllocation {
		panic(fmt.Sprintf("a buffer of %d bytes is asked for", size))
	}
}

// recovered turns a panic of a reader over a corrupt file into an error.
// Arrow's readers trust their files.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the file is corrupt: %v", p)
	}
}

// spread calls f for each of n columns, on so many processors at most. A panic
// over a corrupt file in any of them is an error.
func spread(n, cores int, f func(i int)) error {
	workers := max(1, min(n, cores))
	errs := make([]error, workers)
	share := func(w int) {
		defer recovered(&errs[w])
		for i := w; i < n; i += workers {
			f(i)
		}
	}
	var running sync.WaitGroup
	for w := 1; w < workers; w++ {
		running.Go(func() { share(w) })
	}
	share(0)
	running.Wait()
	return errors.Join(errs...)
}
