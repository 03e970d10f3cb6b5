package bench

import (
	"fmt"
	"time"

	"handoff/schema"
)

// A Gate is a limit and what was measured against it.
type Gate struct {
	Name  string         `json:"name"` // "p50", "p90", "p99" or "load"
	Limit time.Duration  `json:"limit_ns"`
	Seen  *time.Duration `json:"seen_ns,omitempty"` // nil where there were too few calls
	From  string         `json:"from"`              // whose limit it is
}

// Exceeded tells whether what was measured is beyond the limit.
func (g Gate) Exceeded() bool { return g.Seen != nil && *g.Seen > g.Limit }

// Judged tells whether there was enough to judge by.
func (g Gate) Judged() bool { return g.Seen != nil }

func (g Gate) String() string {
	switch {
	case !g.Judged():
		return fmt.Sprintf("%s: not judged, too few calls (%s: at most %s)", g.Name, g.From, show(&g.Limit))
	case g.Exceeded():
		return fmt.Sprintf("%s: %s is over the limit of %s (%s)", g.Name, show(g.Seen), show(&g.Limit), g.From)
	}
	return fmt.Sprintf("%s: %s is within %s (%s)", g.Name, show(g.Seen), show(&g.Limit), g.From)
}

// Gates holds the report to a contract's [latency]. Limits that the contract
// does not set are left out.
func (r *Report) Gates(limits schema.Latency) []Gate {
	const from = "contract"
	all := []Gate{
		{"load", time.Duration(limits.Load), &r.Load, from},
		{"p50", time.Duration(limits.P50), r.Warm.P50, from},
		{"p90", time.Duration(limits.P90), r.Warm.P90, from},
		{"p99", time.Duration(limits.P99), r.Warm.P99, from},
	}
	var set []Gate
	for _, g := range all {
		if g.Limit > 0 {
			set = append(set, g)
		}
	}
	return set
}

// Compare holds the report's percentiles to those of an earlier one of the
// same model and the same number of rows a call, each of which may have grown
// by the share regression (0.1 is 10%).
func (r *Report) Compare(base *Report, regression float64) ([]Gate, error) {
	if base.Model != r.Model || base.Rows != r.Rows || base.unit() != r.unit() {
		return nil, fmt.Errorf("baseline is of model %q with %d rows a call, this is %q with %d: they cannot be compared",
			base.Model, base.Rows, r.Model, r.Rows)
	}
	var gates []Gate
	now := r.Warm.percentiles()
	for i, before := range base.Warm.percentiles() {
		if before.took != nil {
			limit := time.Duration(float64(*before.took) * (1 + regression))
			gates = append(gates, Gate{before.name, limit, now[i].took, "baseline"})
		}
	}
	return gates, nil
}
