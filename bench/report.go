package bench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"handoff/report"
	"handoff/wrapper"
)

// A Report is what was measured. Its JSON form is what --baseline reads.
// All durations are nanoseconds.
type Report struct {
	Model  string        `json:"model"`
	Rows   int64         `json:"rows"`           // results of each call
	Unit   string        `json:"unit,omitempty"` // what one is of: "" for a row, or "key"
	Start  time.Duration `json:"start_ns"`
	Import time.Duration `json:"import_ns"`
	Load   time.Duration `json:"load_ns"`
	First  time.Duration `json:"first_ns"` // the first call
	Warm   Summary       `json:"warm"`     // the calls after it, as their caller saw them
	Stages []Stage       `json:"stages"`
	Blocks []Block       `json:"blocks"`
	// RowsPerSecond is how many results the warm calls gave, by the wall clock.
	RowsPerSecond float64        `json:"rows_per_second"`
	Receipt       report.Receipt `json:"receipt"`
}

// A Stage is a part of each warm call.
type Stage struct {
	Name string `json:"name"`
	Summary
}

// A Summary is a number of durations. A percentile is nil where there were
// too few of them to carry it, see [CallsFor].
type Summary struct {
	Calls int64          `json:"calls"`
	Min   time.Duration  `json:"min_ns"`
	Mean  time.Duration  `json:"mean_ns"`
	Max   time.Duration  `json:"max_ns"`
	P50   *time.Duration `json:"p50_ns,omitempty"`
	P90   *time.Duration `json:"p90_ns,omitempty"`
	P99   *time.Duration `json:"p99_ns,omitempty"`
}

func newReport(opts Options, info wrapper.Info, first time.Duration, warm *sample) *Report {
	rows := opts.Rows
	if rows == 0 {
		rows = opts.Draws[0].NumRows()
	}
	r := &Report{
		Model: opts.Model.Name, Rows: rows, Unit: opts.Unit,
		Start: info.Start, Import: info.Import, Load: info.Load, First: first,
		Warm: summarize(warm.whole), Blocks: warm.blocks.done,
		Receipt: newReceipt(opts, info, warm, rows),
	}
	for i, name := range stageNames {
		r.Stages = append(r.Stages, Stage{name, summarize(warm.stages[i])})
	}
	if warm.elapsed > 0 {
		r.RowsPerSecond = float64(r.Warm.Calls*rows) / warm.elapsed.Seconds()
	}
	return r
}

func newReceipt(opts Options, info wrapper.Info, warm *sample, rows int64) report.Receipt {
	return report.Receipt{
		Command: "bench", Tool: report.ThisTool(), Host: report.ThisHost(), Model: opts.Model, Inputs: opts.Inputs,
		Started: warm.began.UTC(), Finished: warm.began.Add(warm.elapsed).UTC(),
		Runtime: report.Runtime{
			Python: info.Python, Threads: info.Threads, Packages: info.Packages,
			Enforced: info.Sandbox.Enforced, Missing: info.Sandbox.Missing,
		},
		Settings: map[string]any{"rows": rows, "calls": opts.Calls, "time": opts.Time.String()},
	}
}

func summarize(h *hdrhistogram.Histogram) Summary {
	return Summary{
		Calls: h.TotalCount(),
		Min:   time.Duration(h.Min()), Mean: time.Duration(h.Mean()), Max: time.Duration(h.Max()),
		P50: quantile(h, 0.50), P90: quantile(h, 0.90), P99: quantile(h, 0.99),
	}
}

func quantile(h *hdrhistogram.Histogram, q float64) *time.Duration {
	if h.TotalCount() < CallsFor(q) {
		return nil
	}
	d := time.Duration(h.ValueAtQuantile(100 * q))
	return &d
}

// A percentile is one of the three that a report states.
type percentile struct {
	name string
	q    float64
	took *time.Duration // nil where there were too few calls
}

func (s Summary) percentiles() []percentile {
	return []percentile{{"p50", 0.50, s.P50}, {"p90", 0.90, s.P90}, {"p99", 0.99, s.P99}}
}

// ReadReport reads a report that bench wrote as JSON.
func ReadReport(path string) (*Report, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	r := new(Report)
	if err := json.Unmarshal(text, r); err != nil || r.Warm.Calls == 0 {
		return nil, fmt.Errorf("%s: is no report that 'handoff bench --format json' wrote", path)
	}
	return r, nil
}

// unit is what a result is of.
func (r *Report) unit() string { return cmp.Or(r.Unit, "row") }
