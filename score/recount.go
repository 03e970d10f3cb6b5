package score

import (
	"fmt"

	"handoff/records"
	"handoff/report"
)

// Recount reads the outputs of a run again and says where they do not have as
// many rows as its receipt counts, nothing where they do. The files are to be
// those that the receipt means: see [report.Receipt.Verify].
func Recount(r *report.Receipt) (faults []string, err error) {
	if r.Command != "score" || len(r.Outputs) == 0 {
		return nil, nil
	}
	rejects, output := r.Outputs[:len(r.Outputs)-1], r.Outputs[len(r.Outputs)-1]
	hold := func(path, counted, what, column string) error {
		want, known := r.Counts[counted]
		if !known || path == Stdout {
			return nil
		}
		path = r.Place(path)
		seen, distinct, err := records.Count(path, column)
		if column != "" {
			seen = distinct
		}
		if err == nil && seen != want {
			faults = append(faults, fmt.Sprintf("%s: expected %d %s, seen %d", path, want, what, seen))
		}
		return err
	}
	err = hold(output.Path, "results", "rows", "")
	for _, f := range rejects {
		if err == nil {
			err = hold(f.Path, "rejected", "rejected records", records.RecordColumn)
		}
	}
	return faults, err
}
