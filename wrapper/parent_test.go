package wrapper

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

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
			cmd := exec.Command("/proc/self/exe", "-test.run=^TestAKilledParent$")
			cmd.Env = append(os.Environ(), parentVariable+"="+sandbox, "TMPDIR="+tmp)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil {
				t.Fatal(err)
			}
			warden, err := unix.PidfdOpen(pid, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer unix.Close(warden)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if n, err := unix.Poll([]unix.PollFd{{Fd: int32(warden), Events: unix.POLLIN}}, 10_000); n != 1 {
				t.Errorf("the host lives on: %d, %v", n, err)
			}
			if left, err := filepath.Glob(filepath.Join(tmp, "handoff-*", "*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

// beParent starts a host, says which process leads it and leaves last, and
// waits to be killed.
func beParent(t *testing.T) {
	cfg := fakeConfig(t)
	cfg.NoSandbox = os.Getenv(parentVariable) == "off"
	h, err := Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(h.proc.cmd.Process.Pid)
	unix.Pause()
}
