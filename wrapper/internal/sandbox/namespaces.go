package sandbox

import (
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// An Attempt is one way to start a process apart from the rest of the machine.
type Attempt struct {
	Name string // e.g. "user, network, process, mount and ipc namespaces"
	Attr *syscall.SysProcAttr
}

const apart = syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWIPC

// Attempts lists the ways to try, best first; the last is an ordinary
// process. Which of them a kernel allows can be seen only by trying. Each
// process leads a process group of its own, so that a terminal's interrupt
// does not reach it.
func Attempts(p Policy) []Attempt {
	plain := Attempt{"", &syscall.SysProcAttr{Setpgid: true}}
	if p.Off {
		return []Attempt{plain}
	}
	tries := []Attempt{{"user, network, process, mount and ipc namespaces", inUserNamespace()}}
	if os.Geteuid() == 0 {
		tries = append(tries, Attempt{"network, process, mount and ipc namespaces",
			&syscall.SysProcAttr{Setpgid: true, Cloneflags: apart}})
	}
	return append(tries, plain)
}

// Together lists the ways to start a process whose end is the end of all that
// it starts, best first; the last is an ordinary process. It reaches what its
// user does.
func Together() []Attempt {
	own := ownIDs()
	own.Cloneflags |= syscall.CLONE_NEWPID
	tries := []Attempt{{"user and process namespaces", own}}
	if os.Geteuid() == 0 {
		tries = append(tries, Attempt{"process namespace", &syscall.SysProcAttr{Setpgid: true, Cloneflags: syscall.CLONE_NEWPID}})
	}
	return append(tries, Attempt{"", &syscall.SysProcAttr{Setpgid: true}})
}

// inUserNamespace has every capability over its own namespaces and none over
// anything else; the ambient ones survive the exec of an ordinary user's
// process until [Renounce].
func inUserNamespace() *syscall.SysProcAttr {
	attr := ownIDs()
	attr.Cloneflags |= apart
	attr.AmbientCaps = []uintptr{unix.CAP_NET_ADMIN, unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP}
	return attr
}

// ownIDs is a user namespace that keeps the user's own ids.
func ownIDs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Setpgid:     true,
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: identity("/proc/self/uid_map", os.Geteuid()),
		GidMappings: identity("/proc/self/gid_map", os.Getegid()),
	}
}

// identity maps ids to themselves: for root all that it has, so that files of
// other users keep their owner; for others, who may map no more, their own.
func identity(path string, own int) []syscall.SysProcIDMap {
	only := []syscall.SysProcIDMap{{ContainerID: own, HostID: own, Size: 1}}
	if os.Geteuid() != 0 {
		return only
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return only
	}
	var all []syscall.SysProcIDMap
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line) // first id here, first id outside, count
		if len(f) != 3 {
			return only
		}
		first, err1 := strconv.Atoi(f[0])
		count, err2 := strconv.Atoi(f[2])
		if err1 != nil || err2 != nil {
			return only
		}
		all = append(all, syscall.SysProcIDMap{ContainerID: first, HostID: first, Size: count})
	}
	return all
}
