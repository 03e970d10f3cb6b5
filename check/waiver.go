package check

import (
	"fmt"
	"time"

	"handoff/schema"
)

// waive marks the findings that the contract's waivers accept. A waiver that
// ran out accepts nothing, which is noted, as is one that met no finding.
func (r *Report) waive(waivers []schema.Waiver, now time.Time) {
	for _, w := range waivers {
		if w.Expired(now) {
			r.note("the waiver of %s ran out on %s: its findings count", w.Rule, w.Until.Format(time.DateOnly))
			continue
		}
		if r.accept(w) == 0 {
			r.note("the waiver of %s met no finding: it may be taken out of the contract", w.Rule)
		}
	}
}

func (r *Report) accept(w schema.Waiver) (met int) {
	waived := &Waived{Reason: w.Reason}
	if !w.Until.IsZero() {
		waived.Until = &w.Until
	}
	for i := range r.Findings {
		if r.Findings[i].Rule == w.Rule {
			r.Findings[i].Waived = waived
			met++
		}
	}
	return met
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}
