package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"

	"handoff/records"
)

// commandReader is the stdout of a shell command as records. A command that does
// not end well has not given all of them, so that its end is an error and not the
// end of the records.
type commandReader struct {
	ctx     context.Context
	line    string
	stderr  io.Writer
	running *exec.Cmd
	out     io.Reader
}

func (c *commandReader) Read(p []byte) (int, error) {
	if c.running == nil {
		if err := c.start(); err != nil {
			return 0, err
		}
	}
	n, err := c.out.Read(p)
	if err != io.EOF {
		return n, err
	}
	if err := c.running.Wait(); err != nil {
		return n, fmt.Errorf("the command of --from-command did not end well, so its records are not whole: %w", err)
	}
	return n, io.EOF
}

// start runs the command in a process group of its own, which ends with the run.
func (c *commandReader) start() (err error) {
	c.running = exec.CommandContext(c.ctx, "sh", "-c", c.line)
	c.running.Stderr = c.stderr
	c.running.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.running.Cancel = func() error { return syscall.Kill(-c.running.Process.Pid, syscall.SIGKILL) }
	if c.out, err = c.running.StdoutPipe(); err != nil {
		return err
	}
	if err := c.running.Start(); err != nil {
		return fmt.Errorf("--from-command: %w", err)
	}
	return nil
}

// sourceOf are the records that arguments name behind the model's folder, or
// those that a command gives.
func sourceOf(ctx context.Context, u ui, args []string, command string) (paths []string, in io.Reader, err error) {
	switch {
	case command == "":
		return args[1:], u.in, nil
	case len(args) > 1:
		return nil, nil, fmt.Errorf("--from-command and %q: records come from one of them: leave the other out", args[1])
	}
	return []string{records.Stdin}, &commandReader{ctx: ctx, line: command, stderr: u.err}, nil
}
