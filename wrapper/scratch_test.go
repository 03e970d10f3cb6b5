package wrapper

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Where there is no folder to work in, the error says which variable names one.
func TestFoldersThatAreNotThereAreToldOf(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere")
	if _, err := newScratch(); err == nil || !strings.Contains(err.Error(), "set TMPDIR to a folder that can be written to") {
		t.Errorf("scratch folder: %v", err)
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	if _, err := newEnvBuilder(t.Context(), EnvOptions{}); err == nil || !strings.Contains(err.Error(), "set HOME, or XDG_CACHE_HOME") {
		t.Errorf("cache folder: %v", err)
	}
}

// The next run removes the folders that killed runs leave, empty or unlocked, and
// nothing else: a new one may be another run's that has just begun.
func TestScratchOfKilledRunsIsSwept(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	under := func(name string) string { return filepath.Join(tmp, scratchPrefix+name) }
	writeFiles(t, tmp, map[string]string{
		scratchPrefix + "killed/lock": "", scratchPrefix + "killed/work/rows.csv": "63", scratchPrefix + "owned/lock": "",
		scratchPrefix + "new/lock": "", scratchPrefix + "theirs/lock": "", scratchPrefix + "unknown/rows.csv": "",
		scratchPrefix + "linked/rows.csv": "", "notes/lock": "",
	})
	owned, err := tryLock(filepath.Join(under("owned"), FolderLock))
	if err != nil {
		t.Fatal(err)
	}
	defer owned()
	notes := filepath.Join(tmp, "notes")
	for _, err := range []error{
		os.Mkdir(under("empty"), 0o700),
		os.Chmod(filepath.Join(under("killed"), "work"), 0),
		os.Symlink(notes, under("link")),
		os.Symlink(filepath.Join(notes, FolderLock), filepath.Join(under("linked"), FolderLock)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	kept := []string{notes, under("link"), under("linked"), under("new"), under("owned"), under("unknown")}
	if os.Chown(under("theirs"), os.Geteuid()+1, -1) == nil { // root's right alone
		kept = append(kept, under("theirs"))
	}
	age(t, tmp, scratchPrefix+"[^n]*")
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
	if _, err := os.Stat(filepath.Join(notes, FolderLock)); err != nil {
		t.Errorf("gone with the links to it: %v", err)
	}
}

// Whoever is killed while it removes a scratch folder leaves one that is swept.
func TestTheLockOfAScratchFolderIsRemovedLast(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	s, err := newScratch()
	if err != nil {
		t.Fatal(err)
	}
	removed := removals(t, s.dir)
	if err := s.remove(); err != nil {
		t.Fatal(err)
	}
	if names := removed(); len(names) != 4 || names[3] != FolderLock {
		t.Errorf("removed in turn: %q", names)
	}
}

// removals returns what lists the names that are removed from a folder, in turn.
func removals(t *testing.T, dir string) (list func() []string) {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_DELETE); err != nil {
		t.Fatal(err)
	}
	return func() (names []string) {
		t.Helper()
		events := make([]byte, 4096)
		n, err := unix.Read(fd, events)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at+unix.SizeofInotifyEvent <= n; {
			length := int(binary.NativeEndian.Uint32(events[at+12:]))
			at += unix.SizeofInotifyEvent
			if name := unix.ByteSliceToString(events[at : at+length]); name != "" {
				names = append(names, name)
			}
			at += length
		}
		return names
	}
}
