package main

import (
	"context"

	"github.com/spf13/cobra"

	"handoff/score"
)

func newFilter(u ui) *cobra.Command {
	opts := score.Options{}
	var host hostFlags
	var profile profileFlag
	cmd := &cobra.Command{
		Use:   "filter MODEL_DIR",
		Short: "Score an Arrow IPC stream of records from stdin to stdout",
		Long: `Score an Arrow IPC stream of records from stdin to one of scores on stdout: the
model as a pipe, for Spark's mapInArrow and others.

Each batch is answered by one of as many rows, in the same order: the
contract's keys and outputs and, in _error, why a record was not scored; its
outputs are then null. The end-of-stream mark is written after success alone,
so that what ends without it is not whole.

Exit code 0 when every record was scored, 1 when some were rejected, 2 when
the run could not be done or more were rejected than --max-rejects allows.`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.Stdin, opts.Stdout = u.in, u.out
			var err error
			if opts.Profile, err = profile.read(); err != nil {
				return err
			}
			return runFilter(cmd.Context(), u, args[0], host, opts)
		},
	}
	f := cmd.Flags()
	f.IntVar(&opts.BatchSize, "batch-size", 0, "most records a call of predict (default 8192)")
	f.Int64Var(&opts.Recycle, "recycle", 0, "start the model anew after so many calls, for one that does not hold its state (default never)")
	f.Var(limitFlag{&opts.MaxRejects}, "max-rejects", "most records that may be rejected, as a number or a share such as 0.5%, which is judged at the end")
	f.BoolVar(&opts.ShowValues, "show-values", false, "write raw values, not their shapes, to _error")
	f.StringVar(&opts.Receipt, "receipt", "", "file for the receipt (default none)")
	profile.add(f)
	host.add(f)
	return cmd
}

func runFilter(ctx context.Context, u ui, dir string, host hostFlags, opts score.Options) error {
	c, err := contractOf(dir)
	if err != nil {
		return err
	}
	defer brokenPipesAreErrors()()
	opts.Contract = c
	opts.Open = func(ctx context.Context) (score.Hosts, error) { return host.prepare(ctx, u, c) }
	summary, err := score.Filter(ctx, opts)
	if err != nil {
		return err
	}
	return sayScored(u, summary)
}
