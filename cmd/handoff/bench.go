package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"handoff/bench"
	"handoff/records"
	"handoff/report"
	"handoff/schema"
)

// benchFlags are bench's own flags.
type benchFlags struct {
	host       hostFlags
	records    recordFlags
	rows       int64
	calls      int64
	time       time.Duration
	format     string
	output     string
	baseline   string
	regression string
}

func newBench(u ui) *cobra.Command {
	var b benchFlags
	cmd := &cobra.Command{
		Use:   "bench MODEL_DIR RECORDS...",
		Short: "Measure how long a model takes to answer",
		Long: `Measure how long a model takes to answer: its start and load, the first call,
and warm calls with their stages, one at a time, on the records in their order.
A percentile is stated only where there were calls enough to carry it.

Exit code 0 when it was measured, 1 past a limit of the contract's [latency] or
of --baseline, 2 when it could not be measured or not be judged.`,
		Args: arguments(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return b.run(cmd.Context(), u, args[0], args[1:])
		},
	}
	f := cmd.Flags()
	f.Int64Var(&b.rows, "rows", 1, "records a call, or keys where a call takes the records of keys")
	f.Int64Var(&b.calls, "calls", 2000, "stop after so many warm calls")
	f.DurationVar(&b.time, "time", 30*time.Second, "stop after so long")
	f.StringVar(&b.format, "format", "text", "text, json or go (the Go benchmark format, for benchstat)")
	f.StringVarP(&b.output, "output", "o", "", "file to write the report to (default stdout)")
	f.StringVar(&b.baseline, "baseline", "", "earlier report of --format json to compare with")
	f.StringVar(&b.regression, "max-regression", "10%", "how much slower than the baseline it may be")
	b.records.add(f)
	b.host.add(f)
	return cmd
}

func (b benchFlags) run(ctx context.Context, u ui, dir string, paths []string) error {
	write, err := b.writer()
	if err != nil {
		return err
	}
	if paths, err = records.Paths(paths); err != nil {
		return err
	}
	if err := mayWrite(b.output, slices.Concat(paths, []string{contractPath(dir)}, b.records.profile.paths())...); err != nil {
		return err
	}
	base, err := b.base()
	if err != nil {
		return err
	}
	c, err := b.records.contract(dir)
	if err != nil {
		return err
	}
	r, err := b.measure(ctx, u, c, paths)
	if err != nil {
		return err
	}
	if err := u.write(b.output, func(w io.Writer) error { return write(r, w) }); err != nil {
		return err
	}
	gates, err := base.gates(r, c.Latency)
	if err != nil {
		return err
	}
	return judge(u, gates)
}

func (b benchFlags) measure(ctx context.Context, u ui, c *schema.Contract, paths []string) (*bench.Report, error) {
	if c.Predict.Rows == schema.RowsKey && b.rows > 1 {
		return nil, fmt.Errorf("%s: predict.rows = %q: a call takes one key: --rows %d is more", c.Path, c.Predict.Rows, b.rows)
	}
	if most := c.RowsPerCall(b.rows); b.rows > most {
		return nil, fmt.Errorf("%s: a call takes %d images at most, [image] batch: --rows %d is more", c.Path, most, b.rows)
	}
	opts, unspool, err := b.records.reading(ctx, u, paths)
	if err != nil {
		return nil, err
	}
	defer unspool()
	src, err := records.OpenFor(ctx, c, paths, opts, os.TempDir())
	if err != nil {
		return nil, err
	}
	defer src.Close()
	draws, release, err := bench.Draw(src, b.rows, b.calls)
	if err != nil {
		return nil, err
	}
	defer release()
	over, err := records.PassedOver(c, paths, opts)
	if err != nil {
		return nil, err
	}
	sayPassedOver(u, over)
	inputs, err := report.HashFiles(ctx, paths, opts.File)
	if err != nil {
		return nil, err
	}
	model, about, err := b.host.open(ctx, u, c)
	if err != nil {
		return nil, err
	}
	defer model.Close()
	u.step("measuring, for %v at most", b.time)
	return bench.Run(ctx, model, bench.Options{Draws: draws, Rows: b.rows, Unit: unitOf(c), Calls: b.calls, Time: b.time, Model: about, Inputs: inputs})
}

// unitOf is what one result is of.
func unitOf(c *schema.Contract) string {
	if c.Predict.Rows == schema.RowsOne {
		return ""
	}
	return "key"
}

// writer is how the report is written, by --format, once the flags are sound.
func (b benchFlags) writer() (func(*bench.Report, io.Writer) error, error) {
	if b.rows < 1 || b.calls < 1 || b.time <= 0 {
		return nil, fmt.Errorf("--rows, --calls and --time: expected 1 or more")
	}
	switch b.format {
	case "text":
		return (*bench.Report).WriteText, nil
	case "go":
		return (*bench.Report).WriteGo, nil
	case "json":
		return func(r *bench.Report, w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			return enc.Encode(r)
		}, nil
	}
	return nil, fmt.Errorf("--format %q: expected text, json or go", b.format)
}

// A baseline is an earlier report, and how much slower this one may be.
type baseline struct {
	report     *bench.Report // nil where there is none
	regression float64       // 0.1 is 10%
}

func (b benchFlags) base() (baseline, error) {
	if b.baseline == "" {
		return baseline{}, nil
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(b.regression, "%"), 64)
	if err != nil || !(percent >= 0) {
		return baseline{}, fmt.Errorf("--max-regression %q: expected a share such as 10%%", b.regression)
	}
	r, err := bench.ReadReport(b.baseline)
	return baseline{r, percent / 100}, err
}

// gates are the contract's, and those that the baseline gives.
func (base baseline) gates(r *bench.Report, limits schema.Latency) ([]bench.Gate, error) {
	gates := r.Gates(limits)
	if base.report == nil {
		return gates, nil
	}
	compared, err := r.Compare(base.report, base.regression)
	return append(gates, compared...), err
}

// judge says how the gates were kept.
func judge(u ui, gates []bench.Gate) error {
	var exceeded, open bool
	for _, g := range gates {
		u.say("%v", g)
		exceeded = exceeded || g.Exceeded()
		open = open || !g.Judged()
	}
	switch {
	case exceeded:
		return errFaults
	case open:
		return fmt.Errorf("a limit could not be judged: make more calls, with --calls and --time")
	}
	return nil
}
