package score

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"handoff/report"
	"handoff/schema"
)

// Whatever cannot be written for a disk that fails, the run ends with a sentence
// that names the file, nothing passes for a whole output, and once the disk is
// well the same run goes on to the bytes of an undisturbed one.
func TestAFailingDiskLeavesNoOutput(t *testing.T) {
	const folder = "HANDOFF_TEST_FAILING_FOLDER"
	if dir := os.Getenv(folder); dir != "" {
		opts := many(t, dir, "out.csv", newBreaking(0))
		_, err := Run(t.Context(), opts)
		if !errors.Is(err, unix.EIO) {
			t.Fatal(err)
		}
		t.Logf("said: %v", err)
		return
	}
	dir := t.TempDir()
	undisturbed := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Run(t.Context(), undisturbed); err != nil {
		t.Fatal(err)
	}
	want := files(t, undisturbed)
	for what, c := range map[string]struct {
		refusal
		named string
		left  []string // beside the input
	}{
		"chunks":            {refusal{writes, "chunks-*"}, "out.csv.handoff/chunks-", nil},
		"output":            {refusal{writes, ".output-*"}, "output-out.csv", []string{"out.csv.handoff"}},
		"output flushed":    {refusal{syncs, ".output-*"}, "output-out.csv", []string{"out.csv.handoff"}},
		"rejects":           {refusal{writes, ".rejects-*"}, "rejects-out.csv.rejects.csv", []string{"out.csv.handoff"}},
		"rejects flushed":   {refusal{syncs, ".rejects-*"}, "rejects-out.csv.rejects.csv", []string{"out.csv.handoff"}},
		"receipt":           {refusal{writes, ".receipt.json*"}, "receipt.json", []string{"out.csv.handoff"}},
		"receipt flushed":   {refusal{syncs, ".receipt.json*"}, "receipt.json", []string{"out.csv.handoff"}},
		"receipt in place":  {refusal{renames, "out.csv.receipt.json"}, "out.csv.receipt.json", []string{"out.csv.handoff"}},
		"rejects in place":  {refusal{renames, "out.csv.rejects.csv"}, "out.csv.rejects.csv", []string{"out.csv.handoff", "out.csv.receipt.json"}},
		"output in place":   {refusal{renames, "out.csv"}, "out.csv: ", []string{"out.csv.handoff", "out.csv.receipt.json", "out.csv.rejects.csv"}},
		"the folder's list": {refusal{syncs, filepath.Base(dir)}, dir, []string{"out.csv.handoff", "out.csv.receipt.json"}},
	} {
		t.Run(what, func(t *testing.T) {
			for _, path := range []string{undisturbed.Output, RejectsFor(undisturbed.Output), report.PathFor(undisturbed.Output)} {
				os.Remove(path)
			}
			run := exec.Command(os.Args[0], "-test.run=^TestAFailingDiskLeavesNoOutput$", "-test.v")
			run.Env = append(os.Environ(), folder+"="+dir)
			said := c.runs(t, run)
			if !strings.Contains(said, c.named) || !strings.Contains(said, "input/output error: what it lies on fails: ") {
				t.Errorf("it does not name %s, or what to do:\n%s", c.named, said)
			}
			if got := names(t, dir); !slices.Equal(got, slices.Sorted(slices.Values(append([]string{schema.FileName, "in.csv"}, c.left...)))) {
				t.Errorf("left: %v", got)
			}
			opts := many(t, dir, "out.csv", newBreaking(0))
			summary, err := Run(t.Context(), opts)
			if err != nil || (summary.Resumed > 0) != slices.Contains(c.left, "out.csv.handoff") {
				t.Fatalf("%+v, %v", summary, err)
			}
			if files(t, opts) != want {
				t.Error("other bytes than those of an undisturbed run")
			}
		})
	}
}

// A terminal that has gone answers as a failing disk does.
func TestAStdoutThatFails(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	number, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPTN)
	if err := errors.Join(err, unix.IoctlSetPointerInt(int(terminal.Fd()), unix.TIOCSPTLCK, 0)); err != nil {
		t.Fatal(err)
	}
	stdout, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_WRONLY|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stdout.Close()
	terminal.Close()
	temporary, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	opts := many(t, dir, "out.csv", newBreaking(0))
	opts.Output, opts.Rejects, opts.Stdout = Stdout, filepath.Join(dir, "why.csv"), stdout
	if _, err := Run(t.Context(), opts); !errors.Is(err, unix.EIO) || !strings.Contains(err.Error(), "write to stdout: ") {
		t.Error(err)
	}
	if left := names(t, temporary); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
