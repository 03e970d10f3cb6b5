package sandbox

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// MostTasks is how many processes and threads a model, or a build, may have
// at a time. Libraries start some for each processor.
func MostTasks() int { return 1024 + 16*runtime.NumCPU() }

// pidMax is the highest process number of the process namespace of whoever
// writes it, since Linux 6.14; before, that of the machine.
const pidMax = "/proc/sys/kernel/pid_max"

// boundTasks bounds the processes and threads of this process and of all that
// it starts to [MostTasks].
func boundTasks(namespaces string) error {
	if err := CanBoundTasks(namespaces); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		return os.WriteFile(pidMax, []byte(strconv.Itoa(MostTasks())), 0)
	}
	return unix.Setrlimit(unix.RLIMIT_NPROC, taskLimit())
}

// BoundTasks does so, as far as the kernel can, for a child that was started
// in these namespaces. What highest names, if anything, the child itself must
// write to /proc/sys/kernel/pid_max.
func BoundTasks(child int, namespaces string) (highest string) {
	switch {
	case CanBoundTasks(namespaces) != nil:
		return ""
	case os.Geteuid() == 0:
		return strconv.Itoa(MostTasks())
	}
	unix.Prlimit(child, unix.RLIMIT_NPROC, taskLimit(), nil) // of a child, the same user's: it fails only if that is gone
	return ""
}

func taskLimit() *unix.Rlimit {
	most := uint64(MostTasks())
	return &unix.Rlimit{Cur: most, Max: most}
}

// CanBoundTasks tells why what runs in these namespaces cannot be bounded.
// RLIMIT_NPROC does not hold root, for which there is pid_max; others may not
// write that one.
func CanBoundTasks(namespaces string) error {
	switch {
	case namespaces == "":
		return errors.New("needs namespaces")
	case os.Geteuid() == 0 && !kernelSince(6, 14):
		return errors.New("for root, needs Linux 6.14")
	case os.Geteuid() != 0 && !kernelSince(5, 14): // it counted all that the user runs
		return errors.New("needs Linux 5.14")
	}
	return nil
}

func kernelSince(major, minor int) bool {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return false
	}
	var a, b int
	_, err := fmt.Sscanf(strings.Replace(unix.ByteSliceToString(u.Release[:]), ".", " ", 1), "%d %d", &a, &b)
	return err == nil && (a > major || a == major && b >= minor)
}
