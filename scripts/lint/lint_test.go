package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const table = "| folder | what it holds | may import |\n| --- | --- | --- |\n" +
	"| `epic/` | how | nothing of ours |\n| `schema/` | what | epic |\n| `bridge/` | cgo | schema |\n" +
	"| `wrapper/` | model | schema |\n| `cmd/tool/` | the CLI | all but bridge |\n"

func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["CONTRIBUTING.md"] = table
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "init", "-q")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func TestSoundRepositoryIsNotRefused(t *testing.T) {
	dir := repository(t, map[string]string{
		"epic/epic.go":             "package epic\n\nimport \"fmt\"\n",
		"schema/schema.go":         "package schema\n\nimport \"handoff/epic\"\n",
		"bridge/bridge.go":         "package bridge\n\nimport (\n\t\"C\"\n\t\"unsafe\"\n\n\t\"github.com/DataDog/go-python3\"\n)\n",
		"wrapper/internal/w/w.go":  "package w\n\nimport \"handoff/schema\"\n",
		"wrapper/wrapper.go":       "package wrapper\n\nimport \"handoff/wrapper/internal/w\"\n",
		"wrapper/wrapper_test.go":  "package wrapper\n\nimport \"handoff/bridge\"\n",
		"cmd/tool/main.go":         "package main\n\nimport \"handoff/wrapper\"\n",
		"docs/notes.md":            "weights lie in /home/jane/weights.pt\n",
		"schema/testdata/other.go": "package other\n\nimport \"unsafe\"\n",
	})
	refusals, err := lint(dir)
	if err != nil || len(refusals) > 0 {
		t.Errorf("got %v, %v", refusals, err)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"edge against the flow":   {"epic/a.go", "package epic\n\nimport \"handoff/schema\"\n", `epic/a.go:3: imports "handoff/schema": data go one way`},
		"edge past the table":     {"wrapper/internal/w/w.go", "package w\n\nimport \"handoff/epic\"\n", "does not let wrapper/ import epic/"},
		"the CLI and bridge":      {"cmd/tool/main.go", "package main\n\nimport \"handoff/bridge\"\n", "does not let cmd/tool/ import bridge/"},
		"cgo":                     {"schema/a.go", "package schema\n\nimport \"C\"\n", `imports "C": memory that Go does not check`},
		"unsafe":                  {"wrapper/internal/w/w.go", "package w\n\nimport \"unsafe\"\n", `imports "unsafe"`},
		"unsafe in a test":        {"wrapper/a_test.go", "package wrapper\n\nimport \"unsafe\"\n", `imports "unsafe"`},
		"go-python3":              {"wrapper/a.go", "package wrapper\n\nimport \"github.com/DataDog/go-python3\"\n", "go-python3"},
		"folder not in the table": {"extra/a.go", "package extra\n\nimport \"fmt\"\n", "its folder is not in CONTRIBUTING.md's table"},
		"registry":                {"docs/a.md", "one\nhttps://" + registries[0] + "/simple\n", "docs/a.md:2: names " + registries[0]},
		"path of this machine":    {"docs/a.md", "see /root" + "/models\n", "docs/a.md:1: names /root" + "/"},
	} {
		t.Run(name, func(t *testing.T) {
			refusals, err := lint(repository(t, map[string]string{c.file: c.text}))
			if err != nil {
				t.Fatal(err)
			}
			if len(refusals) != 1 || !slices.ContainsFunc(refusals, func(r string) bool { return strings.Contains(r, c.want) }) {
				t.Errorf("got %q, expected one refusal with %q", refusals, c.want)
			}
		})
	}
}

func TestNoTable(t *testing.T) {
	dir := repository(t, map[string]string{})
	if err := os.WriteFile(filepath.Join(dir, "CONTRIBUTING.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := lint(dir); err == nil {
		t.Error("expected an error where there is no table to hold the code to")
	}
}
