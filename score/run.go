package score

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"handoff/records"
	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// A run is one run under way.
type run struct {
	Options
	started time.Time
	loaded  time.Time // when scoring began
	work    *work
	source  records.Source
	inputs  snapshot
	batch   *records.Batch // the first, until it is on its way
	out     *sinks         // nil where chunks are scored alone
	only    []int64        // chunks to score, in order, and not to join; nil for all
	hosts   Hosts
	workers []*worker
	model   wrapper.Model  // of the first of them
	calling atomic.Int64   // how many of them call
	tried   []report.Trial // how many of them pay off
	bytes   atomic.Int64   // that the reader has read, see [records.Batch]
	plan    plan
	adopted bool             // the plan is the folder's
	done    map[int64]*chunk // by an earlier run
	passing atomic.Bool      // what is done is known: see passes
	shelf   *shelf           // of the chunks of this run, nil before the first
	info    wrapper.Info     // of the first host

	read    int64 // by the reader; the counts are of what came out
	counts  counts
	resumed int64
	first   string // reject, for the message when there are too many
	kept    bool   // a chunk of this run
	stages  wrapper.Stages
	missing map[string]map[string]int64 // see [records.Batch]
	why     records.Reasons             // of rejects
	failed  records.Reasons             // of calls
}

// readFirst reads the first batch, which can fail, before the model is loaded,
// which takes time.
func (r *run) readFirst() error {
	b, err := r.source.Next()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	r.batch = b
	return nil
}

func (r *run) createSinks() (err error) {
	r.out, err = newSinks(r.work, r.Options, outputSchema(r.Contract))
	return err
}

// end takes back what was not made whole.
func (r *run) end() {
	if r.batch != nil {
		r.batch.Release()
	}
	if r.out != nil {
		r.out.close()
	}
	if r.shelf != nil {
		r.shelf.close()
	}
	r.stopHosts().Wait()
}

// stopHosts has the hosts end, each of which takes its time.
func (r *run) stopHosts() *sync.WaitGroup {
	var stopping sync.WaitGroup
	for _, w := range r.workers {
		if w != nil {
			stopping.Go(func() { w.close() })
		}
	}
	return &stopping
}

// start makes the hosts ready and says what the run computes. The inputs, which
// may be large, are hashed meanwhile.
func (r *run) start(ctx context.Context) error {
	var inputs []report.File
	g, both := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		inputs, err = report.HashFiles(both, r.Options.inputs(), r.work.input)
		return err
	})
	g.Go(func() error { return r.startHosts(ctx) }) // they outlive the group
	if err := g.Wait(); err != nil {
		return err
	}
	r.model = r.workers[0].model
	r.info = r.model.Info()
	r.plan = r.makePlan(inputs)
	return nil
}

// adopt finds what an earlier run has done.
func (r *run) adopt() (err error) {
	r.adopted = true
	r.done, err = r.plan.adopt(r.work, r.Note)
	r.passing.Store(err == nil)
	return err
}

func (r *run) startHosts(ctx context.Context) (err error) {
	if r.hosts, err = r.Open(ctx); err != nil {
		return err
	}
	return r.startWorkers(ctx)
}

func (r *run) startWorkers(ctx context.Context) error {
	r.workers = make([]*worker, max(r.Workers, 1)) // where none are asked for, a trial may add some
	var g errgroup.Group
	for i := range r.workers {
		g.Go(func() (err error) {
			r.workers[i], err = r.hosts.worker(ctx, r.Contract, r.Recycle)
			return err
		})
	}
	return g.Wait()
}

func (r *run) makePlan(inputs []report.File) plan {
	return plan{
		Tool: report.ThisTool(), Model: r.hosts.About, Runtime: runtimeOf(r.info), Inputs: inputs,
		Settings: r.plannedSettings(), ChunkCalls: r.chunkCalls(),
	}
}

func (r *run) do(ctx context.Context) (*Summary, error) {
	defer hasten()()
	if err := r.start(ctx); err != nil {
		return nil, err
	}
	if err := r.adopt(); err != nil {
		return nil, err
	}
	r.loaded = time.Now()
	if err := r.pipe(ctx); err != nil {
		return nil, err
	}
	return r.finish(ctx, time.Since(r.loaded))
}

// finish makes the outputs whole, once all chunks were joined. The hosts end
// meanwhile.
func (r *run) finish(ctx context.Context, elapsed time.Duration) (*Summary, error) {
	defer r.stopHosts().Wait()
	if err := r.account(); err != nil {
		return nil, err
	}
	if err := r.out.commit(); err != nil {
		return nil, err
	}
	return r.publish(ctx, elapsed)
}

// A voidError is one after which what was scored is of no use, or no longer
// wanted.
type voidError struct{ error }

func (e voidError) Unwrap() error { return e.error }

// resumable tells whether the same run would go on from what this one, which
// ended with the error, has scored.
func (r *run) resumable(err error) bool {
	var void voidError
	return err != nil && r.Output != Stdout && !errors.As(err, &void) && (r.kept || len(r.done) > 0)
}

// account holds that no record was lost.
func (r *run) account() error {
	if c := r.counts; r.read != c.Read || c.Read != c.Scored+c.Rejected {
		return voidError{fmt.Errorf("%d records were read, yet %d scored and %d rejected: this is a fault of handoff, nothing was written",
			r.read, c.Scored, c.Rejected)}
	}
	if r.Contract.Predict.Rows == schema.RowsOne && r.counts.Results != r.counts.Scored {
		return voidError{fmt.Errorf("%d records were scored, yet %d results written: this is a fault of handoff, nothing was written",
			r.counts.Scored, r.counts.Results)}
	}
	if err := r.expected(r.read); err != nil {
		return err
	}
	if r.MaxRejects.brokenBy(r.counts.Rejected, r.read, true) {
		return r.tooMany(r.counts)
	}
	return nil
}

// expected holds that there are as many records as were announced.
func (o Options) expected(read int64) error {
	if o.Expect == nil || read == *o.Expect {
		return nil
	}
	return voidError{fmt.Errorf("there are %d records where --expect-records says %d: nothing was written; look whether the source is whole", read, *o.Expect)}
}

func (r *run) tooMany(c counts) error {
	if r.Rejects == "" {
		return voidError{fmt.Errorf("%d of %d records rejected, and no file is named for rejects: name one with --rejects; nothing was written; the first: %s",
			c.Rejected, c.Read, r.first)}
	}
	return voidError{fmt.Errorf("%d of %d records rejected, more than --max-rejects %v allows: nothing was written; the first: %s",
		c.Rejected, c.Read, r.MaxRejects, r.first)}
}

func (r *run) publish(ctx context.Context, elapsed time.Duration) (*Summary, error) {
	s := &Summary{
		Read: r.counts.Read, Scored: r.counts.Scored, Rejected: r.counts.Rejected, Resumed: r.resumed,
		Output: r.Output, Receipt: r.Receipt, Elapsed: elapsed, Why: r.why, Failed: r.failed,
	}
	if s.Rejected > 0 {
		s.Rejects = r.Rejects
	}
	var err error
	if s.PassedOver, err = records.PassedOver(r.Contract, r.Records, r.reading(r.work)); err != nil {
		return nil, err
	}
	if err := r.writeReceipt(ctx, s); err != nil {
		return nil, err
	}
	return s, r.deliver(s)
}
