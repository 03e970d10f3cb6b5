package score

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"golang.org/x/sync/errgroup"

	"handoff/records"
	"handoff/report"
	"handoff/wrapper"
)

// A run is one run under way.
type run struct {
	Options
	started time.Time
	loaded  time.Time // when scoring began
	work    *work
	source  records.Source
	first   *records.Batch // until it is on its way
	out     *sinks
	model   wrapper.Model
	handoff report.Model
	meter   meter

	read, scored, rejected int64
	example                *records.Reject // for the message when there are too many
	stages                 wrapper.Stages
}

// ahead is how many batches each stage may be ahead of the next, so that
// memory is bounded by the batch size.
const ahead = 2

// begin reads the first batch and begins the output, which can both fail,
// before the model is loaded, which takes time.
func (r *run) begin() error {
	var keys arrow.Record
	b, err := r.source.Next()
	switch {
	case err == nil:
		r.first, keys = b, b.Keys
	case !errors.Is(err, io.EOF):
		return err
	}
	r.out, err = newSinks(r.work, r.Options, outputSchema(r.Contract, keys))
	return err
}

// end takes back what was not made whole.
func (r *run) end() {
	if r.first != nil {
		r.first.Release()
	}
	if r.out != nil {
		r.out.close()
	}
}

func (r *run) do(ctx context.Context) (*Summary, error) {
	r.loaded = time.Now()
	if err := r.pipe(ctx); err != nil {
		return nil, err
	}
	elapsed := time.Since(r.loaded)
	if err := r.account(); err != nil {
		return nil, err
	}
	if err := r.out.commit(); err != nil {
		return nil, err
	}
	return r.publish(ctx, elapsed)
}

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
			Read: r.meter.read(p.batch), Total: r.meter.total})
	}
	return nil
}

func (r *run) count(p *part) {
	r.read += p.batch.Count
	r.scored += p.rows.NumRows()
	r.rejected += int64(len(p.rejects))
	addStages(&r.stages, p.stages)
	if r.example == nil && len(p.rejects) > 0 {
		r.example = &p.rejects[0]
	}
}

// account holds that no record was lost.
func (r *run) account() error {
	if r.read != r.scored+r.rejected {
		return fmt.Errorf("%d records were read, yet %d scored and %d rejected: this is a fault of handoff, nothing was written",
			r.read, r.scored, r.rejected)
	}
	if r.MaxRejects.brokenBy(r.rejected, r.read, true) {
		return r.tooMany()
	}
	return nil
}

func (r *run) tooMany() error {
	return fmt.Errorf("%d of %d records rejected, more than --max-rejects %v allows: nothing was written; the first: %s",
		r.rejected, r.read, r.MaxRejects, describe(*r.example))
}

// describe says where a reject lies and why, without values.
func describe(r records.Reject) string {
	where := r.File
	if r.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, r.Line)
	}
	if len(r.Violations) == 0 {
		return fmt.Sprintf("%s: %s: %v", where, r.Stage, r.Err)
	}
	v := r.Violations[0]
	return fmt.Sprintf("%s: column %q: %s: declared %s, seen %s", where, v.Column, v.Reason, v.Declared, v.Seen)
}

func (r *run) publish(ctx context.Context, elapsed time.Duration) (*Summary, error) {
	s := &Summary{
		Read: r.read, Scored: r.scored, Rejected: r.rejected,
		Output: r.Output, Receipt: report.PathFor(r.Output), Elapsed: elapsed,
	}
	if r.rejected > 0 {
		s.Rejects = RejectsFor(r.Output)
	}
	if err := r.writeReceipt(ctx, s); err != nil {
		return nil, err
	}
	return s, r.work.publish(s)
}
