package score

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"handoff/wrapper"
)

// A run removes what one to stdout left that was killed, and nothing that another
// still works in.
func TestRunSweepsWhatAKilledOneLeft(t *testing.T) {
	const killed = "HANDOFF_TEST_KILLED"
	if dir := os.Getenv(killed); dir != "" {
		opts := input(t, dir, "", newBreaking(0))
		opts.Records, opts.Stdin = []string{"-"}, strings.NewReader("id,x\na,1\n")
		opts.Output, opts.Stdout = Stdout, os.Stdout
		fresh(t, &opts, func() wrapper.Model { unix.Kill(os.Getpid(), unix.SIGKILL); return nil })
		Run(t.Context(), opts)
		return
	}
	temporary, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	c := exec.Command(os.Args[0], "-test.run=^TestRunSweepsWhatAKilledOneLeft$")
	c.Env = append(os.Environ(), killed+"="+dir)
	if err := c.Run(); err == nil || err.Error() != "signal: killed" {
		t.Fatal(err)
	}
	left := names(t, temporary)
	if len(left) != 1 || get(t, filepath.Join(temporary, left[0], "stdin")) == "" {
		t.Fatalf("left: %v", left)
	}
	owned := filepath.Join(temporary, temporaryPrefix+"owned")
	w, err := claim(owned)
	if err != nil {
		t.Fatal(err)
	}
	defer w.lock.Close()
	unlocked := filepath.Join(temporary, temporaryPrefix+"unlocked")
	linked := filepath.Join(temporary, temporaryPrefix+"linked")
	kept := []string{temporaryPrefix + "linked", temporaryPrefix + "new", temporaryPrefix + "owned", "theirs"}
	for _, path := range []string{unlocked, linked, filepath.Join(temporary, kept[1]), filepath.Join(temporary, kept[3])} {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(temporary, "theirs", lockName), "")
	if err := os.Symlink(filepath.Join(temporary, "theirs", lockName), filepath.Join(linked, lockName)); err != nil {
		t.Fatal(err)
	}
	another := filepath.Join(temporary, temporaryPrefix+"another")
	if err := os.Mkdir(another, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(another, lockName), "")
	if os.Chown(another, os.Geteuid()+1, -1) == nil { // root's right alone
		kept = append([]string{filepath.Base(another)}, kept...)
	}
	for _, path := range []string{owned, unlocked, linked, another, filepath.Join(temporary, left[0])} {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Run(t.Context(), input(t, dir, "id,x\na,1\n", newBreaking(0))); err != nil {
		t.Fatal(err)
	}
	if got := names(t, temporary); !slices.Equal(got, kept) {
		t.Errorf("left: %v, want %v", got, kept)
	}
}
