package wrapper

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestEnvironmentIsUsedAgain(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\n"))
	first := build(t, dir)
	if first.Cached {
		t.Error("the first build says that it was cached")
	}
	writeFiles(t, dir, map[string]string{"tests/test_model.py": "", "small_model/__pycache__/model.cpython-38.pyc": "x", ".git/x": ""})
	again := build(t, dir)
	if !again.Cached || again.Dir != first.Dir {
		t.Errorf("a test file was added, which is in no wheel: cached %v in %s, expected %s", again.Cached, again.Dir, first.Dir)
	}
	again.Cached, again.Wheel = first.Cached, first.Wheel
	if diff := cmp.Diff(first, again, cmpopts.IgnoreUnexported(Environment{})); diff != "" {
		t.Errorf("what is remembered of an environment differs: %s", diff)
	}
	for name, change := range map[string]map[string]string{
		"code":        {"small_model/model.py": "answer = 43\n"},
		"constraints": {"constraints.txt": "six==1.16.0\n"},
	} {
		writeFiles(t, dir, change)
		if other := build(t, dir); other.Cached || other.Dir == first.Dir {
			t.Errorf("%s changed: expected another environment", name)
		}
	}
}

// steps gives what a build says that it does.
func steps(t *testing.T, dir string) (said []string, env *Environment) {
	t.Helper()
	env, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{Progress: func(step string) { said = append(said, step) }})
	if err != nil {
		t.Fatal(err)
	}
	return said, env
}

func TestUnchangedProjectIsNotBuiltAgain(t *testing.T) {
	useOwnCache(t)
	files := setuptools("version = \"1.0\"\n")
	dir := writeFiles(t, t.TempDir(), files)
	if said, _ := steps(t, dir); len(said) == 0 {
		t.Error("the first build says nothing")
	}
	if said, _ := steps(t, dir); len(said) > 0 {
		t.Errorf("the same folder once more: %q", said)
	}
	if said, _ := steps(t, writeFiles(t, t.TempDir(), files)); len(said) > 0 {
		t.Errorf("a copy: %q", said)
	}
}

func TestCodeChangeBorrowsBytecode(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n"))
	first := build(t, dir)
	writeFiles(t, dir, map[string]string{"small_model/model.py": "answer = 43\n"})
	second := build(t, dir)
	// Where uv's cache is on another file system than ours, uv copies.
	for file, same := range map[string]bool{
		"six.py":               sameFile(filepath.Join(first.Site, "six.py"), filepath.Join(second.Site, "six.py")),
		"small_model/model.py": false,
	} {
		one, other := bytecode(filepath.Join(first.Site, file)), bytecode(filepath.Join(second.Site, file))
		if !isFile(other) {
			t.Errorf("%s is not compiled", file)
		}
		if sameFile(one, other) != same {
			t.Errorf("the bytecode of %s: expected the same file: %v", file, same)
		}
	}
	if got := say(t, second, "import six; from small_model.model import answer; print(answer)"); got != "43" {
		t.Errorf("got %q", got)
	}
	if stale, err := uncompiled(second.Site); err != nil || len(stale) > 0 {
		t.Errorf("not compiled: %q, %v", stale, err)
	}
}

func TestFreshLeavesAloneWhatAnotherProcessUses(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\n"))
	other := buildElsewhere(t, dir)
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	var used string
	if _, err := fmt.Fscanf(out, "cached=false in %s\n", &used); err != nil {
		t.Fatal(err)
	}

	fresh := buildFresh(t, dir)
	if again := build(t, dir); again.Dir != fresh.Dir || fresh.Dir == used {
		t.Errorf("%s is in use: built anew in %s, then used %s", used, fresh.Dir, again.Dir)
	}
	say(t, &Environment{Venv: filepath.Join(used, "venv")}, "import small_model")
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	other.Wait()

	last := buildFresh(t, dir)
	if _, err := os.Stat(used); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no one uses %s any more, and it is there: %v", used, err)
	}
	say(t, fresh, "import small_model") // this process has not closed it
	say(t, last, "import small_model")
}

func TestCloseGivesAnEnvironmentUp(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\n"))
	first := build(t, dir)
	first.Close()
	first.Close()
	last := buildFresh(t, dir)
	if got := places(t); len(got) != 2 { // of the wheel and of the environment
		t.Errorf("after a close, what was built anew is not all that is left: %q", got)
	}
	say(t, last, "import small_model")
}

func buildFresh(t *testing.T, dir string) *Environment {
	t.Helper()
	env, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{Fresh: true})
	if err != nil {
		t.Fatal(err)
	}
	return env
}
