package score

import (
	"sync"

	"handoff/records"
)

// eagerCells is about how many cells are read ahead of the calls: what is read
// while the model is loaded, and little beside what a Python with pandas takes.
const eagerCells = 1 << 21

// An eager source reads on before it is asked. It is closed by Close alone,
// also after its end.
type eager struct {
	records.Source
	ready   chan fetched // closed behind the error that ended the stream
	stop    chan struct{}
	reading sync.WaitGroup
	err     error // that ended the stream
}

// A fetched is what Next gave.
type fetched struct {
	batch *records.Batch
	err   error
}

// newEager takes the source over.
func newEager(s records.Source, o Options) *eager {
	ahead := 1
	if o.Contract.Image == nil {
		ahead += eagerCells / max(o.BatchSize*s.Schema().NumFields(), 1)
	}
	e := &eager{Source: s, ready: make(chan fetched, min(ahead, 1024)), stop: make(chan struct{})}
	e.reading.Go(e.read)
	return e
}

func (e *eager) read() {
	defer close(e.ready)
	for {
		b, err := e.Source.Next()
		select {
		case e.ready <- fetched{b, err}:
		case <-e.stop:
			if b != nil {
				b.Release()
			}
			return
		}
		if err != nil {
			return
		}
	}
}

func (e *eager) Next() (*records.Batch, error) {
	if e.err != nil {
		return nil, e.err
	}
	f := <-e.ready
	e.err = f.err
	return f.batch, f.err
}

func (e *eager) Close() error {
	close(e.stop)
	e.reading.Wait()
	for f := range e.ready {
		if f.batch != nil {
			f.batch.Release()
		}
	}
	return e.Source.Close()
}
