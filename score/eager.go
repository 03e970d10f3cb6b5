package score

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v16/arrow/util"
	"golang.org/x/sync/semaphore"

	"handoff/records"
)

// eagerBytes is how much is read ahead of the calls, but for the batch in hand:
// about what can be read while a model is loaded, and no more than a Python
// with pandas takes.
const eagerBytes = 64 << 20

// An eager source reads on before it is asked. It is closed by Close alone,
// also after its end.
type eager struct {
	records.Source
	ready   chan fetched // closed behind the error that ended the stream
	awaited atomic.Bool  // a call waits for what is next
	room    *semaphore.Weighted
	bytes   int64 // of room
	batches int64 // to read at most
	all     int   // processors
	stop    context.CancelFunc
	reading sync.WaitGroup
	err     error // that ended the stream
}

// A fetched is what Next gave, and the room that it takes.
type fetched struct {
	batch *records.Batch
	size  int64
	err   error
}

// newEager opens the source, to read so many batches of it and hold so many bytes.
func newEager(bytes, batches int64, open func(cores func() int) (records.Source, error)) (*eager, error) {
	e := &eager{ready: make(chan fetched, 1024), room: semaphore.NewWeighted(bytes), bytes: bytes, batches: batches, all: runtime.GOMAXPROCS(0)}
	var err error
	if e.Source, err = open(e.cores); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	e.stop = stop
	e.reading.Go(func() { e.read(ctx) })
	return e, nil
}

// cores is how many processors to read on: all of them only while a call waits
// for it. A model computes in one thread, mostly, and what is taken from that
// thread costs more than what reading gains.
func (e *eager) cores() int {
	if e.awaited.Load() {
		return e.all
	}
	return 1
}

func (e *eager) read(ctx context.Context) {
	defer close(e.ready)
	for n := int64(0); ; n++ {
		f := e.fetch(n)
		err := e.room.Acquire(ctx, f.size)
		if err == nil {
			err = send(ctx, e.ready, f)
		}
		if err != nil && f.batch != nil {
			f.batch.Release()
		}
		if err != nil || f.err != nil {
			return
		}
	}
}

// fetch reads the n-th batch.
func (e *eager) fetch(n int64) (f fetched) {
	if n == e.batches {
		return fetched{err: io.EOF}
	}
	if f.batch, f.err = e.Source.Next(); f.err == nil && f.batch.Record != nil {
		f.size = min(util.TotalRecordSize(f.batch.Record), e.bytes)
	}
	return f
}

func (e *eager) Next() (*records.Batch, error) {
	if e.err != nil {
		return nil, e.err
	}
	e.awaited.Store(true)
	f := <-e.ready
	e.awaited.Store(false)
	e.room.Release(f.size)
	e.err = f.err
	return f.batch, f.err
}

func (e *eager) Close() error {
	e.stop()
	e.reading.Wait()
	for f := range e.ready {
		if f.batch != nil {
			f.batch.Release()
		}
	}
	return e.Source.Close()
}
