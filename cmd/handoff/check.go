package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"handoff/check"
	"handoff/records"
)

// checkFlags are check's own flags.
type checkFlags struct {
	opts    check.Options
	profile profileFlag
	failOn  string
	earlier string
	format  string
	output  string
	repro   string

	deadlines deadlineFlags
}

func newCheck(u ui) *cobra.Command {
	var c checkFlags
	cmd := &cobra.Command{
		Use:   "check MODEL_DIR [RECORDS...]",
		Short: "Hold a hand-off to the cookbook's rules and to its own contract",
		Long: `Hold a hand-off to the cookbook's rules and to its own contract. One run finds
all there is to find; 'handoff explain RULE' says more of each rule.

Exit code 0 when there is no finding at or above --fail-on, 1 when there are,
2 when the check could not be done, or not all of it.`,
		Args: arguments(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if c.opts.Records, err = records.Paths(args[1:]); err != nil {
				return err
			}
			return c.run(cmd.Context(), u, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.format, "format", check.Formats()[0], strings.Join(check.Formats(), " or "))
	f.StringVarP(&c.output, "output", "o", "", "file to write the report to (default stdout)")
	f.StringVar(&c.failOn, "fail-on", "error", "least severe finding that fails: error, warning or note")
	f.StringSliceVar(&c.opts.Select, "select", nil, "rules to ask, by name or beginning: 1a,3b/null-refused")
	f.StringSliceVar(&c.opts.Ignore, "ignore", nil, "rules not to ask")
	f.StringVar(&c.repro, "repro", "", "new folder to write a Python file to for each fault that a call shows")
	c.profile.add(f)
	f.StringVar(&c.earlier, "compare", "", "earlier report in JSON: tell what is new, fixed and unchanged since")
	f.BoolVar(&c.opts.ShowValues, "show-values", false, "let values of records into the report")
	c.deadlines.add(f)
	f.BoolVar(&c.opts.Fresh, "fresh", false, "build the model's environment anew")
	return cmd
}

func (c checkFlags) run(ctx context.Context, u ui, dir string) error {
	if err := c.parse(dir); err != nil {
		return err
	}
	stdin, release, err := records.SpoolNameless(ctx, c.opts.Records, u.in)
	if err != nil {
		return err
	}
	defer release()
	c.opts.Stdin = stdin
	c.opts.Progress = func(phase check.Phase, step string) { u.step("%s", strings.TrimSuffix(string(phase)+": "+step, ": ")) }
	r, err := check.Run(ctx, dir, c.opts)
	if err != nil {
		return err
	}
	if err := u.write(c.output, func(w io.Writer) error { return r.Write(w, c.format) }); err != nil {
		return err
	}
	if c.repro != "" {
		if err := r.WriteRepros(c.repro); err != nil {
			return fmt.Errorf("--repro: %w", err)
		}
	}
	switch r.Verdict {
	case check.Pass:
		return nil
	case check.Fail:
		return errFaults
	}
	return fmt.Errorf("the check could not be done whole: the report says what was not run and why")
}

// parse makes options of the flags and holds that what is to be written may be.
func (c *checkFlags) parse(dir string) (err error) {
	if c.opts.FailOn, err = check.ParseSeverity(c.failOn); err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	if !slices.Contains(check.Formats(), c.format) {
		return fmt.Errorf("--format %q: expected %s", c.format, strings.Join(check.Formats(), " or "))
	}
	if c.opts.Deadlines, err = c.deadlines.deadlines(); err != nil {
		return err
	}
	inputs := append(slices.Clone(c.opts.Records), contractPath(dir))
	if c.earlier != "" {
		inputs = append(inputs, c.earlier)
		if c.opts.Earlier, err = check.ReadReport(c.earlier); err != nil {
			return fmt.Errorf("--compare: %w", err)
		}
	}
	if c.opts.Profile, err = c.profile.read(); err != nil {
		return err
	}
	if c.repro != "" {
		if err := check.CheckReproDir(c.repro); err != nil {
			return fmt.Errorf("--repro: %w", err)
		}
	}
	return mayWrite(c.output, append(inputs, c.profile.paths()...)...)
}
