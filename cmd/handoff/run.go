package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes. What 1 stands for is each command's own to say: findings,
// rejects, a gate that was passed over.
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
	root := newRoot(ui{out: stdout, err: stderr})
	root.SetArgs(args)
	root.SetIn(stdin)
	return exitCode(ctx, root.ExecuteContext(ctx), stderr)
}

func exitCode(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFaults):
		return exitFaults
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "handoff: interrupted")
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "handoff: %s\n", oneLine(err.Error()))
	return exitFailed
}

// interruptible is done at the first interrupt, so that everything begun is
// taken back; the second one ends the program at once.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// oneLine keeps an error to one line, as logs and scripts want it.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

func newRoot(u ui) *cobra.Command {
	root := &cobra.Command{
		Use:           "handoff",
		Short:         "Check, score with and benchmark a handed-off Python model",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetOut(u.out)
	root.SetErr(u.err)
	root.SetFlagErrorFunc(usageError)
	root.AddCommand(newVersion(u))
	return root
}

func usageError(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w: see '%s --help'", err, cmd.CommandPath())
}

// arguments holds a command to a number of arguments; more than most when
// most is negative is no limit.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		return fmt.Errorf("expected '%s', got %d arguments: see '%s --help'", cmd.UseLine(), len(args), cmd.CommandPath())
	}
}
