package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"handoff/score"
)

func newPlan(u ui) *cobra.Command {
	var f scoreFlags
	cmd := &cobra.Command{
		Use:   "plan MODEL_DIR RECORDS... -o OUT",
		Short: "Cut a scoring run into chunks for many processes to score",
		Long: `Cut a scoring run into chunks for many processes to score.

Arguments and flags are those of 'handoff score'. The folder OUT.handoff then
holds the plan; 'handoff score-chunk OUT N' scores chunk N of it, on any
machine that sees the same files, and 'handoff commit OUT' joins all of them
to what 'handoff score' would have written.`,
		Args: arguments(2, -1),
	}
	f.add(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		opts, end, err := f.options(u, args[0], args[1:])
		if err != nil {
			return err
		}
		p, err := score.Plan(cmd.Context(), opts, commandOf(cmd.Flags(), args))
		end()
		if err != nil {
			return err
		}
		u.say("%d records in %d chunks: see %s", p.Records, p.Chunks, p.Folder)
		_, err = fmt.Fprintln(u.out, p.Chunks)
		return err
	}
	return cmd
}

// commandOf are the arguments that a command was called with, the flags that
// were given first.
func commandOf(f *pflag.FlagSet, args []string) []string {
	var command []string
	f.Visit(func(f *pflag.Flag) {
		if f.Name != "fresh" { // of the plan alone
			command = append(command, "--"+f.Name+"="+f.Value.String())
		}
	})
	return append(append(command, "--"), args...)
}

func newScoreChunk(u ui) *cobra.Command {
	return &cobra.Command{
		Use:   "score-chunk OUT CHUNKS...",
		Short: "Score chunks of a plan",
		Long: `Score chunks of a plan that 'handoff plan' has made for OUT.

CHUNKS are numbers such as 7, ranges such as 3-9, or shares of all chunks such
as 2/16. What is done is passed over. Any number of processes may score chunks
of one plan at the same time. Call it in the folder that the plan was made in.

Exit code 0 when the chunks are done, whatever was rejected, and 2 otherwise;
then the same command goes on.`,
		Args: arguments(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var named []score.Range
			for _, text := range args[1:] {
				r, err := score.ParseRange(text)
				if err != nil {
					return err
				}
				named = append(named, r)
			}
			opts, end, err := planned(u, args[0])
			if err != nil {
				return err
			}
			done, err := score.Chunks(cmd.Context(), opts, named)
			end()
			if err == nil {
				u.say("%d chunks are done", done)
			}
			return err
		},
	}
}

func newCommit(u ui) *cobra.Command {
	return &cobra.Command{
		Use:   "commit OUT",
		Short: "Join the chunks of a plan to its output",
		Long: `Join the chunks of a plan that 'handoff plan' has made for OUT to the output,
its rejects and its receipt, which are those of 'handoff score'.

Exit codes are those of 'handoff score'; where chunks are missing it is 2, and
nothing is written.`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, end, err := planned(u, args[0])
			if err != nil {
				return err
			}
			summary, err := score.Commit(cmd.Context(), opts)
			end()
			if err != nil {
				return err
			}
			return sayScored(u, summary)
		},
	}
}

// planned are the options that an output was planned with.
func planned(u ui, output string) (score.Options, func(), error) {
	command, err := score.Command(output)
	if err != nil {
		return score.Options{}, nil, err
	}
	var f scoreFlags
	flags := pflag.NewFlagSet("plan", pflag.ContinueOnError)
	f.add(flags)
	err = flags.Parse(command)
	if err == nil {
		err = arguments(2, -1)(newPlan(u), flags.Args())
	}
	if err != nil {
		return score.Options{}, nil, fmt.Errorf("%s: was planned by another handoff: plan anew, with --fresh: %w", output, err)
	}
	f.opts.Output = output
	opts, end, err := f.options(u, flags.Args()[0], flags.Args()[1:])
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s: what it was planned with is not here: call this in the folder that the plan was made in: %w", output, err)
	}
	return opts, end, err
}
