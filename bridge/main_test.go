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

func testEnv() string {
	if name := os.Getenv(envVariable); name != "" {
		return name
	}
	return "bridge"
}

func startTest() (wrapper.Interpreter, error) {
	out, err := exec.Command("../scripts/test-env", testEnv()).Output()
	if err != nil {
		return nil, fmt.Errorf("scripts/test-env %s: %w", testEnv(), err)
	}
	code, err := filepath.Abs("testdata/package")
	if err != nil {
		return nil, err
	}
	return Start(Config{Venv: strings.TrimSpace(string(out)), Path: []string{code}, Audit: true, Prints: true})
}
