package score

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/report"
)

func TestRecountHoldsFilesToTheReceipt(t *testing.T) {
	for _, name := range []string{"out.csv", "out.jsonl.gz", "out.parquet", "out.arrows"} {
		dir := t.TempDir()
		opts := ofKeys(t, dir, "id,x\na,1\na,2\nb,many\nb,1001\nc,4\n", &fake{mem: memory.DefaultAllocator})
		opts.Output = filepath.Join(dir, name)
		summary, err := Run(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := report.ReadReceipt(summary.Receipt)
		if err != nil {
			t.Fatal(err)
		}
		if faults, err := Recount(receipt); err != nil || len(faults) > 0 {
			t.Errorf("%s: %q, %v", name, faults, err)
		}
		receipt.Counts["results"]++
		receipt.Counts["rejected"]--
		want := []string{name + ": expected 3 rows, seen 2", name + ".rejects.csv: expected 1 rejected records, seen 2"}
		faults, err := Recount(receipt)
		for i := range faults {
			faults[i] = strings.TrimPrefix(faults[i], dir+string(filepath.Separator))
		}
		if err != nil || !slices.Equal(faults, want) {
			t.Errorf("%s: %q, %v", name, faults, err)
		}
	}
}
