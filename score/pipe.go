package score

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"handoff/records"
)

// ahead is how many batches each stage may be ahead of the next, so that
// memory is bounded by the batch size.
const ahead = 2

// A lane leads to one host and back: batches in, parts out, both in order. A
// channel is closed only where all that there is has come through it, never
// after an error.
type lane struct {
	batches chan *records.Batch
	parts   chan *part
}

// lanes share the calls out in turn, in runs of so many calls.
type lanes struct {
	all []lane
	run int64
}

func newLanes(n int, run int64) lanes {
	l := lanes{make([]lane, n), run}
	for i := range l.all {
		l.all[i] = lane{make(chan *records.Batch, ahead), make(chan *part, ahead)}
	}
	return l
}

// of is the lane of a call, whose parts are so taken in the order of the input.
func (l lanes) of(call int64) lane { return l.all[int(call/l.run)%len(l.all)] }

// drain releases what an error left under way.
func (l lanes) drain() {
	for _, lane := range l.all {
		for len(lane.batches) > 0 {
			(<-lane.batches).Release()
		}
		for len(lane.parts) > 0 {
			(<-lane.parts).release()
		}
	}
}

// pipe reads, calls and writes at the same time, each in order.
func (r *run) pipe(ctx context.Context) error {
	lanes := newLanes(len(r.workers), max(r.Recycle, 1))
	defer lanes.drain()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.readAll(ctx, lanes) })
	for i, w := range r.workers {
		g.Go(func() error { return r.callAll(ctx, w, lanes.all[i]) })
	}
	g.Go(func() error { return r.keepAll(ctx, lanes) })
	return g.Wait()
}

// readAll shares the batches out but for those of chunks that are done.
func (r *run) readAll(ctx context.Context, lanes lanes) error {
	for call := int64(0); ; call++ {
		b, err := r.next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		r.read += b.Count
		if r.done[call/r.plan.ChunkCalls] != nil {
			b.Release()
			err = ctx.Err()
		} else if err = send(ctx, lanes.of(call).batches, b); err != nil {
			b.Release()
		}
		if err != nil {
			return err
		}
	}
	for _, lane := range lanes.all {
		close(lane.batches)
	}
	return nil
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

func (r *run) callAll(ctx context.Context, w *worker, l lane) error {
	for {
		b, ok, err := receive(ctx, l.batches)
		if err != nil {
			return err
		}
		if !ok {
			close(l.parts)
			return nil
		}
		p, err := r.score(ctx, w, b)
		if err != nil {
			b.Release()
			return err
		}
		if err := send(ctx, l.parts, p); err != nil {
			p.release()
			return err
		}
	}
}

// score makes a batch a part.
func (r *run) score(ctx context.Context, w *worker, b *records.Batch) (*part, error) {
	answers, err := w.batch(ctx, b)
	if err != nil {
		return nil, err
	}
	defer releaseAll(answers)
	p, err := join(r.Contract, r.out.schema, b, answers)
	if err != nil {
		return nil, fmt.Errorf("records from %d on: %w", b.First, err)
	}
	p.ends = w.ends
	return p, nil
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
