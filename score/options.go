package score

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"handoff/records"
	"handoff/schema"
)

// Options say what to score and where to.
type Options struct {
	Contract *schema.Contract
	// Open makes ready what hosts need. It is called once, when the paths have
	// been seen to be sound.
	Open func(context.Context) (Hosts, error)

	Records []string        // files, read in this order as one input; "-" is Stdin
	Stdin   io.Reader       // is read once, to a file, before anything else is done
	Kind    string          // of records, as [records.Options] has it
	Profile *schema.Profile // of the site that the records are from; nil for none
	Output  string          // its extension names the format; "-" is Stdout
	Stdout  io.Writer       // gets the output when it is whole
	// OutputKind is the extension that names the format where Output has none,
	// without its point; "csv" where Output is "-".
	OutputKind string
	// Rejects and Receipt are the files for these; beside the output where they
	// are "". Where that is Stdout there is then no receipt, and a reject ends
	// the run.
	Rejects, Receipt string

	// BatchSize is how many records go into one call, 0 for what package
	// records holds best. Where a model's scores depend on it, so do the outputs.
	BatchSize  int
	MaxRejects *Limit // nil for no limit
	Expect     *int64 // how many records there are, nil for any number
	MaxRecord  int64  // bytes from which a record is a reject, 0 for [records.DefaultMaxRecord]
	ShowValues bool   // rejects show values of patients instead of their shapes
	Sort       bool   // put the records of each key beside each other first, see [records.OpenSorted]
	Recycle    int64  // batches after which the model is started anew, 0 for never
	Workers    int    // hosts that are called at the same time, 0 for as many as a trial says pay off
	Fresh      bool   // take nothing from an earlier run

	window time.Duration    // that a trial looks at a number of hosts for, 0 for [trialWindow]
	now    func() time.Time // by which it does, nil for time.Now

	// Note, where given, is told what someone who looks on should know.
	Note func(string)
	// Progress, where given, is called after each batch has been written.
	Progress func(Progress)
}

// ready are the options in full, once they have been seen to be sound.
func (o Options) ready() (Options, error) {
	o = o.withPlaces()
	if err := o.check(); err != nil {
		return o, err
	}
	return o.withDefaults(), nil
}

func (o Options) withDefaults() Options {
	if o.BatchSize == 0 {
		o.BatchSize = BatchSize(o.Contract)
	}
	if o.MaxRecord == 0 {
		o.MaxRecord = records.DefaultMaxRecord
	}
	if o.window == 0 {
		o.window = trialWindow
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.Note == nil {
		o.Note = func(string) {}
	}
	if o.Rejects == "" {
		o.MaxRejects = &Limit{share: notShare, text: "0"}
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

// sources are all files that a run depends on, and so may not write to.
func (o Options) sources() []string {
	all := append(slices.Clone(o.inputs()), o.Contract.Path)
	for _, r := range o.Contract.Load.Resources {
		all = append(all, o.Contract.InDir(r.Path))
	}
	return all
}

// threads are those that a host computes with.
func (o Options) threads() int { return max(o.Contract.Environment.Threads, 1) }

// coresFor is how many hosts there are cores for, at least one.
func (o Options) coresFor() int { return max(runtime.NumCPU()/o.threads(), 1) }

// mostWorkers is how many hosts there may come to be.
func (o Options) mostWorkers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return o.coresFor()
}

func (o Options) check() error {
	if len(o.Records) == 0 {
		return fmt.Errorf("no records to score")
	}
	if err := o.checkNumbers(); err != nil {
		return err
	}
	if err := o.checkTaken(); err != nil {
		return err
	}
	return o.checkPlaces()
}

func (o Options) checkNumbers() error {
	if o.BatchSize < 0 {
		return fmt.Errorf("--batch-size %d: expected 1 or more", o.BatchSize)
	}
	if o.MaxRecord < 0 {
		return fmt.Errorf("--max-record-bytes %d: expected 1 or more", o.MaxRecord)
	}
	if o.Recycle < 0 {
		return fmt.Errorf("--recycle %d: expected 1 or more", o.Recycle)
	}
	if o.Workers < 0 || o.Workers > o.coresFor() {
		return fmt.Errorf("--workers %d: expected at least 1, and with %d threads each no more than the %d cores that are here",
			o.Workers, o.threads(), runtime.NumCPU())
	}
	return nil
}
