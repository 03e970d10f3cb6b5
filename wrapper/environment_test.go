package wrapper

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"handoff/schema"
)

func contractAt(dir string) *schema.Contract {
	return &schema.Contract{Dir: dir, Model: schema.ModelInfo{Project: "."}}
}

func writeFiles(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBuildEnvironment(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := writeFiles(t, t.TempDir(), map[string]string{
		"pyproject.toml": `
[build-system]
requires = ["setuptools==75.3.0"]
build-backend = "setuptools.build_meta"
[project]
name = "small-model"
version = "1.0"
requires-python = "==3.8.*"
dependencies = ["six==1.16.0"]
`,
		"small_model/__init__.py": "",
		"small_model/model.py":    "x = 1\n",
	})
	for range 2 {
		env, err := BuildEnvironment(context.Background(), contractAt(dir), EnvOptions{Progress: func(s string) { t.Log(s) }})
		if err != nil {
			t.Fatalf("%#v", err)
		}
		t.Logf("%+v", env)
	}
}
