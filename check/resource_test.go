package check

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"handoff/schema"
)

// A file that is read is used, although no record at hand shows it and any
// bytes are words to its reader.
func TestResourceThatNoRecordNeeds(t *testing.T) {
	needHost(t)
	for name, opened := range map[string]string{
		"of one encoding": `open(trials, encoding="utf-8")`,
		"of any bytes":    `open(trials, encoding="latin-1")`,
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "breast")
			contract, model := filepath.Join(dir, schema.FileName), filepath.Join(dir, "breast_recurrence", "model.py")
			replace(t, contract, "[load.resources]\n", "[load.resources]\ntrials = \"resources/trials.txt\"\n")
			replace(t, model, "def load(weights):", "def load(weights, trials):")
			replace(t, model, "        return json.load(file)", "        model = json.load(file)\n    with "+opened+" as file:\n        return dict(model, trials=file.read().split())")
			if err := os.WriteFile(filepath.Join(dir, "resources", "trials.txt"), []byte("GBSG-2\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			r := checked(t, dir, Options{Select: []string{"2b", "3a/load-fails", "3b/documented-call-fails"}})
			if got := rulesOf(r); slices.Contains(got, "2b/resource-not-used") || slices.Contains(got, "3a/load-fails") {
				t.Errorf("findings of %v", got)
			}
		})
	}
}
