package wrapper

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	adopt(t)
	for _, sandbox := range []string{"on", "off"} {
		t.Run("sandbox "+sandbox, func(t *testing.T) {
			tmp := t.TempDir()
			t.Setenv("TMPDIR", tmp)
			cmd, warden, host := startParent(t, sandbox, tmp)
			wardenEnded, hostEnded := onEnd(t, warden), onEnd(t, host)
			if locks := locksOf(t, host); len(locks) > 0 {
				t.Errorf("the model's process holds %q", locks)
			}
			written := func() bool {
				rows, err := filepath.Glob(filepath.Join(tmp, scratchPrefix+"*", "tmp", "rows.csv"))
				return err == nil && len(rows) == 1
			}
			age(t, tmp, scratchPrefix+"*")
			if SweepFolders(scratchPrefix); !written() {
				t.Fatal("the folder of a host that runs is swept")
			}
			freeze(t, warden)
			kill(t, cmd)
			if SweepFolders(scratchPrefix); !written() {
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
			SweepFolders(scratchPrefix)
			if left, err := filepath.Glob(filepath.Join(tmp, scratchPrefix+"*")); err != nil || len(left) > 0 {
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

// adopt makes this process the parent of what its children leave behind. Without
// one in their session the kernel would have stopped ones run on.
func adopt(t *testing.T) {
	t.Helper()
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
		for pid := 1; pid > 0; {
			pid, _ = unix.Wait4(-1, nil, unix.WNOHANG, nil)
		}
	})
}

// freeze stops a process, and waits until none of its threads runs on: the one
// that takes the signal may be slower than one that sees the parent's end.
func freeze(t *testing.T, pid int) {
	t.Helper()
	if err := unix.Kill(pid, unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		states, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		if err != nil || len(states) == 0 {
			t.Fatalf("no threads of %d: %v", pid, err)
		}
		if !slices.ContainsFunc(states, runsOn) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("process %d does not stop", pid)
		}
	}
}

// runsOn tells of a thread, by its stat, whether no signal has stopped it.
func runsOn(stat string) bool {
	text, err := os.ReadFile(stat)
	return err == nil && !bytes.HasPrefix(text[bytes.LastIndexByte(text, ')')+1:], []byte(" T "))
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
		if path, _ := os.Readlink(fd); filepath.Base(path) == FolderLock {
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
	sleepOn()
}
