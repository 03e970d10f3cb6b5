// Package score runs records through a model, batch by batch, and loses none.
//
// The steps are:
//
//  1. [Run] refuses what cannot end well: an output that is also an input, a
//     folder that is not there, a second run on the same output.
//  2. The records are read as batches, cut at fixed positions of the input.
//  3. Each batch is one call of predict. Where that fails it is halved until
//     the records at fault stand alone; those become rejects, the rest are
//     scored. Where predict takes one key's records, each key is one call, and
//     scored or rejected whole.
//  4. Results are held to the contract; rows that break it become rejects.
//  5. Keys and outputs are written in the order of the input, rejects to a
//     file of their own, all in the folder OUT.handoff.
//  6. Once every record is accounted for, the files are moved to their names
//     and the receipt is written beside them.
//
// Reading, calling and writing overlap; what comes out does not depend on how.
package score

import (
	"context"
	"fmt"
	"slices"
	"time"

	"handoff/records"
	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// Options say what to score and where to.
type Options struct {
	Contract *schema.Contract
	// Open loads the model, and says what the receipt is to say of it. It is
	// called once the paths have been seen to be sound.
	Open func(context.Context) (wrapper.Model, report.Model, error)

	Records []string        // files, read in this order as one input
	Profile *schema.Profile // of the site that the records are from; nil for none
	Output  string          // its extension names the format

	// BatchSize is how many records go into one call, 0 for what package
	// records holds best. Where a model's scores depend on it, so do the outputs.
	BatchSize  int
	MaxRejects *Limit // nil for no limit
	MaxRecord  int64  // bytes from which a record is a reject, 0 for [records.DefaultMaxRecord]
	ShowValues bool   // rejects show values of patients instead of their shapes

	// Progress, where given, is called after each batch has been written.
	Progress func(Progress)
}

// A Progress says how far a run has come.
type Progress struct {
	Records  int64         // read so far
	Rejected int64         // of those
	Elapsed  time.Duration // of scoring, once the model was loaded
	// Bytes of the inputs that have been read and are there in all. Read is 0
	// where the format does not tell.
	Read, Total int64
}

// A Summary is what a run did. Read is Scored and Rejected together.
type Summary struct {
	Read, Scored, Rejected int64
	Output                 string
	Rejects                string // the rejects file; "" where there are none
	Receipt                string
	Elapsed                time.Duration // of scoring, once the model was loaded
}

// files are the files that hold records, the output last.
func (s *Summary) files() []string {
	if s.Rejects == "" {
		return []string{s.Output}
	}
	return []string{s.Rejects, s.Output}
}

// RejectsFor is where the rejects of an output lie.
func RejectsFor(output string) string { return output + ".rejects.csv" }

// Run scores the records. After an error nothing has changed but for the
// folder that a run leaves which was killed, see [claim].
func Run(ctx context.Context, opts Options) (*Summary, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	opts = opts.withDefaults()
	work, err := claim(opts.Output)
	if err != nil {
		return nil, err
	}
	defer work.release()
	inputs, err := newSnapshot(opts.Records)
	if err != nil {
		return nil, err
	}
	src, err := opts.open(ctx, work)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	r := &run{Options: opts, started: time.Now(), work: work, source: src, inputs: inputs, missing: map[string]map[string]int64{}}
	defer r.end()
	if err := r.begin(); err != nil {
		return nil, err
	}
	if r.model, r.handoff, err = opts.Open(ctx); err != nil {
		return nil, err
	}
	defer r.model.Close()
	return r.do(ctx)
}

// open opens the records.
func (o Options) open(ctx context.Context, w *work) (records.Source, error) {
	how := records.Options{BatchRows: o.BatchSize, MaxRecord: o.MaxRecord, Profile: o.Profile}
	return records.OpenFor(ctx, o.Contract, o.Records, how, w.dir)
}

func (o Options) withDefaults() Options {
	if o.BatchSize == 0 {
		o.BatchSize = records.DefaultBatchRows
		if o.Contract.Image != nil {
			o.BatchSize = records.DefaultBatchImages
		}
	}
	if o.MaxRecord == 0 {
		o.MaxRecord = records.DefaultMaxRecord
	}
	o.BatchSize = int(o.Contract.RowsPerCall(int64(o.BatchSize)))
	return o
}

// inputs are the files that are read besides the model's.
func (o Options) inputs() []string {
	if o.Profile == nil {
		return o.Records
	}
	return append(slices.Clone(o.Records), o.Profile.Path)
}

func (o Options) check() error {
	if len(o.Records) == 0 {
		return fmt.Errorf("no records to score")
	}
	if o.BatchSize < 0 {
		return fmt.Errorf("--batch-size %d: expected 1 or more", o.BatchSize)
	}
	if o.MaxRecord < 0 {
		return fmt.Errorf("--max-record-bytes %d: expected 1 or more", o.MaxRecord)
	}
	if o.Contract.Predict.Rows == schema.RowsKeys {
		return fmt.Errorf("%s: predict.rows = %q: score can only give one result a row, or with rows = %q one a key", o.Contract.Path, schema.RowsKeys, schema.RowsKey)
	}
	if err := records.CanCreate(o.Output); err != nil {
		return err
	}
	for _, path := range []string{o.Output, RejectsFor(o.Output), report.PathFor(o.Output)} {
		if err := report.CheckTarget(path); err != nil {
			return err
		}
		if err := records.Distinct(path, o.inputs()); err != nil {
			return err
		}
	}
	return nil
}
