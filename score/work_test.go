package score

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestClaimKeepsASecondRunOut(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	first, err := claim(out + ".handoff")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := claim(out + ".handoff"); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("second claim: %v", err)
	}
	if err := first.release(false); err != nil {
		t.Fatal(err)
	}
	if left := names(t, filepath.Dir(out)); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	again, err := claim(out + ".handoff")
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	again.release(false)
}

func TestTidyingLeavesPlanAndChunks(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	killed, err := claim(out + ".handoff")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"out.csv", planName, "chunks-3.jsonl"} {
		put(t, killed.path(name), "half")
	}
	killed.lock.Close() // as the kernel does when a process is killed
	next, err := claim(out + ".handoff")
	if err != nil {
		t.Fatal(err)
	}
	defer next.release(false)
	if err := next.tidy(); err != nil {
		t.Fatal(err)
	}
	if left := names(t, next.dir); !slices.Equal(left, []string{"chunks-3.jsonl", lockName, planName}) {
		t.Errorf("left: %v", left)
	}
	if err := next.startOver(); err != nil {
		t.Fatal(err)
	}
	if left := names(t, next.dir); !slices.Equal(left, []string{lockName}) {
		t.Errorf("left: %v", left)
	}
}

// A link to a folder that looks like a run's would have that one cleared.
func TestClaimFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	theirs := filepath.Join(dir, "theirs")
	if err := os.Mkdir(theirs, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{lockName, "precious"} {
		put(t, filepath.Join(theirs, name), "")
	}
	for name, place := range map[string]func(string) error{
		"link": func(path string) error { return os.Symlink(theirs, path) },
		"file": func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		out := filepath.Join(dir, name+".csv")
		if err := place(out + ".handoff"); err != nil {
			t.Fatal(err)
		}
		if _, err := claim(out + ".handoff"); err == nil || !strings.Contains(err.Error(), "in the way") {
			t.Errorf("%s: claim: %v", name, err)
		}
	}
	if left := names(t, theirs); len(left) != 2 {
		t.Errorf("left: %v", left)
	}
}

func TestClaimTakesNoFolderOfAnother(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	theirs := filepath.Join(out+".handoff", "precious")
	if err := os.MkdirAll(filepath.Dir(theirs), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := claim(out + ".handoff"); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("claim: %v", err)
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error(err)
	}
}
