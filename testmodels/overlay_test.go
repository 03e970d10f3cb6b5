package testmodels

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOverlaysFollowTheirBase fails when a good model changes and the copies
// of its files in overlays do not: then they differ by more than the fault.
func TestOverlaysFollowTheirBase(t *testing.T) {
	const few = 20
	faults, err := Faults()
	if err != nil {
		t.Fatal(err)
	}
	root, err := Dir()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		dir := filepath.Join(root, "faults", fault.Name)
		for name, content := range files(t, dir) {
			base, err := os.ReadFile(filepath.Join(root, project(fault.Base), name))
			if err != nil || bytes.ContainsRune(base, 0) {
				continue // a file of its own, or one that has no lines
			}
			switch n := differing(string(base), content); {
			case n == 0:
				t.Errorf("faults/%s/%s is that of %s: remove it", fault.Name, name, fault.Base)
			case n > few:
				t.Errorf("faults/%s/%s differs from that of %s in %d lines, expected at most %d", fault.Name, name, fault.Base, n, few)
			}
		}
	}
}

// differing counts the lines that only one of two texts has.
func differing(a, b string) int {
	count := map[string]int{}
	for _, line := range strings.Split(a, "\n") {
		count[line]++
	}
	for _, line := range strings.Split(b, "\n") {
		count[line]--
	}
	total := 0
	for _, n := range count {
		total += max(n, -n)
	}
	return total
}
