package wrapper

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"handoff/wrapper/internal/sandbox"
)

// An InstallError says that a hand-off could not be built or installed: the
// hand-off's fault, as far as can be told.
type InstallError struct {
	Step    string // "build", "venv" or "install"
	Command string // what was run, e.g. "uv build"
	Output  string // the end of what it said; no URLs, hosts or credentials
	Wheel   string // the one that does not install, "" where none was built
	Err     error
}

func (e *InstallError) Unwrap() error { return e.Err }

func (e *InstallError) Error() string {
	return fmt.Sprintf("%s: %s: %v", e.Step, e.Command, e.Err)
}

// An envBuilder builds what one call of BuildEnvironment asks for.
type envBuilder struct {
	cache     string
	python    Python
	opt       EnvOptions
	variables []string // of the commands it runs
	chosen    *tool    // once it was asked for
}

func newEnvBuilder(ctx context.Context, opt EnvOptions) (*envBuilder, error) {
	cache, err := cacheDir()
	if err != nil {
		return nil, fmt.Errorf("finding a cache folder for environments: %w: set HOME, or XDG_CACHE_HOME to a folder that can be written to", err)
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, fmt.Errorf("making a cache folder for environments: %w", err)
	}
	b := &envBuilder{cache: cache, opt: opt, variables: buildVariables(opt.Offline)}
	b.python, err = FindPython(ctx)
	if errors.Is(err, ErrNoPython) && !opt.Offline {
		b.python, err = b.installPython(ctx, err)
	}
	return b, err
}

func (b *envBuilder) progress(step string) {
	if b.opt.Progress != nil {
		b.opt.Progress(step)
	}
}

func (b *envBuilder) waiting() { b.progress("waiting for another run that builds the same") }

// start starts a step's command, in a process namespace of its own where the
// kernel grants one; end is the pipe's that its leash reads, hold the other.
func (b *envBuilder) start(ctx context.Context, s step, end, hold *os.File, said *tail) (cmd *exec.Cmd, err error) {
	for _, try := range sandbox.Together() {
		cmd = exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", leash, "leash"}, s.argv...)...)
		cmd.Dir, cmd.Env, cmd.ExtraFiles = s.dir, b.variables, []*os.File{end}
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(s.stdin), said, said
		cmd.SysProcAttr = try.Attr
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
		cmd.WaitDelay = 2 * time.Second
		if err = cmd.Start(); err == nil {
			begin(cmd, try.Name, hold)
			return cmd, nil
		}
	}
	return nil, err
}

// begin lets a step's command begin, its processes bounded where the kernel
// can. Whether it did begin, its end tells.
func begin(cmd *exec.Cmd, namespaces string, hold io.Writer) {
	fmt.Fprintln(hold, sandbox.BoundTasks(cmd.Process.Pid, namespaces))
}

// A step is one command of a build.
type step struct {
	name  string // "build", "venv", "install", "compile" or "resolve"
	dir   string
	argv  []string
	stdin string
}

// command names the step's command for messages, without its arguments.
func (s step) command() string {
	words := []string{filepath.Base(s.argv[0])}
	for _, arg := range s.argv[1:] {
		if strings.HasPrefix(arg, "-") && arg != "-m" || filepath.IsAbs(arg) {
			break
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

func (b *envBuilder) deadline(s step) time.Duration {
	switch {
	case b.opt.Deadline > 0:
		return b.opt.Deadline
	case s.name == "install":
		return time.Hour
	}
	return 10 * time.Minute
}

// leash is a shell script that runs the command of its arguments, and ends it
// with all that it started when the pipe that is its file 3 closes.
//
//go:embed environment_leash.sh
var leash string

// run runs one step to its end. At the deadline, when ctx is done or when
// this process ends, however it does, the command is killed with all that it
// started; what it leaves running at its own end is killed too. Where the
// kernel grants no process namespace, what left its process group lives on.
func (b *envBuilder) run(ctx context.Context, s step) error {
	within, cancel := context.WithTimeout(ctx, b.deadline(s))
	defer cancel()
	end, hold, err := os.Pipe()
	if err != nil {
		return err
	}
	defer end.Close()
	defer hold.Close()
	var said tail
	cmd, err := b.start(within, s, end, hold, &said)
	if err == nil {
		err = cmd.Wait()
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case within.Err() != nil:
		return &InstallError{Step: s.name, Command: s.command(), Output: scrub(said.String(), s.dir),
			Err: fmt.Errorf("no end within %v: it was killed", b.deadline(s))}
	}
	return s.failure(err, said.String())
}
