package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What pyarrow writes is read and what is written pyarrow reads: pyarrow in an
// environment of its own, which the model knows nothing of.
func TestFilterBetweenPyArrow(t *testing.T) {
	if ok, err := condition("python"); err != nil {
		t.Fatal(err)
	} else if !ok {
		t.Skip("a model cannot be run here")
	}
	peers, err := exec.Command("../../scripts/test-env", "peers").Output()
	if err != nil {
		t.Fatal(err)
	}
	model := t.TempDir()
	if err := os.CopyFS(model, os.DirFS("testdata/filter/model")); err != nil {
		t.Fatal(err)
	}
	dir, env := docFolder(t)
	if err := os.WriteFile(filepath.Join(dir, "spark.py"), []byte(sparkExample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	driver := exec.Command(filepath.Join(strings.TrimSpace(string(peers)), "bin", "python"), "testdata/filter/pipe.py", model)
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
