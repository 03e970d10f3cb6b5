package score

import (
	"context"
	"errors"
	"io"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/sync/errgroup"

	"handoff/records"
	"handoff/wrapper"
)

// ahead is how many batches each stage may be ahead of the next, so that
// memory is bounded by the batch size.
const ahead = 2

// A lane is a run of calls that one host makes, one after the other: batches
// in, parts out, both in order. A channel is closed only where all that there
// is has come through it, never after an error.
type lane struct {
	batches chan ready
	parts   chan *part
}

// A ready batch is one to call on, and that batch encoded ahead, or nil.
type ready struct {
	*records.Batch
	prepared *wrapper.Prepared
}

func (b ready) Release() {
	b.Batch.Release()
	b.prepared.Close()
}

// lanes are handed to whichever worker is free, and their parts are kept in
// the order of the input.
type lanes struct {
	run     int64     // calls a lane
	queue   chan lane // that no worker has yet
	order   chan lane // that are not yet kept, among them those of the queue
	filling lane      // the reader's, none between two of them
	current lane      // the keeper's
}

// newLanes are for at most so many workers.
func newLanes(workers int, run int64) *lanes {
	return &lanes{run: run, queue: make(chan lane, ahead), order: make(chan lane, workers+ahead)}
}

// put gives a call's batch to its lane. After an error the batch is the
// caller's.
func (l *lanes) put(ctx context.Context, call int64, b ready) error {
	if call%l.run == 0 {
		if err := l.begin(ctx); err != nil {
			return err
		}
	}
	if err := send(ctx, l.filling.batches, b); err != nil {
		return err
	}
	if (call+1)%l.run == 0 {
		l.close()
	}
	return nil
}

// begin hands out a lane to be filled.
func (l *lanes) begin(ctx context.Context) error {
	n := min(l.run, ahead)
	l.filling = lane{make(chan ready, n), make(chan *part, n)}
	if err := send(ctx, l.order, l.filling); err != nil {
		return err
	}
	return send(ctx, l.queue, l.filling)
}

func (l *lanes) close() {
	close(l.filling.batches)
	l.filling = lane{}
}

// end says that there are no more batches.
func (l *lanes) end() {
	if l.filling.batches != nil {
		l.close()
	}
	close(l.queue)
	close(l.order)
}

// drain releases what an error left under way.
func (l *lanes) drain() {
	l.current.drain()
	for len(l.order) > 0 {
		(<-l.order).drain()
	}
}

func (l lane) drain() {
	for len(l.batches) > 0 {
		(<-l.batches).Release()
	}
	for len(l.parts) > 0 {
		(<-l.parts).release()
	}
}

// hasten sets this process up for hosts that wait for it, until restore.
func hasten() (restore func()) {
	// Go lets what runs go on for up to 10 ms before another goroutine has its
	// turn, also one for which a host waits that has answered. With threads to
	// spare it has its turn when the system says so.
	threads := runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	// What lives is a few large arrays, which cost little to look through: twice
	// as often holds a quarter less memory.
	percent := debug.SetGCPercent(50)
	return func() {
		runtime.GOMAXPROCS(threads)
		debug.SetGCPercent(percent)
	}
}

// pipe reads, calls and writes at the same time. It calls in as many hosts as
// were asked for, or as pay off.
func (r *run) pipe(ctx context.Context) error {
	lanes := newLanes(r.mostWorkers(), max(r.Recycle, 1))
	defer lanes.drain()
	g, ctx := errgroup.WithContext(ctx)
	reading, read := context.WithCancel(ctx)
	g.Go(func() error {
		defer read()
		return r.readAll(ctx, lanes)
	})
	call := func(w *worker) {
		r.calling.Add(1)
		g.Go(func() error {
			defer r.calling.Add(-1)
			return r.callAll(ctx, w, lanes.queue)
		})
	}
	for _, w := range r.workers {
		call(w)
	}
	keep := r.keepAll
	if r.only != nil {
		keep = r.keepOnly
	}
	g.Go(func() error { return keep(ctx, lanes) })
	if r.Workers == 0 {
		g.Go(func() error { return r.tryMore(reading, call) })
	}
	return g.Wait()
}

// readAll puts the batches into lanes, but for those of chunks that are done or
// not asked for.
func (r *run) readAll(ctx context.Context, lanes *lanes) error {
	for call := int64(0); ; call++ {
		n := call / r.plan.ChunkCalls
		b, err := r.next()
		if err != nil {
			return ofReading(err)
		}
		if b == nil {
			lanes.end()
			return nil
		}
		r.read += b.Count
		r.bytes.Store(b.Bytes)
		if r.isPassed(n) {
			b.Release()
			err = ctx.Err()
		} else {
			err = r.put(ctx, lanes, call, b)
		}
		if err != nil {
			return err
		}
	}
}

// isPassed tells whether a chunk is done or not asked for.
func (r *run) isPassed(n int64) bool { return r.done[n] != nil || r.only != nil && !r.asked(n) }

// passes tells whether a call's batch need not be decoded. The reader, which is
// ahead, asks before it is known which chunks are done: then none is passed over.
func (r *run) passes(call int64) bool {
	return r.passing.Load() && r.isPassed(call/r.chunkCalls())
}

// put takes the batch over. Where there is one host, which would wait for it,
// the batch is encoded here; where there are several, another is at work.
func (r *run) put(ctx context.Context, lanes *lanes, call int64, b *records.Batch) error {
	next := ready{Batch: b}
	if r.calling.Load() == 1 && r.Recycle == 0 && b.Record.NumRows() > 0 {
		next.prepared = wrapper.Prepare(r.model, b.Record)
	}
	err := lanes.put(ctx, call, next)
	if err != nil {
		next.Release()
	}
	return err
}

// ofReading is an error of reading on. Unless the system is at fault, what is
// read is: the same run would end there again.
func ofReading(err error) error {
	var system syscall.Errno
	if errors.As(err, &system) || errors.Is(err, context.Canceled) {
		return err
	}
	return voidError{err}
}

// next gives the next batch, nil when there are no more.
func (r *run) next() (*records.Batch, error) {
	if b := r.batch; b != nil {
		r.batch = nil
		return b, nil
	}
	b, err := r.source.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return b, err
}

// callAll makes the calls of lanes until there are no more, or the worker is
// dismissed.
func (r *run) callAll(ctx context.Context, w *worker, queue <-chan lane) error {
	for !w.dismissed.Load() {
		l, ok, err := receive(ctx, queue)
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		if err := r.callLane(ctx, w, l); err != nil {
			return err
		}
	}
	return w.close()
}

func (r *run) callLane(ctx context.Context, w *worker, l lane) error {
	for {
		b, ok, err := receive(ctx, l.batches)
		if err != nil {
			return err
		}
		if !ok {
			close(l.parts)
			return nil
		}
		p, err := w.part(ctx, r.Contract, r.Profile, b)
		if err != nil {
			b.Release()
			return err
		}
		b.prepared.Close()
		w.tally.add(b.Count)
		if err := send(ctx, l.parts, p); err != nil {
			p.release()
			return err
		}
	}
}

func send[T any](ctx context.Context, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func receive[T any](ctx context.Context, from <-chan T) (v T, ok bool, err error) {
	select {
	case v, ok = <-from:
		return v, ok, nil
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
}
