package records

import (
	"fmt"

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
