package score

import (
	"errors"
	"io"
	"math"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/records"
)

// counted gives so many batches and then an error.
type counted struct {
	mem    memory.Allocator
	calls  atomic.Int64
	left   int
	end    error
	closed bool
}

func (c *counted) Schema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{{Name: "X", Type: arrow.PrimitiveTypes.Int64}}, nil)
}

func (c *counted) Next() (*records.Batch, error) {
	c.calls.Add(1)
	if c.left == 0 {
		return nil, c.end
	}
	c.left--
	b := array.NewRecordBuilder(c.mem, c.Schema())
	defer b.Release()
	b.Field(0).(*array.Int64Builder).Append(int64(c.left))
	return &records.Batch{Record: b.NewRecord(), Count: 1}, nil
}

func (c *counted) Close() error { c.closed = true; return nil }

func eagerFrom(t *testing.T, s records.Source, bytes, batches int64) *eager {
	t.Helper()
	e, err := newEager(bytes, batches, func(func() int) (records.Source, error) { return s, nil })
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What is read ahead comes in its order, then the error, as often as one asks;
// what nobody took is released.
func TestEagerSource(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	broken := errors.New("broken")
	for _, end := range []error{io.EOF, broken} {
		for taken := range 5 {
			from := &counted{mem: mem, left: 3, end: end}
			e := eagerFrom(t, from, eagerBytes, math.MaxInt64)
			for i := range taken {
				b, err := e.Next()
				if i >= 3 {
					if b != nil || err != end {
						t.Fatalf("batch %d: %v, %v", i, b, err)
					}
					continue
				}
				if err != nil || b.Record.Column(0).ValueStr(0) != string(rune('2'-i)) {
					t.Fatalf("batch %d: %v, %v", i, b, err)
				}
				b.Release()
			}
			if err := e.Close(); err != nil || !from.closed {
				t.Error(err, from.closed)
			}
		}
	}
}

// Ahead are as many batches as there is room for, and the one in hand.
func TestEagerSourceIsBounded(t *testing.T) {
	from := &counted{mem: memory.DefaultAllocator, left: 500, end: io.EOF}
	e := eagerFrom(t, from, 3, math.MaxInt64)
	defer e.Close()
	for taken := int64(0); ; taken++ {
		if calls := from.calls.Load(); calls > taken+2 {
			t.Fatalf("%d batches were read when %d had been taken", calls, taken)
		}
		b, err := e.Next()
		if err != nil {
			return
		}
		b.Release()
		runtime.Gosched()
	}
}

// No more is read than is asked for.
func TestEagerSourceEnds(t *testing.T) {
	from := &counted{mem: memory.DefaultAllocator, left: 500, end: io.EOF}
	e := eagerFrom(t, from, eagerBytes, 2)
	for range 2 {
		b, err := e.Next()
		if err != nil {
			t.Fatal(err)
		}
		b.Release()
	}
	if b, err := e.Next(); b != nil || err != io.EOF {
		t.Errorf("got %v, %v", b, err)
	}
	if err := e.Close(); err != nil || from.calls.Load() != 2 {
		t.Errorf("%v, %d batches were read", err, from.calls.Load())
	}
}
