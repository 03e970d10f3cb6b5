package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pyArrow gives a folder with an environment in which handoff can be run, and a
// Python with pyarrow, which models know nothing of.
func pyArrow(t *testing.T) (dir string, env []string, python string) {
	t.Helper()
	if ok, err := condition("python"); err != nil {
		t.Fatal(err)
	} else if !ok {
		t.Skip("a model cannot be run here")
	}
	peers, err := exec.Command("../../scripts/test-env", "peers").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir, env = docFolder(t)
	return dir, env, filepath.Join(strings.TrimSpace(string(peers)), "bin", "python")
}

// What pyarrow writes is read, and what is written pyarrow reads.
func TestFilterBetweenPyArrow(t *testing.T) {
	dir, env, python := pyArrow(t)
	model := filepath.Join(dir, "model")
	if err := os.CopyFS(model, os.DirFS("testdata/filter/model")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "spark.py"), []byte(sparkExample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	driver := exec.Command(python, "testdata/filter/pipe.py", model)
	driver.Env = append(env, "PYTHONPATH="+dir)
	if out, err := driver.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// sparkExample is the first block of Python in docs/filter.md.
func sparkExample(t *testing.T) string {
	text, err := os.ReadFile("../../docs/filter.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "```python\n")
	block, _, closed := strings.Cut(block, "```")
	if !found || !closed {
		t.Fatal("docs/filter.md has no block of Python")
	}
	return block
}
