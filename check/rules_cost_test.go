package check

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestWaitedGrowsWhereAnotherProcessHasTheProcessor(t *testing.T) {
	runtime.LockOSThread() // and never unlocked: the thread, which is bound to one processor, ends with the test
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Fatal(err)
	}
	for cpu := 0; one.Count() == 0; cpu++ {
		if before.IsSet(cpu) {
			one.Set(cpu)
		}
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		t.Fatal(err)
	}
	other := exec.Command("sh", "-c", "while :; do :; done") // on the same processor, which it inherits
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer other.Wait()
	defer other.Process.Kill()
	then := waited(os.Getpid())
	for began := time.Now(); waited(os.Getpid())-then < 10*time.Millisecond; {
		if time.Since(began) > time.Minute {
			t.Fatalf("%s", waited(os.Getpid())-then)
		}
	}
}
