package check

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

// reproduce runs a repro.py as an author would: with the Python of the
// model's environment, in the model's folder, without handoff.
func reproduce(t *testing.T, dir, text string) (exit int, output string) {
	t.Helper()
	contract, err := schema.Read(filepath.Join(dir, schema.FileName))
	if err != nil {
		t.Fatal(err)
	}
	env, err := wrapper.BuildEnvironment(t.Context(), contract, wrapper.EnvOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer env.Close()
	file := filepath.Join(t.TempDir(), "repro.py")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(env.Venv, "bin", "python"), file)
	cmd.Dir, cmd.Env = dir, []string{"PYTHONDONTWRITEBYTECODE=1", "OMP_NUM_THREADS=1", "LD_LIBRARY_PATH=" + os.Getenv("LD_LIBRARY_PATH")}
	said, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(said)
}

// showFaults runs every repro of a report: each must see the fault.
func showFaults(t *testing.T, dir string, findings []Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Repro == "" {
			continue
		}
		exit, said := reproduce(t, dir, f.Repro)
		if exit != 1 || !strings.Contains(said, "the fault is there") {
			t.Errorf("%s: its repro ended with %d, want 1 and the fault:\n%s\n%s", f.Rule, exit, said, f.Repro)
		}
	}
}
