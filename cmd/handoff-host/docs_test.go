package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var goBlock = regexp.MustCompile("(?s)```go\n(package main\n.*?)```")

// TestGoDocs builds and runs the programs of docs/go.md as a reader would.
func TestGoDocs(t *testing.T) {
	python(t)
	text, err := os.ReadFile("../../docs/go.md")
	must(t, err)
	self, err := os.Executable()
	must(t, err)
	programs := goBlock.FindAllStringSubmatch(string(text), -1)
	if len(programs) != 2 {
		t.Fatalf("docs/go.md has %d programs, expected 2", len(programs))
	}
	for _, p := range programs {
		file := filepath.Join(t.TempDir(), "main.go")
		must(t, os.WriteFile(file, []byte(p[1]), 0o600))
		cmd := exec.Command("go", "run", file)
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "HANDOFF_HOST="+self)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "24 rows of risk\n") {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
}
