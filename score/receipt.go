package score

import (
	"context"
	"maps"
	"time"

	"handoff/records"
	"handoff/report"
	"handoff/wrapper"
)

// receipt is what the run leaves said of it. The outputs are hashed where
// they still lie and named where they will.
func (r *run) receipt(ctx context.Context, s *Summary) (*report.Receipt, error) {
	if err := r.inputs.holds(); err != nil {
		return nil, voidError{err}
	}
	outputs, err := r.work.hash(ctx, r.written(s))
	if err != nil {
		return nil, err
	}
	folder, err := report.FolderFor(r.Receipt)
	if err != nil {
		return nil, err
	}
	counts := countsFor(s, r.counts)
	counts["resumed"] = s.Resumed
	return &report.Receipt{
		Command: "score", Tool: r.plan.Tool, Folder: folder, Host: report.ThisHost(),
		Started: r.started.UTC(), Finished: time.Now().UTC(),
		Model: r.plan.Model, Inputs: r.plan.Inputs, Outputs: outputs,
		Runtime:  r.plan.Runtime,
		Settings: r.allSettings(),
		Trials:   r.tried,
		Missing:  r.missing,
		Passed:   s.PassedOver,
		Counts:   counts,
		Why:      whyOf(s.Why),
		Failed:   whyOf(s.Failed),
		Timings:  timings(r.info, r.stages, s.Elapsed, time.Since(r.started)),
	}, nil
}

func countsFor(s *Summary, c counts) map[string]int64 {
	return map[string]int64{"read": s.Read, "scored": s.Scored, "rejected": s.Rejected, "results": c.Results, "failed-calls": s.Failed.Total()}
}

// whyOf are reasons as a receipt has them, nil where there are none.
func whyOf(r records.Reasons) *report.Reasons {
	if r.Total() == 0 {
		return nil
	}
	out := &report.Reasons{Others: r.Others}
	for _, k := range r.MostFrequent() {
		out.Kinds = append(out.Kinds, report.Reason{Stage: string(k.Stage), Rule: k.Rule, Column: k.Column, Declared: k.Declared, Count: k.Count, First: k.First})
	}
	return out
}

func timings(info wrapper.Info, stages wrapper.Stages, scoring, total time.Duration) map[string]float64 {
	return map[string]float64{
		"start": report.Seconds(info.Start), "import": report.Seconds(info.Import), "load": report.Seconds(info.Load),
		"transport": report.Seconds(stages.Transport), "frame": report.Seconds(stages.Frame),
		"predict": report.Seconds(stages.Predict), "result": report.Seconds(stages.Result),
		"scoring": report.Seconds(scoring), "total": report.Seconds(total),
	}
}

func runtimeOf(info wrapper.Info) report.Runtime {
	return report.Runtime{
		Python: info.Python, Threads: info.Threads, Packages: info.Packages,
		Enforced: info.Sandbox.Enforced, Missing: info.Sandbox.Missing,
	}
}

// settings are those that results depend on, however records come.
func (o Options) settings(h Hosts) map[string]any {
	set := map[string]any{"batch-size": o.BatchSize, "max-record-bytes": o.MaxRecord, "show-values": o.ShowValues}
	if o.Recycle > 0 {
		set["recycle"] = o.Recycle
	}
	maps.Copy(set, h.Settings)
	return set
}

// plannedSettings are also those of how files of records are read.
func (r *run) plannedSettings() map[string]any {
	set := r.settings(r.hosts)
	set["encoding"] = r.Contract.Records.Encoding
	if r.Contract.Records.Delimiter != "" {
		set["delimiter"] = r.Contract.Records.Delimiter
	}
	if r.Kind != "" {
		set["input-format"] = r.Kind
	}
	if r.Sort {
		set["sort"] = true
	}
	return set
}

// allSettings are also those that only decide whether and how fast there are
// results.
func (r *run) allSettings() map[string]any {
	set := maps.Clone(r.plan.Settings)
	if n := r.active(); n > 0 {
		set["workers"] = n
	}
	if r.MaxRejects != nil {
		set["max-rejects"] = r.MaxRejects.String()
	}
	return set
}

func (r *run) writeReceipt(ctx context.Context, s *Summary) error {
	receipt, err := r.receipt(ctx, s)
	if err != nil {
		return err
	}
	text, err := receipt.JSON()
	if err != nil {
		return err
	}
	return report.WriteFile(r.work.pathOf(r.receiptFile()), text)
}
