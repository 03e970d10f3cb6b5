package mutants

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"handoff/testmodels"
)

// settings are the command line's.
type settings struct {
	operators, models, python, handoff, host, out string
	seeds                                         int64
	parallel, each                                int
	limit                                         time.Duration
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.operators, "operators", "", "operators to make, separated by commas (default all)")
	flags.StringVar(&s.models, "models", "", "good models to make them in, separated by commas (default all)")
	flags.Int64Var(&s.seeds, "seeds", 1, "mutants an operator and model")
	flags.IntVar(&s.each, "each", 0, "models an operator is made in, in turn (default all it applies to)")
	flags.IntVar(&s.parallel, "parallel", 2, "mutants checked at a time")
	flags.DurationVar(&s.limit, "limit", 15*time.Minute, "longest time for one check")
	flags.StringVar(&s.python, "python", "python3.8", "interpreter that makes the slips; some need numpy and torch")
	flags.StringVar(&s.handoff, "handoff", "bin/handoff", "program to judge")
	flags.StringVar(&s.host, "host", "bin/handoff-host", "its host")
	flags.StringVar(&s.out, "out", "build/mutants", "folder for results, one file a build of handoff, and the cache")
	return s, flags.Parse(args)
}

// Main does what args ask for and prints the tally; it gives the exit code:
// 0 where every mutant has an outcome, however many got away.
func Main(args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	if err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "mutants:", err)
		return 1
	}
	return 0
}

func (s settings) run(ctx context.Context, stdout, stderr io.Writer) error {
	operators, models, err := s.chosen()
	if err != nil {
		return err
	}
	bench, err := s.prepare()
	if bench != nil {
		defer bench.release()
	}
	if err != nil {
		return err
	}
	tasks := plan(operators, models, s.seeds, s.each)
	left := bench.results.left(tasks)
	n := len(tasks) - len(left)
	err = run(ctx, bench.workers, left, func(o outcome) error {
		n++
		fmt.Fprintf(stderr, "%d/%d %s\n", n, len(tasks), o)
		return bench.results.add(o)
	})
	if err != nil {
		return err
	}
	t, err := tallied(bench.results.of(tasks), operators)
	if err != nil {
		return err
	}
	return t.write(stdout)
}

func (s settings) chosen() ([]Operator, []string, error) {
	operators, err := Operators()
	if err != nil {
		return nil, nil, err
	}
	if operators, err = chosen(operators, s.operators); err != nil {
		return nil, nil, err
	}
	models, err := testmodels.Good()
	if err != nil {
		return nil, nil, err
	}
	models, err = chosenModels(models, s.models)
	return operators, models, err
}
