package wrapper

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"handoff/wrapper/internal/sandbox"
)

// hangingProject is a project whose setup.py, for as long as there is a pipe
// beside the project, opens it for writing and then waits for ever. The pipe
// tells a reader that it has begun, and by its end that it is dead.
func hangingProject(t *testing.T) (dir, pipe string) {
	t.Helper()
	pipe = filepath.Join(t.TempDir(), "alive")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	return writeFiles(t, t.TempDir(), map[string]string{
		"setup.py": "import os, signal\nfrom setuptools import setup\n" +
			fmt.Sprintf("if os.path.exists(%q):\n    alive = open(%q, 'w')\n    print('here', file=alive, flush=True)\n    signal.pause()\n", pipe, pipe) +
			"setup(name='small-model', version='1.0', packages=['small_model'])\n",
		"small_model/__init__.py": "",
	}), pipe
}

// begun waits until the setup.py of a hanging project runs, and gives what
// ends when it does.
func begun(t *testing.T, pipe string) (end io.ReadCloser) {
	t.Helper()
	f, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscan(f, new(string)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCancelEndsAllThatABuildStarted(t *testing.T) {
	useOwnCache(t)
	dir, pipe := hangingProject(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := BuildEnvironment(ctx, contractAt(dir), EnvOptions{})
		done <- err
	}()
	end := begun(t, pipe)
	defer end.Close()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("expected context.Canceled, got %v", err)
	}
	if _, err := io.ReadAll(end); err != nil { // it ends with the process alone
		t.Error(err)
	}
	assertNothingHalfBuilt(t)
}

// apart skips the test where the kernel grants no process namespace, and names
// the one that a build gets.
func apart(t *testing.T) (namespaces string) {
	t.Helper()
	best := sandbox.Together()[0]
	if err := (&exec.Cmd{Path: "/bin/true", SysProcAttr: best.Attr}).Run(); err != nil {
		t.Skipf("no process namespace here: %v", err)
	}
	return best.Name
}

func TestBuildsProcessesAreBounded(t *testing.T) {
	if err := sandbox.CanBoundTasks(apart(t)); err != nil {
		t.Skip(err)
	}
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), map[string]string{"setup.py": `import os, time
for n in range(3000):
    try:
        child = os.fork()
    except OSError:
        raise SystemExit("refused a process")
    if child == 0:
        os.closerange(0, 64)
        time.sleep(60)
        os._exit(0)
`})
	_, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{})
	var bad *InstallError
	if !errors.As(err, &bad) || !strings.Contains(bad.Output, "refused a process") {
		t.Errorf("got %v", err)
	}
}

// A build that is done leaves no daemon behind, not even one in a session of
// its own.
func TestBuildLeavesNoDaemon(t *testing.T) {
	apart(t)
	useOwnCache(t)
	dir, pipe := hangingProject(t)
	setup := filepath.Join(dir, "setup.py")
	text, err := os.ReadFile(setup)
	if err != nil {
		t.Fatal(err)
	}
	daemon := strings.Replace(string(text), "if os.path.exists(", "if os.fork() == 0 and not os.setsid() and not os.closerange(0, 64) and os.path.exists(", 1)
	if err := os.WriteFile(setup, []byte(daemon), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{})
		done <- err
	}()
	end := begun(t, pipe)
	defer end.Close()
	if _, err := io.ReadAll(end); err != nil { // it ends with the daemon alone
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDeadlineIsAFindingOfItsStep(t *testing.T) {
	useOwnCache(t)
	dir, pipe := hangingProject(t)
	os.Remove(pipe)
	_, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{Deadline: time.Millisecond})
	var bad *InstallError
	if !errors.As(err, &bad) || bad.Step != "build" || !strings.Contains(err.Error(), "no end within 1ms") {
		t.Errorf("got %v", err)
	}
	assertNothingHalfBuilt(t)
}

// TestBuildInAnotherProcess is no test by itself: others run it in a process
// of its own, on the project that the variable names.
func TestBuildInAnotherProcess(t *testing.T) {
	dir := os.Getenv("HANDOFF_TEST_BUILD")
	if dir == "" {
		return
	}
	env, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("cached=%v in %s\n", env.Cached, env.Dir)
	io.ReadAll(os.Stdin) // and uses it until its standard input ends
}

func buildElsewhere(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestBuildInAnotherProcess$")
	cmd.Env = append(os.Environ(), "HANDOFF_TEST_BUILD="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestKilledBuildLeavesNothingThatPassesAsWhole(t *testing.T) {
	useOwnCache(t)
	dir, pipe := hangingProject(t)
	cmd := buildElsewhere(t, dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := begun(t, pipe)
	defer end.Close()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if _, err := io.ReadAll(end); err != nil { // it ends with the build's own grandchild alone
		t.Error(err)
	}
	os.Remove(pipe)

	// Building something else clears away what the killed one left.
	build(t, writeFiles(t, t.TempDir(), setuptools("version = \"2.0\"\n")))
	assertNothingHalfBuilt(t)
	if env := build(t, dir); env.Cached || env.Freeze["small-model"] != "1.0" {
		t.Errorf("after a kill: cached %v, installed %v", env.Cached, env.Freeze)
	}
}

func TestTwoProcessesBuildOnce(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n"))
	var said []*bufio.Scanner
	var running []*exec.Cmd
	for range 2 {
		cmd := buildElsewhere(t, dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running, said = append(running, cmd), append(said, bufio.NewScanner(out))
	}
	var lines []string
	for i, s := range said {
		s.Scan()
		lines = append(lines, s.Text())
		for s.Scan() {
		}
		if err := running[i].Wait(); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Join(lines, "\n")
	if strings.Count(text, "cached=false") != 1 || strings.Count(text, "cached=true") != 1 {
		t.Errorf("expected one to build and one to use what was built, got\n%s", text)
	}
	say(t, build(t, dir), "import six, small_model")
}
