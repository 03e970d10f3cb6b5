package wrapper

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The next run removes the empty folders that wardens of killed runs leave,
// and nothing else: a new one may be another run's that has just begun.
func TestScratchOfKilledRunsIsSwept(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	old := time.Now().Add(-time.Hour)
	for name, age := range map[string]time.Time{
		scratchPattern + "old": old, scratchPattern + "used": old, scratchPattern + "new": time.Now(), "handoff-notes": old,
	} {
		path := filepath.Join(tmp, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if name == scratchPattern+"used" {
			if err := os.Mkdir(filepath.Join(path, "work"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(path, age, age); err != nil {
			t.Fatal(err)
		}
	}
	s, err := newScratch()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.remove(); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(tmp, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if want := []string{"handoff-notes", scratchPattern + "new", scratchPattern + "used"}; !slices.Equal(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}
