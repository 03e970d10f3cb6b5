package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"handoff/schema"
	"handoff/score"
)

// The exit codes. What 1 stands for is each command's own to say: findings,
// rejects, a gate that was exceeded.
const (
	exitDone        = 0
	exitFaults      = 1
	exitFailed      = 2
	exitInterrupted = 130
)

// errFaults ends a run that could be done and whose outcome is exit code 1.
// The command has already said what there is to say.
var errFaults = errors.New("faults")

// run is the whole program: it does what args say and gives the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	root := newRoot(ui{in: stdin, out: stdout, err: stderr})
	root.SetArgs(args)
	help := &firstError{Writer: stdout}
	root.SetOut(help)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = help.err
	}
	return exitCode(ctx, err, stderr)
}

func exitCode(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFaults):
		return exitFaults
	case ctx.Err() != nil:
		text := "interrupted"
		var kept *score.KeptError
		if errors.As(err, &kept) {
			text += ": " + kept.Remedy()
		}
		fmt.Fprintln(stderr, "handoff: "+text)
		return exitInterrupted
	}
	sayError(stderr, err)
	return exitFailed
}

// interruptible is done at the first interrupt, so that what was scored is kept
// and everything else that was begun is taken back. A second Ctrl-C ends the program at once; a second SIGTERM does
// not, since timeout(1) and supervisors send it twice in a row.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt) })
	return ctx, stop
}

// brokenPipesAreErrors lets a reader of stdout that goes away end a command by
// an error, so that it takes back what it began, and not by a signal. It gives
// what ends that.
func brokenPipesAreErrors() func() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGPIPE)
	return func() { signal.Stop(signals) }
}

func newRoot(u ui) *cobra.Command {
	root := &cobra.Command{
		Use:           "handoff",
		Short:         "Check, score with and benchmark a handed-off Python model",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          helpOrUnknown,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetOut(u.out)
	root.SetErr(u.err)
	root.SetFlagErrorFunc(usageError)
	root.AddCommand(newCheck(u), newScore(u), newPlan(u), newScoreChunk(u), newCommit(u), newFilter(u), newBench(u), newMap(u), newSchema(u), newVerify(u), newExplain(u), newVersion(u))
	return root
}

// helpOrUnknown answers a call that names no command, or one there is not.
func helpOrUnknown(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	var names []string
	for _, cmd := range root.Commands() {
		names = append(names, cmd.Name())
	}
	if near := schema.Nearest(args[0], names); near != "" {
		return fmt.Errorf("unknown command %q: did you mean %q", args[0], near)
	}
	return fmt.Errorf("unknown command %q: see 'handoff --help'", args[0])
}

func usageError(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w: see '%s --help'", err, cmd.CommandPath())
}

// arguments holds a command to a number of arguments; more than most when
// most is negative is no limit. None may be empty, nor a flag's: what a variable
// that is not set gives would be taken for what was not asked for.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := noneEmpty(cmd, args); err != nil {
			return err
		}
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		return fmt.Errorf("expected '%s', got %s: see '%s --help'", cmd.UseLine(), countArguments(len(args)), cmd.CommandPath())
	}
}

func noneEmpty(cmd *cobra.Command, args []string) (err error) {
	if i := slices.Index(args, ""); i >= 0 {
		return fmt.Errorf("argument %d is empty: expected '%s': see '%s --help'", i+1, cmd.UseLine(), cmd.CommandPath())
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.String() == "" {
			err = fmt.Errorf("--%s is empty: give it a value, or leave it out", f.Name)
		}
	})
	return err
}

func countArguments(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}
