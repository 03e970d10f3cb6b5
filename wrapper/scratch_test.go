package wrapper

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The next run removes the folders that killed runs leave, empty or unlocked, and
// nothing else: a new one may be another run's that has just begun.
func TestScratchOfKilledRunsIsSwept(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	under := func(name string) string { return filepath.Join(tmp, scratchPattern+name) }
	writeFiles(t, tmp, map[string]string{
		scratchPattern + "killed/lock": "", scratchPattern + "killed/work/rows.csv": "63", scratchPattern + "owned/lock": "",
		scratchPattern + "new/lock": "", scratchPattern + "theirs/lock": "", scratchPattern + "unknown/rows.csv": "",
		scratchPattern + "linked/rows.csv": "", "notes/lock": "",
	})
	owned, err := tryLock(filepath.Join(under("owned"), scratchLock))
	if err != nil {
		t.Fatal(err)
	}
	defer owned()
	notes := filepath.Join(tmp, "notes")
	for _, err := range []error{
		os.Mkdir(under("empty"), 0o700),
		os.Chmod(filepath.Join(under("killed"), "work"), 0),
		os.Symlink(notes, under("link")),
		os.Symlink(filepath.Join(notes, scratchLock), filepath.Join(under("linked"), scratchLock)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	kept := []string{notes, under("link"), under("linked"), under("new"), under("owned"), under("unknown")}
	if os.Chown(under("theirs"), os.Geteuid()+1, -1) == nil { // root's right alone
		kept = append(kept, under("theirs"))
	}
	age(t, tmp, scratchPattern+"[^n]*")
	age(t, tmp, "notes")
	s, err := newScratch()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.remove(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(kept)
	if left, err := filepath.Glob(filepath.Join(tmp, "*")); err != nil || !slices.Equal(left, kept) {
		t.Errorf("left %q, %v, want %q", left, err, kept)
	}
	if _, err := os.Stat(filepath.Join(notes, scratchLock)); err != nil {
		t.Errorf("gone with the links to it: %v", err)
	}
}
