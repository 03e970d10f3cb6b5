package score

import (
	"context"
	"fmt"
	"io"
	"time"

	"handoff/records"
	"handoff/report"
)

// digested passes on what is read, and has it hashed where a receipt is asked for.
func (f *filter) digested(r io.Reader) io.Reader {
	if f.Receipt == "" {
		return r
	}
	return io.TeeReader(r, f.in)
}

// copied is where what is written goes as well.
func (f *filter) copied() io.Writer {
	if f.Receipt == "" {
		return io.Discard
	}
	return f.out
}

// checkReceipt refuses a file for the receipt that cannot be made, or that the
// run reads or writes otherwise.
func (o Options) checkReceipt() error {
	if o.Receipt == "" {
		return nil
	}
	if err := report.CheckTarget(o.Receipt); err != nil {
		return err
	}
	if isFile(o.Stdin)(o.Receipt) || isFile(o.Stdout)(o.Receipt) {
		return fmt.Errorf("receipt %s is what stdin reads or stdout writes to: choose another name", o.Receipt)
	}
	return records.Distinct(o.Receipt, o.sources())
}

// writeReceipt says what a run was that has written all but what makes its answer
// whole to who reads it.
func (f *filter) writeReceipt(ctx context.Context, s *Summary) error {
	if f.Receipt == "" {
		return nil
	}
	inputs, err := report.HashFiles(ctx, f.inputs(), nil)
	if err != nil {
		return err
	}
	folder, err := report.FolderFor(f.Receipt)
	if err != nil {
		return err
	}
	receipt := report.Receipt{
		Command: "filter", Tool: report.ThisTool(), Folder: folder, Host: report.ThisHost(),
		Started: f.started.UTC(), Finished: time.Now().UTC(),
		Model: f.hosts.About, Inputs: append([]report.File{f.in.piped()}, inputs...), Outputs: []report.File{f.out.piped()},
		Runtime: runtimeOf(f.info), Settings: f.settings(f.hosts), Missing: f.missing,
		Counts: countsFor(s, f.counts), Why: whyOf(s.Why), Failed: whyOf(s.Failed),
		Timings: timings(f.info, f.stages, s.Elapsed, time.Since(f.started)),
	}
	text, err := receipt.JSON()
	if err != nil {
		return err
	}
	return report.WriteFile(f.Receipt, text)
}
