package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"handoff/check"
)

// A checker runs check on one model after another. Its cache is its own, so
// that what was built for a mutant can be thrown away, and mutants with a
// good model's wheel still find that one's environment.
type checker struct {
	maker
	handoff, host string // the programs
	cache         string // folder
	wheels        string // uv's cache, which is not thrown away
	limit         time.Duration
	warmed        []string // good models whose environments are in the cache
	kept          []string // the cache's entries that serve them
}

// report runs check within the time limit.
func (c *checker) report(ctx context.Context, folder string, flags ...string) (*check.Report, error) {
	within, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	args := append([]string{"check", folder, "--format", "json", "--deadline", "20s"}, flags...)
	cmd := exec.CommandContext(within, c.handoff, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Env = append(os.Environ(), "HANDOFF_HOST="+c.host, "XDG_CACHE_HOME="+c.cache, "UV_CACHE_DIR="+c.wheels)
	// Interrupted rather than killed, check ends the model's processes.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	out, err := cmd.Output()
	if within.Err() != nil {
		return nil, fmt.Errorf("no report within %s", c.limit)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	var r check.Report
	if err := json.Unmarshal(out, &r); err != nil {
		return nil, fmt.Errorf("handoff check: %w: %s", err, stderr.Bytes())
	}
	return &r, nil
}

// warm builds a good model's environment, for those of its mutants whose
// wheel is the same.
func (c *checker) warm(ctx context.Context, model string) error {
	if slices.Contains(c.warmed, model) {
		return nil
	}
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, err := c.mutant(ctx, dir, task{Model: model})
	if err != nil {
		return err
	}
	if _, err := c.report(ctx, m.folder, "--select", "1c"); err != nil {
		return err
	}
	c.warmed = append(c.warmed, model)
	c.kept, err = c.entries()
	return err
}

// entries lists what check has built.
func (c *checker) entries() ([]string, error) {
	return filepath.Glob(filepath.Join(c.cache, "handoff", "[ew]*s", "*"))
}

// forget removes what check has built for mutants alone.
func (c *checker) forget() error {
	all, err := c.entries()
	for _, entry := range all {
		if !slices.Contains(c.kept, entry) {
			err = errors.Join(err, os.RemoveAll(entry))
		}
	}
	return err
}
