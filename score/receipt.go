package score

import (
	"context"
	"time"

	"handoff/report"
)

// receipt is what the run leaves said of it. The outputs are hashed where
// they still lie and named where they will.
func (r *run) receipt(ctx context.Context, s *Summary) (*report.Receipt, error) {
	inputs, err := report.HashFiles(ctx, r.Options.inputs())
	if err != nil {
		return nil, err
	}
	if err := r.inputs.holds(); err != nil {
		return nil, err
	}
	outputs, err := r.work.hash(ctx, s)
	if err != nil {
		return nil, err
	}
	info := r.model.Info()
	return &report.Receipt{
		Command: "score", Tool: report.ThisTool(), Host: report.ThisHost(),
		Started: r.started.UTC(), Finished: time.Now().UTC(),
		Model: r.handoff, Inputs: inputs, Outputs: outputs,
		Runtime: report.Runtime{
			Python: info.Python, Threads: info.Threads, Packages: info.Packages,
			Enforced: info.Sandbox.Enforced, Missing: info.Sandbox.Missing,
		},
		Settings: r.settings(),
		Missing:  r.missing,
		Counts:   map[string]int64{"read": s.Read, "scored": s.Scored, "rejected": s.Rejected},
		Timings: map[string]float64{
			"start": report.Seconds(info.Start), "import": report.Seconds(info.Import), "load": report.Seconds(info.Load),
			"transport": report.Seconds(r.stages.Transport), "frame": report.Seconds(r.stages.Frame),
			"predict": report.Seconds(r.stages.Predict), "result": report.Seconds(r.stages.Result),
			"scoring": report.Seconds(s.Elapsed), "total": report.Seconds(time.Since(r.started)),
		},
	}, nil
}

func (r *run) settings() map[string]any {
	set := map[string]any{"batch-size": r.BatchSize, "max-record-bytes": r.MaxRecord, "show-values": r.ShowValues}
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
	return report.WriteFile(r.work.pathOf(s.Receipt), text)
}
