package main

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"handoff/wrapper"
)

// nobody is the ordinary user that root's tests run as.
const nobody = 65534

// reaching is what the model that reaches out is to try: a file to read, one
// to write, a server and a process of this machine.
func reaching(t *testing.T) (variables map[string]string, written string) {
	t.Helper()
	home := t.TempDir()
	must(t, os.WriteFile(filepath.Join(home, "secret.txt"), []byte("secret"), 0o644))
	server, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { server.Close() })
	written = filepath.Join(home, "written")
	return map[string]string{
		"TRY_READ": filepath.Join(home, "secret.txt"), "TRY_WRITE": written, "TRY_PID": fmt.Sprint(os.Getpid()),
		"TRY_PORT": fmt.Sprint(server.Addr().(*net.TCPAddr).Port),
	}, written
}

// reach runs the model and gives what it says of each attempt.
func reach(t *testing.T, cfg wrapper.Config) (said []string, sandbox wrapper.Sandboxed) {
	t.Helper()
	h := open(t, cfg, "reaches_out")
	r, err := h.Predict(ctx, wrapper.Call{Batch: one(t)})
	must(t, err)
	defer r.Release()
	return strings.Split(strings.TrimSpace(r.Prints.Stdout), "\n"), h.Info().Sandbox
}

func TestSandbox(t *testing.T) {
	cfg := config(t, "")
	var written string
	cfg.Variables, written = reaching(t)
	got, sandbox := reach(t, cfg)
	if len(sandbox.Missing) > 0 {
		t.Errorf("not enforced here: %q", sandbox.Missing)
	}
	want := []string{
		"read: Permission denied", "list: Permission denied", "write: Permission denied",
		"loopback: Connection refused", "outside: Network is unreachable", "udp: Network is unreachable",
		"scratch: done", "cwd: done", "shm: done", "signal: No such process", "mount: Operation not permitted",
		"own server: done",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if _, err := os.Stat(written); err == nil {
		t.Error("written outside the scratch folder")
	}
}

// Without the sandbox the same model gets there: what the test above sees
// refused is refused by the sandbox.
func TestWithoutSandbox(t *testing.T) {
	cfg := config(t, "")
	cfg.NoSandbox = true
	cfg.Variables, _ = reaching(t)
	got, sandbox := reach(t, cfg)
	for _, want := range []string{"read: done", "list: done", "write: done", "loopback: done", "scratch: done", "signal: done"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is missing from %q", want, got)
		}
	}
	if !slices.Equal(sandbox.Missing, []string{"sandbox: switched off"}) {
		t.Errorf("reported as %+v", sandbox)
	}
}

// No variable acts on the process that is yet to confine itself: glibc's loader
// writes what it does to a file that LD_DEBUG_OUTPUT names.
func TestVariablesReachNoProcessThatIsNotConfined(t *testing.T) {
	cfg := config(t, "")
	for _, off := range []bool{false, true} {
		written := filepath.Join(t.TempDir(), "loader")
		cfg.NoSandbox = off
		cfg.Variables = map[string]string{"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": written}
		h := open(t, cfg, "reaches_out")
		must(t, h.Close())
		found, err := filepath.Glob(written + "*")
		must(t, err)
		if len(found) > 0 != off {
			t.Errorf("without the sandbox %v: the loader wrote %q", off, found)
		}
	}
}

// A model's processes are bounded, and gone with the host.
func TestForksAreBounded(t *testing.T) {
	cfg := config(t, "")
	mark := "of " + t.TempDir()
	cfg.Variables = map[string]string{"MARK": mark}
	h := open(t, cfg, "forks")
	var most float64
	for _, enforced := range h.Info().Sandbox.Enforced {
		fmt.Sscanf(enforced, "at most %g processes and threads", &most)
	}
	if most == 0 {
		t.Skip("this kernel cannot bound them")
	}
	forked := y(t, h)
	if forked >= most || forked < most/2 {
		t.Errorf("%v children where at most %v are allowed", forked, most)
	}
	if alive := carrying(t, mark); alive < int(forked) {
		t.Errorf("of %v children %d are seen", forked, alive)
	}
	must(t, h.Close())
	if alive := carrying(t, mark); alive > 0 {
		t.Errorf("%d processes live on", alive)
	}
}

// carrying counts the processes whose environment has the mark.
func carrying(t *testing.T, mark string) (n int) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/environ")
	must(t, err)
	for _, path := range all {
		if variables, err := os.ReadFile(path); err == nil && strings.Contains(string(variables), mark) {
			n++
		}
	}
	return n
}

// The same as an ordinary user, but for what builds an environment.
func TestAsAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("root runs the tests as an ordinary user too; here they run as one already")
	}
	p := python(t)
	dir := visible(t)
	base := filepath.Join(dir, "python")
	linkTree(t, p.Base, base)
	self, err := os.Executable()
	must(t, err)
	must(t, linkOrCopy(self, filepath.Join(dir, "host.test")))
	linkTree(t, "testdata", filepath.Join(dir, "testdata"))
	tmp := filepath.Join(dir, "tmp")
	must(t, os.Mkdir(tmp, 0o777))
	must(t, os.Chown(tmp, nobody, nobody))

	cmd := exec.Command(filepath.Join(dir, "host.test"), "-test.skip=^(TestAsAnOrdinaryUser|TestOpen|TestGoDocs)$")
	cmd.Dir = dir
	cmd.Env = []string{"HANDOFF_PYTHON=" + filepath.Join(base, "bin", "python3.8"), "LD_LIBRARY_PATH=" + filepath.Join(base, "lib"),
		"TMPDIR=" + tmp, "HOME=" + tmp, "PATH=/usr/bin:/bin", "HANDOFF_TEST_PYTHON=required"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// visible is a folder that other users can reach: t.TempDir is root's own.
func visible(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "handoff-test-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// linkTree makes a second tree of hard links: root's Python may lie in a home
// folder that others cannot enter.
func linkTree(t *testing.T, from, to string) {
	t.Helper()
	must(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, rel), 0o755)
		}
		return linkOrCopy(path, filepath.Join(to, rel))
	}))
}

func linkOrCopy(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o755)
}
