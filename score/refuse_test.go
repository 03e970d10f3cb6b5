package score

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A refusal is of system calls on files whose names match a pattern.
type refusal struct {
	calls   []uint64
	pattern string // of the name, see [filepath.Match]
}

var (
	writes  = []uint64{unix.SYS_WRITE, unix.SYS_PWRITE64}
	syncs   = []uint64{unix.SYS_FSYNC}
	renames = []uint64{unix.SYS_RENAMEAT}
)

// runs runs a command whose calls are answered by EIO where they are refused, as
// a disk that fails has them answered, and gives what it writes. It takes no
// right and no device: the command is traced as by a debugger (ptrace(2)).
func (r refusal) runs(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	c.Stdout, c.Stderr, c.SysProcAttr = said, said, &syscall.SysProcAttr{Ptrace: true}
	runtime.LockOSThread() // which alone may trace what it starts
	defer runtime.UnlockOSThread()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	status, err := r.trace(c.Process.Pid)
	c.Process.Release()
	text := get(t, said.Name())
	if err != nil || status.ExitStatus() != 0 {
		t.Fatalf("in a process of its own: %v, exit code %d\n%s", err, status.ExitStatus(), text)
	}
	return text
}

// trace goes through the calls of a process until it has ended.
func (r refusal) trace(pid int) (status unix.WaitStatus, err error) {
	if _, err := unix.Wait4(pid, &status, unix.WALL, nil); err != nil {
		return status, err
	}
	if err := unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_EXITKILL); err != nil {
		return status, err
	}
	for thread := pid; ; {
		if !status.Exited() && !status.Signaled() {
			if err := r.goOn(thread, status.StopSignal()); err != nil && err != unix.ESRCH { // it may be gone by now
				return status, err
			}
		} else if thread == pid {
			return status, nil
		}
		for err = unix.EINTR; err == unix.EINTR; {
			thread, err = unix.Wait4(-1, &status, unix.WALL|unix.WNOTHREAD, nil)
		}
		if err != nil {
			return status, err
		}
	}
}

// goOn lets a thread that has stopped run to its next call, and answers the one
// that it is about to make.
func (r refusal) goOn(thread int, signal syscall.Signal) error {
	switch signal {
	case unix.SIGTRAP | 0x80: // a call, see PTRACE_O_TRACESYSGOOD
		if err := r.answer(thread); err != nil {
			return err
		}
	case unix.SIGTRAP, unix.SIGSTOP: // of the tracing itself
	default:
		return unix.PtraceSyscall(thread, int(signal))
	}
	return unix.PtraceSyscall(thread, 0)
}

func (r refusal) answer(thread int) error {
	var at unix.PtraceRegs
	if err := unix.PtraceGetRegs(thread, &at); err != nil || !r.meets(thread, at) {
		return err
	}
	at.Orig_rax, at.Rax = ^uint64(0), ^uint64(unix.EIO-1) // -1, which is no call, and -EIO
	return unix.PtraceSetRegs(thread, &at)
}

// meets tells whether a call is one to refuse.
func (r refusal) meets(thread int, at unix.PtraceRegs) bool {
	if !slices.Contains(r.calls, at.Orig_rax) {
		return false
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, at.Rdi))
	if at.Orig_rax == unix.SYS_RENAMEAT {
		path, err = textAt(thread, at.R10)
	}
	matches, _ := filepath.Match(r.pattern, filepath.Base(path))
	return err == nil && matches
}

// textAt reads a C string of another process.
func textAt(thread int, at uint64) (string, error) {
	text := make([]byte, unix.PathMax)
	n, err := unix.PtracePeekData(thread, uintptr(at), text)
	if end := bytes.IndexByte(text[:n], 0); end >= 0 {
		return string(text[:end]), nil
	}
	return "", err
}
