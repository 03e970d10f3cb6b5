package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"handoff/records"
	"handoff/score"
)

func newScore(u ui) *cobra.Command {
	var f scoreFlags
	var command string
	cmd := &cobra.Command{
		Use:   "score MODEL_DIR RECORDS... -o OUT",
		Short: "Score records with a model",
		Long: `Score records with a model.

The output holds the contract's keys and outputs, one row a record, in the
order of the input. Its extension names the format: .csv, .tsv, .jsonl,
.parquet, .arrow or .arrows; .gz or .zst behind one of text compresses it.
Records that cannot be scored are in OUT.rejects.csv with the reasons;
OUT.receipt.json says what was run on what.

As RECORDS, - is stdin, and a quoted pattern such as 'day-*.csv' the files it
matches, in natural order. Of stdin nobody can tell whether its source ended
well: --from-command 'psql ...' runs the source and holds its exit code. With
-o - the output goes to stdout once it is whole; a record that is rejected
then needs a file that --rejects names.

The folder OUT.handoff holds what is not yet whole. After a kill the same
command goes on from there; --fresh starts over.

Exit code 0 when every record was scored, 1 when some were rejected, 2 when
the run could not be done or more were rejected than --max-rejects allows;
then nothing is written.`,
		Args: func(cmd *cobra.Command, args []string) error {
			least := 2
			if command != "" {
				least = 1
			}
			return arguments(least, -1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := context.WithCancel(cmd.Context())
			defer stop() // a command that still runs
			paths, in, err := sourceOf(ctx, u, args, command)
			if err != nil {
				return err
			}
			f.opts.Stdin = in
			opts, end, err := f.options(u, args[0], paths)
			if err != nil {
				return err
			}
			summary, err := score.Run(cmd.Context(), opts)
			end()
			if err != nil {
				return err
			}
			return sayScored(u, summary)
		},
	}
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&command, "from-command", "", "shell command whose stdout is the records, in place of RECORDS; where it fails nothing is written")
	return cmd
}

// scoreFlags are those of score, and of the steps that it can be taken apart
// into.
type scoreFlags struct {
	opts score.Options
	host hostFlags
	in   recordFlags

	expect int64
}

// anyNumber stands for no number of records that is expected.
const anyNumber = -1

func (s *scoreFlags) add(f *pflag.FlagSet) {
	opts := &s.opts
	f.StringVarP(&opts.Output, "output", "o", "", "file to write, or - for stdout (required)")
	f.StringVar(&opts.OutputKind, "output-format", "", "what to write where OUT does not say: csv, jsonl, parquet, arrows, csv.gz, ... (default csv to stdout)")
	f.StringVar(&opts.Rejects, "rejects", "", "file for rejects (default OUT.rejects.csv)")
	f.StringVar(&opts.Receipt, "receipt", "", "file for the receipt (default OUT.receipt.json; none to stdout)")
	f.IntVar(&opts.BatchSize, "batch-size", 0, "records a call of predict (default 8192, images 16)")
	f.Int64Var(&opts.MaxRecord, "max-record-bytes", 0, "size from which a record is rejected instead of read (default 64 MiB)")
	f.IntVar(&opts.Workers, "workers", 0, "hosts that the model runs in at the same time (default as many as a short trial says pay off)")
	f.Int64Var(&opts.Recycle, "recycle", 0, "start the model anew after so many batches, for one that does not hold its state (default never)")
	f.BoolVar(&opts.Sort, "sort", false, "put the records of each key beside each other first, where predict takes those of keys")
	f.Var(limitFlag{&opts.MaxRejects}, "max-rejects", "most records that may be rejected, as a number or a share such as 0.5%")
	f.Int64Var(&s.expect, "expect-records", anyNumber, "how many records there are: with more or fewer the run ends with 2 (default any number)")
	f.BoolVar(&opts.ShowValues, "show-values", false, "write raw values, not their shapes, to the rejects")
	s.in.add(f)
	s.host.add(f)
	f.Lookup("fresh").Usage = "build the model's environment anew, and take nothing from a run that was killed"
}

// options are what flags and arguments, the model's folder and records, come to.
// The run shows its progress until end is called, which is the caller's to do.
func (s *scoreFlags) options(u ui, dir string, paths []string) (opts score.Options, end func(), err error) {
	opts = s.opts
	if opts.Output == "" {
		return opts, nil, errors.New("no output: name one with -o: see 'handoff score --help'")
	}
	switch {
	case s.expect >= 0:
		opts.Expect = &s.expect
	case s.expect != anyNumber:
		return opts, nil, fmt.Errorf("--expect-records %d: expected 0 or more", s.expect)
	}
	if opts.Records, err = records.Paths(paths); err != nil {
		return opts, nil, err
	}
	how, err := s.in.options()
	if err != nil {
		return opts, nil, err
	}
	c, err := s.in.contract(dir)
	if err != nil {
		return opts, nil, err
	}
	opts.Stdout, opts.Contract, opts.Profile, opts.Kind = u.out, c, how.Profile, how.Kind
	opts.Open = func(ctx context.Context) (score.Hosts, error) { return s.host.prepare(ctx, u, c) }
	opts.Fresh = s.host.fresh
	opts.Note = func(text string) { u.say("%s", text) }
	whole := brokenPipesAreErrors()
	show, hide := u.progress()
	opts.Progress = show
	return opts, func() { hide(); whole() }, nil
}

func sayScored(u ui, s *score.Summary) error {
	if s.Resumed > 0 {
		u.say("%d of the records were scored by a run before", s.Resumed)
	}
	how := ""
	if s.Elapsed > 0 { // not where others have scored them
		how = fmt.Sprintf(", in %v, %.0f/s", s.Elapsed.Round(time.Millisecond), float64(s.Read-s.Resumed)/s.Elapsed.Seconds())
	}
	u.say("%d records: %d scored, %d rejected%s", s.Read, s.Scored, s.Rejected, how)
	for _, line := range slices.Concat(rejectedFor(s.Why, fewReasons), failedFor(s.Failed, fewReasons)) {
		u.say("%s", line)
	}
	sayPassedOver(u, s.PassedOver)
	if s.Output != score.Stdout {
		u.say("wrote %s", s.Output)
	}
	if s.Rejects != "" {
		u.say("wrote %s: why each was rejected", s.Rejects)
	}
	if s.Rejected > 0 {
		return errFaults
	}
	return nil
}

// sayPassedOver says, by kind, what of the inputs was no image.
func sayPassedOver(u ui, over map[string]int64) {
	for _, kind := range slices.Sorted(maps.Keys(over)) {
		u.say("passed over: %d of the kind %q", over[kind], kind)
	}
}

// limitFlag reads --max-rejects.
type limitFlag struct{ to **score.Limit }

func (l limitFlag) Set(s string) (err error) { *l.to, err = score.ParseLimit(s); return err }
func (l limitFlag) Type() string             { return "N|N%" }
func (l limitFlag) String() string {
	if l.to == nil {
		return ""
	}
	return (*l.to).String()
}
