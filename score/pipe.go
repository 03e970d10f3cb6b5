package score

import (
	"context"
	"errors"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"handoff/records"
)

// ahead is how many batches each stage may be ahead of the next, so that
// memory is bounded by the batch size.
const ahead = 2

// pipe reads, calls and writes at the same time, each in order.
func (r *run) pipe(ctx context.Context) error {
	batches, parts := make(chan *records.Batch, ahead), make(chan *part, ahead)
	defer func() { // after an error, what is still under way
		for b := range batches {
			b.Release()
		}
		for p := range parts {
			p.release()
		}
	}()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { defer close(batches); return r.readAll(ctx, batches) })
	g.Go(func() error { defer close(parts); return r.callAll(ctx, batches, parts) })
	g.Go(func() error { return r.writeAll(ctx, parts) })
	return g.Wait()
}

func (r *run) readAll(ctx context.Context, to chan<- *records.Batch) error {
	for {
		b, err := r.next()
		if b == nil {
			return err
		}
		select {
		case to <- b:
		case <-ctx.Done():
			b.Release()
			return ctx.Err()
		}
	}
}

// next gives the next batch, nil when there are no more.
func (r *run) next() (*records.Batch, error) {
	if b := r.first; b != nil {
		r.first = nil
		return b, nil
	}
	b, err := r.source.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return b, err
}

func (r *run) callAll(ctx context.Context, from <-chan *records.Batch, to chan<- *part) error {
	caller := &caller{model: r.model}
	for b := range from {
		p, err := r.score(ctx, caller, b)
		if err != nil {
			b.Release()
			return err
		}
		select {
		case to <- p:
		case <-ctx.Done():
			p.release()
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// score makes a batch a part.
func (r *run) score(ctx context.Context, c *caller, b *records.Batch) (*part, error) {
	answers, err := c.batch(ctx, b)
	if err != nil {
		return nil, err
	}
	defer releaseAll(answers)
	return join(r.Contract, r.out.schema, b, answers)
}

func (r *run) writeAll(ctx context.Context, from <-chan *part) error {
	for p := range from {
		err := r.write(p)
		p.release()
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (r *run) write(p *part) error {
	if err := r.out.write(p); err != nil {
		return err
	}
	r.count(p)
	if r.MaxRejects.brokenBy(r.rejected, r.read, false) {
		return r.tooMany()
	}
	if r.Progress != nil {
		r.Progress(Progress{Records: r.read, Rejected: r.rejected, Elapsed: time.Since(r.loaded),
			Read: p.batch.Bytes, Total: r.inputs.bytes()})
	}
	return nil
}

func (r *run) count(p *part) {
	r.read += p.batch.Count
	r.scored += p.scored
	r.written += p.rows.NumRows()
	r.rejected += int64(len(p.rejects))
	addStages(&r.stages, p.stages)
	records.AddMissing(r.missing, p.batch.Missing)
	if r.example == nil && len(p.rejects) > 0 {
		r.example = &p.rejects[0]
	}
}
