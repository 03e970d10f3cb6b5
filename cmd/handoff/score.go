package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"handoff/records"
	"handoff/score"
)

func newScore(u ui) *cobra.Command {
	opts := score.Options{}
	var host hostFlags
	var in recordFlags
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
matches, in natural order. With -o - the output goes to stdout once it is
whole; a record that is rejected then needs a file that --rejects names.

The folder OUT.handoff holds what is not yet whole. After a kill the same
command goes on from there; --fresh starts over.

Exit code 0 when every record was scored, 1 when some were rejected, 2 when
the run could not be done or more were rejected than --max-rejects allows;
then nothing is written.`,
		Args: arguments(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if opts.Output == "" {
				return fmt.Errorf("no output: name one with -o: see '%s --help'", cmd.CommandPath())
			}
			opts.Stdin, opts.Stdout = cmd.InOrStdin(), u.out
			var err error
			if opts.Records, err = records.Paths(args[1:]); err != nil {
				return err
			}
			return runScore(cmd.Context(), u, args[0], in, host, opts)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&opts.Output, "output", "o", "", "file to write, or - for stdout (required)")
	f.StringVar(&opts.OutputKind, "output-format", "", "what to write where OUT does not say: csv, jsonl, parquet, arrows, csv.gz, ... (default csv to stdout)")
	f.StringVar(&opts.Rejects, "rejects", "", "file for rejects (default OUT.rejects.csv)")
	f.StringVar(&opts.Receipt, "receipt", "", "file for the receipt (default OUT.receipt.json; none to stdout)")
	f.IntVar(&opts.BatchSize, "batch-size", 0, "records a call of predict (default 8192, images 16)")
	f.Int64Var(&opts.MaxRecord, "max-record-bytes", 0, "size from which a record is rejected instead of read (default 64 MiB)")
	f.IntVar(&opts.Workers, "workers", 0, "hosts that the model runs in at the same time (default as many as a short trial says pay off)")
	f.Int64Var(&opts.Recycle, "recycle", 0, "start the model anew after so many batches, for one that does not hold its state (default never)")
	f.Var(limitFlag{&opts.MaxRejects}, "max-rejects", "most records that may be rejected, as a number or a share such as 0.5%")
	f.BoolVar(&opts.ShowValues, "show-values", false, "write raw values, not their shapes, to the rejects")
	in.add(f)
	host.add(f)
	f.Lookup("fresh").Usage = "build the model's environment anew, and take nothing from a run that was killed"
	return cmd
}

func runScore(ctx context.Context, u ui, dir string, in recordFlags, host hostFlags, opts score.Options) error {
	how, err := in.options()
	if err != nil {
		return err
	}
	c, err := in.contract(dir)
	if err != nil {
		return err
	}
	defer brokenPipesAreErrors()()
	opts.Contract, opts.Profile, opts.Kind = c, how.Profile, how.Kind
	opts.Open = func(ctx context.Context) (score.Hosts, error) { return host.prepare(ctx, u, c) }
	opts.Fresh = host.fresh
	opts.Note = func(text string) { u.say("%s", text) }
	var end func()
	opts.Progress, end = u.progress()
	summary, err := score.Run(ctx, opts)
	end()
	if err != nil {
		return err
	}
	return sayScored(u, summary)
}

func sayScored(u ui, s *score.Summary) error {
	if s.Resumed > 0 {
		u.say("%d of the records were scored by a run before", s.Resumed)
	}
	u.say("%d records: %d scored, %d rejected, in %v, %.0f/s",
		s.Read, s.Scored, s.Rejected, s.Elapsed.Round(time.Millisecond), float64(s.Read-s.Resumed)/s.Elapsed.Seconds())
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
