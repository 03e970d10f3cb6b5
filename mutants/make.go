package mutants

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"handoff/testmodels"
)

//go:embed py/*.py
var scripts embed.FS

// A maker makes slips in models' folders.
type maker struct {
	python string // an interpreter with numpy and torch, which some weights need
	dir    string // where the scripts lie
}

// newMaker writes the scripts into dir, an empty folder of the caller's.
func newMaker(python, dir string) (maker, error) {
	return maker{python, filepath.Join(dir, "py")}, os.CopyFS(dir, scripts)
}

// A slip is what an operator did to a model.
type slip struct {
	// Sites is how many places the operator could have changed; it changed one.
	Sites int `json:"sites"`
	// Equivalent says why the operator changes nothing in this model, if it knows.
	Equivalent string `json:"equivalent"`
}

// make changes the model in folder, which holds its contract.
func (m maker) make(ctx context.Context, folder, operator string, seed int64) (slip, error) {
	var made map[string]slip
	err := m.run(ctx, &made, "--seed", strconv.FormatInt(seed, 10), folder, operator)
	return made[operator], err
}

// names lists the operators that the scripts know.
func (m maker) names(ctx context.Context) ([]string, error) {
	var names []string
	return names, m.run(ctx, &names)
}

func (m maker) run(ctx context.Context, into any, args ...string) error {
	cmd := exec.CommandContext(ctx, m.python, append([]string{filepath.Join(m.dir, "mutate.py")}, args...)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("mutate.py %s: %w: %s", strings.Join(args, " "), err, exit.Stderr)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(out, into)
}

// A mutant is a model with one slip.
type mutant struct {
	slip
	folder string // holds its contract
	diff   string // from the good model, as diff -u prints it
}

// mutant makes a copy of a task's good model in dir, an empty folder of the
// caller's, and the slip in it.
func (m maker) mutant(ctx context.Context, dir string, t task) (mutant, error) {
	good, bad := filepath.Join(dir, "good"), filepath.Join(dir, "model")
	for _, copy := range []string{good, bad} {
		if err := os.Mkdir(copy, 0o755); err != nil {
			return mutant{}, err
		}
	}
	if _, _, err := testmodels.Materialise(good, t.Model); err != nil {
		return mutant{}, err
	}
	folder, _, err := testmodels.Materialise(bad, t.Model)
	if err != nil || t.Operator == "" {
		return mutant{folder: folder}, err
	}
	// The slip is part of the hand-off's one commit, unless the operator
	// makes a repository itself.
	if err := os.RemoveAll(filepath.Join(bad, ".git")); err != nil {
		return mutant{}, err
	}
	made, err := m.make(ctx, folder, t.Operator, t.Seed)
	if err != nil {
		return mutant{}, err
	}
	if err := testmodels.Commit(bad); err != nil {
		return mutant{}, err
	}
	diff, err := difference(ctx, dir, "good", "model")
	return mutant{made, folder, diff}, err
}

// difference runs diff, whose exit code is 1 where the folders differ.
func difference(ctx context.Context, dir, from, to string) (string, error) {
	cmd := exec.CommandContext(ctx, "diff", "-ruN", "-x", ".git", "-x", "__pycache__", from, to)
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil
	}
	return times.ReplaceAllString(string(out), "$1"), err
}

// times are those of the files in diff's heads.
var times = regexp.MustCompile(`(?m)^((?:---|\+\+\+) [^\t\n]+)\t.*$`)
