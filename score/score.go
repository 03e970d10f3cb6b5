// Package score runs records through a model, batch by batch, and loses none.
//
// The steps are:
//
//  1. [Run] refuses what cannot end well: an output that is also an input, a
//     folder that is not there, a second run on the same output.
//  2. The records are read as batches, cut at fixed positions of the input.
//  3. A plan fixes input, model and settings. Batches whose chunk an earlier
//     run of the same plan has scored are passed over.
//  4. Each batch is one call of predict. Where that fails it is halved to find
//     the records that fail by themselves. Those become rejects, and the rest
//     are scored by one more call, without them: a score is never that of a
//     half. Where that call fails too, or no record fails by itself, all records
//     of the call become rejects. Where predict takes the records of keys, a key
//     is never split: it is scored or rejected whole.
//  5. Results are held to the contract; rows that break it become rejects.
//  6. Keys and outputs are kept as chunks, in the order of the input, and
//     rejects with them, in the folder OUT.handoff.
//  7. Chunks are joined, in their order, to the output and the rejects file.
//     Once every record is accounted for, these are moved to their names and
//     the receipt is written beside them.
//
// Reading, calling and writing overlap; what comes out does not depend on how.
//
// [Filter] does steps 4 and 5 for batches that are piped, and answers each.
package score

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// A Progress says how far a run has come.
type Progress struct {
	Records  int64         // read so far
	Resumed  int64         // of those, by an earlier run
	Rejected int64         // of those that were read
	Elapsed  time.Duration // of scoring, once the model was loaded
	// Bytes of the inputs that have been read and are there in all. Read is 0
	// where the format does not tell.
	Read, Total int64
}

// A Summary is what a run did. Read is Scored and Rejected together.
type Summary struct {
	Read, Scored, Rejected int64
	Resumed                int64 // of those read, by an earlier run
	Output                 string
	Rejects                string // the rejects file; "" where there are none
	Receipt                string // "" where there is none
	// Why says why records were rejected, and Failed why calls of predict failed,
	// as the batches were cut into them: each counts once, however it was then
	// taken apart.
	Why, Failed records.Reasons
	PassedOver  map[string]int64 // what is no image, see [records.PassedOver]
	Elapsed     time.Duration    // of scoring, once the model was loaded
}

// Run scores the records. After an error nothing has changed, but that the
// folder OUT.handoff may be there for the same run to go on from.
func Run(ctx context.Context, opts Options) (*Summary, error) {
	r, err := newRun(opts)
	if err != nil {
		return nil, err
	}
	s, err := r.run(ctx)
	err = withRemedy(err)
	if r.resumable(err) {
		return nil, errors.Join(&KeptError{r.work.dir, err}, r.work.release(true))
	}
	// A run that ended before it looked at an earlier one's chunks leaves them.
	return s, errors.Join(err, r.work.release(err != nil && !r.adopted && r.work.hasPlan()))
}

// A KeptError says that a run ended and that the same run would go on from what
// it has scored, which lies in a folder.
type KeptError struct {
	Dir string
	Err error // why it ended; an interrupt is the context's
}

func (e *KeptError) Unwrap() error { return e.Err }

func (e *KeptError) Error() string { return fmt.Sprintf("%v: %s", e.Err, e.Remedy()) }

// Remedy says what was kept and how to go on.
func (e *KeptError) Remedy() string {
	return fmt.Sprintf("what was scored until then is kept in %s: the same command goes on from there, with --fresh it starts over", e.Dir)
}

// newRun is a run in a folder of its own.
func newRun(opts Options) (*run, error) {
	opts, err := opts.ready()
	if err != nil {
		return nil, err
	}
	wrapper.SweepFolders(temporaryPrefix)
	dir, err := opts.folder()
	if err != nil {
		return nil, err
	}
	work, err := claim(dir)
	if err != nil {
		return nil, err
	}
	return opts.in(work), nil
}

// newRunOf is a run in a folder that was planned, alone or beside others.
func newRunOf(opts Options, lock int) (*run, error) {
	opts, err := opts.ready()
	if err != nil {
		return nil, err
	}
	work, err := enter(opts.Output+workEnding, lock)
	if err != nil {
		return nil, err
	}
	return opts.in(work), nil
}

func (o Options) in(w *work) *run {
	return &run{Options: o, started: time.Now(), work: w, missing: map[string]map[string]int64{}}
}

// run ends with nothing open but the folder.
func (r *run) run(ctx context.Context) (*Summary, error) {
	defer r.end()
	if err := r.clean(); err != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	defer r.source.Close()
	if err := r.readFirst(); err != nil {
		return nil, err
	}
	if err := r.createSinks(); err != nil {
		return nil, err
	}
	return r.do(ctx)
}

// clean removes from the folder what this run does not go on from.
func (r *run) clean() error {
	if r.Fresh {
		return r.work.clear()
	}
	return r.work.tidy()
}

func (r *run) open(ctx context.Context) (err error) {
	if err := r.spool(ctx); err != nil {
		return err
	}
	if r.inputs, err = newSnapshot(r.Records, r.work); err != nil {
		return err
	}
	r.source, err = newEager(eagerBytes, r.mostCalls(), func(cores func() int) (records.Source, error) {
		return r.Options.open(ctx, r.work, cores, r.passes)
	})
	return err
}

// mostCalls are those up to the last chunk that is asked for.
func (r *run) mostCalls() int64 {
	if r.only == nil {
		return math.MaxInt64
	}
	return (r.only[len(r.only)-1] + 1) * r.chunkCalls()
}

// open opens the records.
func (o Options) open(ctx context.Context, w *work, cores func() int, passes func(call int64) bool) (records.Source, error) {
	how := o.reading(w)
	how.Cores = cores
	if o.Contract.Predict.Rows == schema.RowsOne { // which calls there are does not hang on keys
		how.Skip = passes
	}
	return records.OpenFor(ctx, o.Contract, o.Records, how, w.dir)
}

// reading is how records are read.
func (o Options) reading(w *work) records.Options {
	return records.Options{BatchRows: o.BatchSize, MaxRecord: o.MaxRecord, Profile: o.Profile, Kind: o.Kind, Sort: o.Sort, Stdin: w.stdin()}
}
