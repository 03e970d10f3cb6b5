package wrapper

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// hidePythons makes a machine on which nothing but the given PATH is to be found.
func hidePythons(t *testing.T, path ...string) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("PATH", strings.Join(append(path, t.TempDir()), ":"))
	for _, name := range []string{"HANDOFF_PYTHON", "PYENV_ROOT", "CONDA_PREFIX", "XDG_DATA_HOME", "XDG_CACHE_HOME", "UV_PYTHON_INSTALL_DIR"} {
		t.Setenv(name, "")
	}
	return home
}

// link puts the Python at a place of its own.
func link(t *testing.T, python Python, place string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(python.Executable, place); err != nil {
		t.Fatal(err)
	}
}

func TestFindPythonWhereItMayLie(t *testing.T) {
	python := testPython(t)
	for place, variable := range map[string]string{
		".pyenv/versions/3.8.18/bin/python3.8":                                 "",
		"elsewhere/versions/3.8.18/bin/python3.8":                              "PYENV_ROOT=elsewhere",
		".local/share/uv/python/cpython-3.8.20-linux-x86_64-gnu/bin/python3.8": "",
		"data/uv/python/cpython-3.8.20-linux-x86_64-gnu/bin/python3.8":         "XDG_DATA_HOME=data",
		"pythons/cpython-3.8.20-linux-x86_64-gnu/bin/python3.8":                "UV_PYTHON_INSTALL_DIR=pythons",
		"miniconda3/envs/py38/bin/python3.8":                                   "",
		"active/bin/python3.8":                                                 "CONDA_PREFIX=active",
		"active/bin/any-name":                                                  "HANDOFF_PYTHON=active/bin/any-name",
	} {
		t.Run(place, func(t *testing.T) {
			home := hidePythons(t)
			link(t, python, filepath.Join(home, place))
			if name, value, set := strings.Cut(variable, "="); set {
				t.Setenv(name, filepath.Join(home, value))
			}
			got, err := FindPython(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got != python {
				t.Errorf("got %+v, expected %+v", got, python)
			}
		})
	}
}

// A pyenv shim fails where no 3.8 is chosen; the Python is there all the same.
func TestFindPythonPassesOverAShimThatFails(t *testing.T) {
	python := testPython(t)
	root := writeFiles(t, t.TempDir(), map[string]string{"shims/python3.8": "#!/bin/sh\necho 'pyenv: python3.8: command not found' >&2\nexit 127\n"})
	if err := os.Chmod(filepath.Join(root, "shims/python3.8"), 0o755); err != nil {
		t.Fatal(err)
	}
	hidePythons(t, filepath.Join(root, "shims"))
	if _, err := FindPython(t.Context()); !errors.Is(err, ErrNoPython) {
		t.Errorf("a shim alone: got %v", err)
	}
	link(t, python, filepath.Join(root, "versions/3.8.18/bin/python3.8"))
	if got, err := FindPython(t.Context()); err != nil || got != python {
		t.Errorf("with pyenv's versions beside it: got %+v, %v", got, err)
	}
}

func TestPythonThatWillNotDo(t *testing.T) {
	dir := writeFiles(t, t.TempDir(), map[string]string{"python": "#!/bin/sh\necho 'it is PyPy 3.8.16, not CPython 3.8' >&2\nexit 1\n"})
	path := filepath.Join(dir, "python")
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	hidePythons(t)
	t.Setenv("HANDOFF_PYTHON", path)
	_, err := FindPython(t.Context())
	if err == nil || !strings.Contains(err.Error(), "HANDOFF_PYTHON") || !strings.HasSuffix(err.Error(), "it is PyPy 3.8.16, not CPython 3.8") {
		t.Errorf("got %v", err)
	}
}

func TestInspectVenvGivesItsBase(t *testing.T) {
	python := testPython(t)
	venv := filepath.Join(t.TempDir(), "venv")
	if out, err := exec.Command(python.Executable, "-m", "venv", "--without-pip", venv).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := InspectPython(t.Context(), filepath.Join(venv, "bin/python"))
	if err != nil || got != python {
		t.Errorf("got %+v, %v, expected %+v", got, err, python)
	}
}

// The downloads are made unreachable, so that the outcome is the same everywhere.
func TestNoPythonAndNoneToBeHadByUV(t *testing.T) {
	useOwnCache(t)
	home := hidePythons(t)
	t.Setenv("UV_PYTHON_INSTALL_MIRROR", "http://127.0.0.1:1/mirror")
	t.Setenv("UV_HTTP_RETRIES", "0")
	_, err := BuildEnvironment(t.Context(), contractAt(t.TempDir()), EnvOptions{})
	if !errors.Is(err, ErrNoPython) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"HANDOFF_PYTHON", "pyenv", "conda", "uv was asked to install one"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not speak of %s: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("expected one line without hosts: %v", err)
	}
	if _, err := os.Stat(filepath.Join(home, ".local/share/uv/python")); !os.IsNotExist(err) {
		t.Error("uv's folder was left behind")
	}
}
