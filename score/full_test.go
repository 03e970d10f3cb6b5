package score

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"handoff/report"
	"handoff/schema"
)

// onSmallDisk runs the test again in a process that may mount, and tells
// whether this is that process.
func onSmallDisk(t *testing.T) bool {
	t.Helper()
	const mark = "HANDOFF_TEST_SMALL_DISK"
	if os.Getenv(mark) != "" {
		return true
	}
	c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), mark+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("in a process of its own: %v\n%s", err, out)
	}
	return false
}

// smallDisk mounts an empty file system of so many bytes.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("handoff", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Fatalf("mount: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// fill leaves so many bytes of the file system free until the test ends.
func fill(t *testing.T, dir string, free int64) {
	t.Helper()
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		t.Fatal(err)
	}
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer ballast.Close()
	t.Cleanup(func() { os.Remove(ballast.Name()) })
	if err := unix.Fallocate(int(ballast.Fd()), 0, 0, int64(disk.Bavail)*disk.Bsize-free); err != nil {
		t.Fatal(err)
	}
}

func TestAFullDiskLeavesNoOutput(t *testing.T) {
	if !onSmallDisk(t) {
		return
	}
	dir := smallDisk(t)
	undisturbed := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Run(t.Context(), undisturbed); err != nil {
		t.Fatal(err)
	}
	want := files(t, undisturbed)
	for _, path := range []string{undisturbed.Output, RejectsFor(undisturbed.Output), report.PathFor(undisturbed.Output)} {
		os.Remove(path)
	}
	for _, c := range []struct {
		name string
		free int64
		kept []string
	}{
		{"no chunk fits", 12 << 10, nil},
		{"a chunk fits", 120 << 10, []string{"out.csv.handoff"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := many(t, dir, "out.csv", newBreaking(0))
			fill(t, dir, c.free)
			if _, err := Run(t.Context(), opts); !errors.Is(err, unix.ENOSPC) {
				t.Fatal(err)
			}
			if got := names(t, dir); !slices.Equal(got, slices.Sorted(slices.Values(append([]string{schema.FileName, "ballast", "in.csv"}, c.kept...)))) {
				t.Errorf("left: %v", got)
			}
		})
		opts := many(t, dir, "out.csv", newBreaking(0))
		summary, err := Run(t.Context(), opts)
		if err != nil || (summary.Resumed > 0) != (c.kept != nil) {
			t.Fatalf("%s: %+v, %v", c.name, summary, err)
		}
		if files(t, opts) != want {
			t.Errorf("%s: other bytes than those of an undisturbed run", c.name)
		}
		for _, path := range []string{opts.Output, RejectsFor(opts.Output), report.PathFor(opts.Output)} {
			os.Remove(path)
		}
	}
}

// Where the rejects cannot be brought to a disk of their own, what stood under
// the other names stands there still.
func TestAFullDiskElsewhereReplacesNothing(t *testing.T) {
	if !onSmallDisk(t) {
		return
	}
	dir, elsewhere := t.TempDir(), smallDisk(t)
	opts := many(t, dir, "out.csv", newBreaking(0))
	opts.Rejects = filepath.Join(elsewhere, "why.csv")
	for _, path := range []string{opts.Output, report.PathFor(opts.Output)} {
		put(t, path, "earlier")
	}
	fill(t, elsewhere, 0)
	if _, err := Run(t.Context(), opts); !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	for _, path := range []string{opts.Output, report.PathFor(opts.Output)} {
		if got, err := os.ReadFile(path); err != nil || string(got) != "earlier" {
			t.Errorf("%s: %.20q, %v", path, got, err)
		}
	}
	if got := names(t, elsewhere); !slices.Equal(got, []string{"ballast"}) {
		t.Errorf("left: %v", got)
	}
}
