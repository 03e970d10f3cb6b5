package score

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// A filter is one run of [Filter] under way.
type filter struct {
	Options
	source  records.Source
	hosts   Hosts
	worker  *worker
	info    wrapper.Info // of the first host
	answers *answers
	counts  counts
	stages  wrapper.Stages
	missing map[string]map[string]int64 // see [records.Batch]
	why     records.Reasons             // of rejects
	failed  records.Reasons             // of calls
	started time.Time
	in, out *digest
}

// Filter reads an Arrow IPC stream of records from Options.Stdin and writes
// one of scores to Options.Stdout: the contract's keys and outputs and, in
// [ErrorColumn], why a record was not scored. Each batch is answered by a batch
// of as many rows in the same order, before the next is waited for; one of more
// than BatchSize records by several. The end-of-stream mark is written after
// success alone, and after the receipt where Options.Receipt names one. Of the
// other Options those of files are not used.
func Filter(ctx context.Context, opts Options) (*Summary, error) {
	opts.Records = nil
	if err := opts.checkFilter(); err != nil {
		return nil, err
	}
	f := &filter{Options: opts.withDefaults(), missing: map[string]map[string]int64{}, started: time.Now(), in: newDigest(), out: newDigest()}
	f.MaxRejects = opts.MaxRejects // rejects need no file: they are in the stream
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	how := records.Options{BatchRows: f.BatchSize, MaxRecord: f.MaxRecord, Profile: f.Profile}
	var err error
	if f.source, err = records.OpenPiped(f.Contract, f.digested(records.Interruptible(ctx, f.Stdin)), how); err != nil {
		return nil, err
	}
	defer f.source.Close()
	s, err := f.run(ctx)
	return s, withRemedy(err)
}

func (o Options) checkFilter() error {
	if o.Contract.Predict.Rows != schema.RowsOne {
		return fmt.Errorf("%s: predict.rows = %q: filter can only answer each record by one row: use handoff score", o.Contract.Path, o.Contract.Predict.Rows)
	}
	if outputSchema(o.Contract).HasField(ErrorColumn) {
		return fmt.Errorf("%s: a key or an output is named %q, which is the column for errors", o.Contract.Path, ErrorColumn)
	}
	if err := o.checkTaken(); err != nil {
		return err
	}
	if err := o.checkReceipt(); err != nil {
		return err
	}
	return o.checkNumbers()
}

func (f *filter) run(ctx context.Context) (_ *Summary, err error) {
	if f.hosts, err = f.Open(ctx); err != nil {
		return nil, err
	}
	if f.worker, err = f.hosts.worker(ctx, f.Contract, f.Recycle); err != nil {
		return nil, err
	}
	defer f.worker.close()
	f.info = f.worker.model.Info()
	if f.answers, err = newAnswers(f.Stdout, f.copied(), answerSchema(f.Contract)); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := f.pipe(ctx); err != nil {
		return nil, err
	}
	if err := f.tooMany(true); err != nil {
		return nil, err
	}
	s := &Summary{Read: f.counts.Read, Scored: f.counts.Scored, Rejected: f.counts.Rejected, Output: Stdout, Receipt: f.Receipt, Elapsed: time.Since(began), Why: f.why, Failed: f.failed}
	return s, f.answers.end(func() error { return f.writeReceipt(ctx, s) })
}

// pipe reads the next batch while one is answered.
func (f *filter) pipe(ctx context.Context) error {
	batches := make(chan *records.Batch)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return f.readAll(ctx, batches) })
	g.Go(func() error { return f.answerAll(ctx, batches) })
	return g.Wait()
}

func (f *filter) readAll(ctx context.Context, batches chan<- *records.Batch) error {
	for {
		b, err := f.source.Next()
		if errors.Is(err, io.EOF) {
			close(batches)
			return nil
		}
		if err != nil {
			return err
		}
		if err := send(ctx, batches, b); err != nil {
			b.Release()
			return err
		}
	}
}

func (f *filter) answerAll(ctx context.Context, batches <-chan *records.Batch) error {
	for {
		b, ok, err := receive(ctx, batches)
		if err != nil || !ok {
			return err
		}
		if err := f.answer(ctx, b); err != nil {
			return err
		}
	}
}

// tooMany is the error of more rejects than MaxRejects allows. A share is judged
// at the end of the stream, before its mark is written.
func (f *filter) tooMany(atEnd bool) error {
	c := f.counts
	if !f.MaxRejects.brokenBy(c.Rejected, c.Read, atEnd) {
		return nil
	}
	most := f.why.MostFrequent()
	return fmt.Errorf("%d of %d records rejected, more than --max-rejects %v allows: the stream is left without its end; the most frequent reason, first at %s: %s",
		c.Rejected, c.Read, f.MaxRejects, most[0].First, most[0].Declared)
}

// answer takes the batch over.
func (f *filter) answer(ctx context.Context, b *records.Batch) error {
	p, err := f.worker.part(ctx, f.Contract, f.Profile, ready{Batch: b})
	if err != nil {
		b.Release()
		return err
	}
	defer p.release()
	f.counts = f.counts.plus(countsOf(p))
	addStages(&f.stages, p.stages)
	records.AddMissing(f.missing, p.batch.Missing)
	p.addReasons(&f.why, &f.failed)
	if f.counts.Ends >= maxHostFailures {
		return tooManyEnds(f.counts.Ends)
	}
	if err := f.tooMany(false); err != nil {
		return err
	}
	return f.answers.write(p, f.ShowValues)
}
