package check

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/testmodels"
	"handoff/wrapper"
)

// reproduce runs a repro.py as an author would: with the Python of the
// model's environment, in the model's folder, without handoff. instead is as
// in [wrapper.EnvOptions].
func reproduce(t *testing.T, dir, text string, instead ...string) (exit int, output string) {
	t.Helper()
	contract, err := schema.Read(filepath.Join(dir, schema.FileName))
	if err != nil {
		t.Fatal(err)
	}
	env, err := wrapper.BuildEnvironment(t.Context(), contract, wrapper.EnvOptions{Instead: instead})
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

// showFaults runs every repro of a fault model's report: each must see the
// fault, and that of the fault itself must see it mended in the good model
// that it was made of, where both have the same contract.
func showFaults(t *testing.T, dir string, fault testmodels.Overlay, findings []Finding) {
	t.Helper()
	good, _ := materialised(t, fault.Base)
	alike := bytes.Equal(contractText(t, dir), contractText(t, good))
	for _, f := range findings {
		if f.NoRepro != "" {
			t.Logf("%s has no repro: %s", f.Rule, f.NoRepro)
		}
		if f.Repro == "" {
			continue
		}
		exit, said := reproduce(t, dir, f.Repro, fault.Instead...)
		if exit != 1 || !strings.Contains(said, "the fault is there") {
			t.Errorf("%s: its repro ended with %d, want 1 and the fault:\n%s\n%s", f.Rule, exit, said, f.Repro)
		}
		if !alike || f.Rule != fault.Rule {
			continue
		}
		if exit, said := reproduce(t, good, f.Repro); exit != 0 || !strings.Contains(said, "mended") {
			t.Errorf("%s: its repro ended with %d on the good model, want 0 and mended:\n%s\n%s", f.Rule, exit, said, f.Repro)
		}
	}
}

func contractText(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, schema.FileName))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return text
}
