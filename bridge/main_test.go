package bridge

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handoff/wrapper"
)

// envVariable names the test environment (scripts/envs) of this process: it
// can start one Python only, so tests of another run in another process.
const envVariable = "HANDOFF_BRIDGE_TEST_ENV"

var interp wrapper.Interpreter

func TestMain(m *testing.M) {
	os.Exit(Main(func() int {
		var err error
		if interp, err = startTest(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			if os.Getenv("HANDOFF_TEST_PYTHON") == "required" {
				return 1
			}
			return 0
		}
		return m.Run()
	}))
}

// testEnv is "bridge" or "plain", or "bare" for the interpreter alone.
func testEnv() string {
	if name := os.Getenv(envVariable); name != "" {
		return name
	}
	return "bridge"
}

func startTest() (wrapper.Interpreter, error) {
	code, err := filepath.Abs("testdata/package")
	if err != nil {
		return nil, err
	}
	cfg := Config{Path: []string{code}, Audit: true, Prints: true}
	if testEnv() == "bare" {
		found, err := scriptOutput("find-python")
		cfg.Python, _, _ = strings.Cut(found, "\t")
		if err != nil {
			return nil, err
		}
	} else if cfg.Venv, err = scriptOutput("test-env", testEnv()); err != nil {
		return nil, err
	}
	return Start(cfg)
}

func scriptOutput(name string, args ...string) (string, error) {
	out, err := exec.Command("../scripts/"+name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("scripts/%s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// inEnv runs the calling test in a process with another environment, and
// tells whether this is the process.
func inEnv(t *testing.T, name string) bool {
	t.Helper()
	if testEnv() == name {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
	cmd.Env = append(os.Environ(), envVariable+"="+name)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in environment %s: %v\n%s", name, err, out)
	}
	return false
}
