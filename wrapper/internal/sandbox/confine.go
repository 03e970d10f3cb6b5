package sandbox

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Confine finishes this process's namespaces and restricts every thread of
// it. namespaces is the Name of the attempt that started it, "" for none. What
// cannot be enforced is reported; the error is for what should never fail.
func Confine(p Policy, namespaces string) (Report, error) {
	var r Report
	if p.Off {
		r.Missing = []string{"sandbox: switched off"}
		return r, nil
	}
	if namespaces != "" {
		r.enforced(namespaces)
		r.note("loopback network", loopbackUp())
		privateMounts(&r)
	} else {
		r.Missing = append(r.Missing, "network, process, mount and ipc namespaces: this kernel does not let this user create them")
	}
	r.note(fmt.Sprintf("at most %d processes and threads", MostTasks()), boundTasks(namespaces))
	// What takes all memory is to go before anything else of the machine's.
	r.note("first to go where memory runs out", os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0))
	r.note("no core dumps", unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}))
	return r, restrict(&r, p, namespaces != "")
}

func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// sharedMemory is where POSIX semaphores and shared memory lie, without which
// multiprocessing does not work: models may write there, private or not.
const sharedMemory = "/dev/shm"

// privateMounts gives the process a /proc that shows its own process
// namespace alone and an empty /dev/shm.
func privateMounts(r *Report) {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		r.note("private mounts", err)
		return
	}
	const flags = unix.MS_NOSUID | unix.MS_NODEV
	r.note("private /proc", unix.Mount("proc", "/proc", "proc", flags|unix.MS_NOEXEC, ""))
	r.note("private /dev/shm", unix.Mount("tmpfs", sharedMemory, "tmpfs", flags, "mode=1777"))
}

// restrict applies Landlock: files always, and, where there is no namespace
// for it, as much of the network as this kernel's can.
func restrict(r *Report, p Policy, apart bool) error {
	abi, err := ll.LandlockGetABIVersion()
	if err != nil {
		r.note("landlock", errors.New("this kernel has none: files are not protected"))
		return nil
	}
	config := landlock.V11.BestEffort()
	if err := config.RestrictPaths(rules(p, abi)...); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	r.enforced(fmt.Sprintf("landlock abi %d", abi))
	if apart {
		return nil
	}
	// Not RestrictScoped: before tsync (ABI 8) each thread gets a domain of its
	// own, and the warden could not signal what another of its threads started.
	if err := config.RestrictNet(); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	for _, m := range []struct {
		what string
		abi  int // that brought it
	}{{"no tcp", 4}, {"no udp", 10}} {
		if abi >= m.abi {
			r.enforced(m.what)
		} else {
			r.note(m.what, fmt.Errorf("needs landlock abi %d, or namespaces", m.abi))
		}
	}
	return nil
}

func rules(p Policy, abi int) []landlock.Rule {
	dirs, files := byKind(append(append([]string{}, system...), p.Read...))
	_, devs := byKind(devices)
	writes, _ := byKind(append([]string{sharedMemory}, p.Write...))
	write := landlock.RWDirs(writes...)
	if abi >= 2 { // asked of an older one, it would give up altogether
		write = write.WithRefer()
	}
	return []landlock.Rule{landlock.RODirs(dirs...), landlock.ROFiles(files...), landlock.RWFiles(devs...), write}
}

// Renounce gives up the calling thread's capabilities for the programs it
// starts from now on, for good. It locks the goroutine to the thread. Root
// alone keeps the one to read files that belong to others, without which it
// could not read a package that it can read now; Landlock still says which.
func Renounce(p Policy) error {
	runtime.LockOSThread()
	if p.Off {
		return nil
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return fmt.Errorf("clear ambient capabilities: %w", err)
	}
	for c := uintptr(0); c <= unix.CAP_LAST_CAP; c++ {
		if c == unix.CAP_DAC_READ_SEARCH && os.Geteuid() == 0 {
			continue
		}
		// Without the right to drop it there is none to drop.
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil && err != unix.EPERM && err != unix.EINVAL {
			return fmt.Errorf("drop capability %d: %w", c, err)
		}
	}
	return dropInheritable()
}

func dropInheritable() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return fmt.Errorf("capget: %w", err)
	}
	for i := range data {
		data[i].Inheritable = 0
	}
	if err := unix.Capset(&header, &data[0]); err != nil {
		return fmt.Errorf("capset: %w", err)
	}
	return nil
}
