package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CheckReproDir tells, before long work, whether [Report.WriteRepros] can
// write into a folder: one that is there must be empty, so that no repro of
// an earlier run stays in it.
func CheckReproDir(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s: not empty: give a new folder, so that none of an earlier run stays in it", dir)
	}
	return nil
}

// WriteRepros writes each finding's repro into a folder, which it makes, as
// files named for the rule: 3b-null-refused.py, 3b-null-refused-2.py.
func (r *Report) WriteRepros(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	written := map[string]int{}
	for _, f := range r.Findings {
		if f.Repro == "" {
			continue
		}
		written[f.Rule]++
		name := strings.ReplaceAll(f.Rule, "/", "-")
		if n := written[f.Rule]; n > 1 {
			name += fmt.Sprintf("-%d", n)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".py"), []byte(f.Repro), 0o666); err != nil {
			return err
		}
	}
	return nil
}
