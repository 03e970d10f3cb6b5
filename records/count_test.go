package records

import (
	"path/filepath"
	"testing"
)

func TestCountReadsEveryFormat(t *testing.T) {
	b := everyBatch(t)
	rejects := RejectRows([]Reject{
		{Position: Position{File: "a.csv", Record: 3}, Stage: StageRead, Err: errLoss},
		{Position: Position{File: "a.csv", Record: 4}, Stage: StageRead, Err: errLoss},
		{Position: Position{File: "a.csv", Record: 4}, Stage: StageRead, Err: errLoss},
	}, false)
	defer rejects.Release()
	for _, e := range encoders {
		path := filepath.Join(t.TempDir(), "x"+e.ending)
		save(t, path, b.Record)
		if rows, _, err := Count(path, ""); err != nil || rows != b.Record.NumRows() {
			t.Errorf("%s: %d rows, %v, want %d", e.ending, rows, err, b.Record.NumRows())
		}
		save(t, path, rejects)
		if rows, runs, err := Count(path, "record"); err != nil || rows != 3 || runs != 2 {
			t.Errorf("%s: %d rows of %d records, %v", e.ending, rows, runs, err)
		}
		save(t, path, rejects.NewSlice(0, 0))
		if rows, runs, err := Count(path, ""); err != nil || rows != 0 || runs != 0 {
			t.Errorf("%s: %d rows of %d records in an empty file, %v", e.ending, rows, runs, err)
		}
	}
}
