package wrapper

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const parentVariable = "HANDOFF_TEST_PARENT"

// A parent that is killed takes its hosts with it, and what they have written.
func TestAKilledParent(t *testing.T) {
	if os.Getenv(parentVariable) != "" {
		beParent(t)
	}
	for _, sandbox := range []string{"on", "off"} {
		t.Run("sandbox "+sandbox, func(t *testing.T) {
			tmp := t.TempDir()
			cmd, warden, _ := startParent(t, sandbox, tmp)
			ended := onEnd(t, warden)
			kill(t, cmd)
			ended()
			if left, err := filepath.Glob(filepath.Join(tmp, "handoff-*", "*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

// What is killed together with its warden removes nothing. The next run does so,
// once neither of the two lives that keep the host's scratch folder for theirs.
func TestAKilledParentAndWarden(t *testing.T) {
	for _, sandbox := range []string{"on", "off"} {
		t.Run("sandbox "+sandbox, func(t *testing.T) {
			tmp := t.TempDir()
			cmd, warden, host := startParent(t, sandbox, tmp)
			wardenEnded, hostEnded := onEnd(t, warden), onEnd(t, host)
			if locks := locksOf(t, host); len(locks) > 0 {
				t.Errorf("the model's process holds %q", locks)
			}
			written := func() bool {
				rows, err := filepath.Glob(filepath.Join(tmp, scratchPattern+"*", "tmp", "rows.csv"))
				return err == nil && len(rows) == 1
			}
			age(t, tmp, scratchPattern+"*")
			if sweepScratch(tmp); !written() {
				t.Fatal("the folder of a host that runs is swept")
			}
			if err := unix.Kill(warden, unix.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			kill(t, cmd)
			if sweepScratch(tmp); !written() {
				t.Error("the folder of a host whose warden lives is swept")
			}
			if err := unix.Kill(warden, unix.SIGKILL); err != nil {
				t.Fatal(err)
			}
			wardenEnded()
			hostEnded()
			if !written() {
				t.Fatal("something else than the sweep removes the folder")
			}
			sweepScratch(tmp)
			if left, err := filepath.Glob(filepath.Join(tmp, scratchPattern+"*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

// startParent starts a process that beParent is, and says which process leads
// its host and which runs the model.
func startParent(t *testing.T, sandbox, tmp string) (cmd *exec.Cmd, warden, host int) {
	t.Helper()
	cmd = exec.Command("/proc/self/exe", "-test.run=^TestAKilledParent$")
	cmd.Env = append(os.Environ(), parentVariable+"="+sandbox, "TMPDIR="+tmp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, &warden, &host); err != nil {
		t.Fatal(err)
	}
	return cmd, warden, host
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
}

// onEnd returns what waits until a process has ended.
func onEnd(t *testing.T, pid int) (wait func()) {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return func() {
		t.Helper()
		if n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 10_000); n != 1 {
			t.Fatalf("process %d lives on: %d, %v", pid, n, err)
		}
	}
}

// locksOf lists the locks of scratch folders that a process has open.
func locksOf(t *testing.T, pid int) (locks []string) {
	t.Helper()
	fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil || len(fds) == 0 {
		t.Fatalf("no descriptors of %d: %v", pid, err)
	}
	for _, fd := range fds {
		if path, _ := os.Readlink(fd); filepath.Base(path) == scratchLock {
			locks = append(locks, path)
		}
	}
	return locks
}

// age has the folders of a pattern stand for long.
func age(t *testing.T, dir, pattern string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// beParent starts a host whose model has written a file, says which process
// leads it and leaves last, and which runs the model, and waits to be killed.
func beParent(t *testing.T) {
	cfg := fakeConfig(t)
	cfg.NoSandbox = os.Getenv(parentVariable) == "off"
	h, err := Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Load(context.Background(), fakeSpec(t, "write", "fine")); err != nil {
		t.Fatal(err)
	}
	fmt.Println(h.proc.cmd.Process.Pid, h.proc.pid())
	unix.Pause()
}
