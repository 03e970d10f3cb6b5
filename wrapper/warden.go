package wrapper

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"handoff/wrapper/internal/sandbox"
)

// The warden is a host's first process. It confines itself, starts the
// process that runs the model, reports that one's end, and takes with it
// whatever the model has started, when the model's process or the parent
// ends, however they end. Where it leads a process namespace the kernel does
// so too.

// wardenOrder is the parent's first message on the control socket. Each
// message is one packet of JSON; of the later ones "stack" asks for the
// Python stack. Closing the socket is the order to end.
type wardenOrder struct {
	Policy     sandbox.Policy
	Namespaces string
	Scratch    string
	Env        []string // of the host
}

const orderStack = "stack"

// wardenReport is a message to the parent: what is enforced, then how the
// model's process ended.
type wardenReport struct {
	Sandbox *sandbox.Report `json:",omitempty"`
	Ended   *ending         `json:",omitempty"`
	Error   string          `json:",omitempty"`
}

// An ending is how a process ended: by a signal, or with an exit code.
type ending struct {
	Signal string
	Exit   int
}

func ward() error {
	unix.CloseOnExec(fdScratch)
	control, err := packetConn(os.NewFile(fdControl, "control"))
	if err != nil {
		return err
	}
	defer control.Close()
	var order wardenOrder
	if err := receivePacket(control, &order); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	pid, err := confineAndStart(control, order)
	if err != nil {
		return sendPacket(control, wardenReport{Error: err.Error()})
	}
	var over atomic.Bool
	go obey(control, pid, &over)
	end := reap(pid)
	over.Store(true)
	killDescendants()
	emptyFolder(order.Scratch)
	return sendPacket(control, wardenReport{Ended: &end})
}

func confineAndStart(control *net.UnixConn, order wardenOrder) (pid int, err error) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return 0, fmt.Errorf("become the reaper of orphans: %w", err)
	}
	report, err := sandbox.Confine(order.Policy, order.Namespaces)
	if err != nil {
		return 0, err
	}
	if err := sendPacket(control, wardenReport{Sandbox: &report}); err != nil {
		return 0, err
	}
	// The thread stays locked: the host ends when the thread that started it does.
	if err := sandbox.Renounce(order.Policy); err != nil {
		return 0, err
	}
	return startHost(order.Env)
}

func startHost(env []string) (pid int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	files := []uintptr{0, 1, 2, fdSocket, fdStack}
	pid, err = syscall.ForkExec(self, []string{self, roleHost}, &syscall.ProcAttr{Env: env, Files: files,
		Sys: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}})
	// The parent must see these end when the host's own end.
	for _, fd := range []int{1, fdSocket, fdStack} {
		unix.Close(fd)
	}
	return pid, err
}

// obey carries out the parent's orders until it closes the control socket.
func obey(control *net.UnixConn, pid int, over *atomic.Bool) {
	for {
		var order string
		if err := receivePacket(control, &order); err != nil {
			break
		}
		if order == orderStack && !over.Load() {
			unix.Kill(pid, unix.SIGUSR1)
		}
	}
	if !over.Load() {
		unix.Kill(pid, unix.SIGKILL)
	}
}

// reap waits for orphans until the process itself ends.
func reap(pid int) ending {
	for {
		var status unix.WaitStatus
		ended, err := unix.Wait4(-1, &status, 0, nil)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return ending{Exit: -1}
		}
		if ended == pid {
			return endingOf(status)
		}
	}
}

func endingOf(status unix.WaitStatus) ending {
	if status.Signaled() {
		return ending{Signal: unix.SignalName(status.Signal()), Exit: -1}
	}
	return ending{Exit: status.ExitStatus()}
}

// killDescendants kills what the model left running. As first process of a
// namespace the warden leaves that to the kernel. Otherwise orphans are its
// children: it kills them until there are none, as new ones appear when
// their parent dies.
func killDescendants() {
	if os.Getpid() == 1 {
		return
	}
	for {
		for _, child := range children(os.Getpid()) {
			unix.Kill(child, unix.SIGKILL)
		}
		if _, err := unix.Wait4(-1, nil, 0, nil); err != nil && err != unix.EINTR {
			return
		}
	}
}

// children lists the processes that a process has started and not reaped.
func children(pid int) (pids []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}
