package wrapper

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

// useOwnCache gives a test a cache of environments of its own. What uv and
// the project's scripts have fetched is used again.
func useOwnCache(t *testing.T) {
	t.Helper()
	testPython(t)
	user, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UV_CACHE_DIR") == "" {
		t.Setenv("UV_CACHE_DIR", filepath.Join(user, "uv"))
	}
	if os.Getenv("HANDOFF_UV") == "" {
		uv, err := exec.Command("../scripts/uv").Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("HANDOFF_UV", strings.TrimSpace(string(uv)))
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

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

// setuptools is a project of one package that setuptools builds.
func setuptools(project string) map[string]string {
	return map[string]string{
		"pyproject.toml": "[build-system]\nrequires = [\"setuptools==75.3.0\"]\nbuild-backend = \"setuptools.build_meta\"\n" +
			"[project]\nname = \"small-model\"\n" + project,
		"small_model/__init__.py": "",
		"small_model/model.py":    "answer = 42\n",
	}
}

func build(t *testing.T, dir string) *Environment {
	t.Helper()
	env, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{})
	var bad *InstallError
	if errors.As(err, &bad) {
		t.Fatalf("%v\n%s", err, bad.Output)
	}
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// say runs a line of Python in the environment, from another folder.
func say(t *testing.T, env *Environment, line string) string {
	t.Helper()
	cmd := exec.Command(filepath.Join(env.Venv, "bin", "python"), "-I", "-c", line)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// snapshot is every file of a folder with its content.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestBuildEnvironmentWithEveryBackend(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"setuptools": setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n"),
		"hatchling, src layout": {
			"pyproject.toml": "[build-system]\nrequires = [\"hatchling==1.26.3\"]\nbuild-backend = \"hatchling.build\"\n" +
				"[project]\nname = \"small-model\"\nversion = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n",
			"src/small_model/__init__.py": "", "src/small_model/model.py": "answer = 42\n",
		},
		"poetry's own tables": {
			"pyproject.toml": "[build-system]\nrequires = [\"poetry-core==1.9.1\"]\nbuild-backend = \"poetry.core.masonry.api\"\n" +
				"[tool.poetry]\nname = \"small-model\"\nversion = \"1.0\"\ndescription = \"\"\nauthors = []\n" +
				"[tool.poetry.dependencies]\npython = \">=3.8,<3.9\"\nsix = \"1.16.0\"\n",
			"small_model/__init__.py": "", "small_model/model.py": "answer = 42\n",
		},
		"flit": {
			"pyproject.toml": "[build-system]\nrequires = [\"flit_core==3.9.0\"]\nbuild-backend = \"flit_core.buildapi\"\n" +
				"[project]\nname = \"small-model\"\nversion = \"1.0\"\ndescription = \"small\"\ndependencies = [\"six==1.16.0\"]\n[tool.flit.module]\nname = \"small_model\"\n",
			"small_model/__init__.py": "", "small_model/model.py": "answer = 42\n",
		},
		"setup.py alone": {
			"setup.py": "from setuptools import setup\nsetup(name='small-model', version='1.0', packages=['small_model'], install_requires=['six==1.16.0'])\n",
			// Left by an earlier build in place; a clean build must not take it up.
			"build/lib/small_model/stale.py": "", "small_model.egg-info/SOURCES.txt": "",
			"small_model/__init__.py": "", "small_model/model.py": "answer = 42\n",
		},
		"one module": {
			"pyproject.toml": "[build-system]\nrequires = [\"setuptools==75.3.0\"]\nbuild-backend = \"setuptools.build_meta\"\n" +
				"[project]\nname = \"small-model\"\nversion = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n[tool.setuptools]\npy-modules = [\"small_model\"]\n",
			"small_model.py": "import sys\nmodel = sys.modules[__name__]\nanswer = 42\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			useOwnCache(t)
			dir := writeFiles(t, t.TempDir(), files)
			before := snapshot(t, dir)
			env := build(t, dir)
			if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
				t.Errorf("the build wrote to the project:\n%s", diff)
			}
			if diff := cmp.Diff(map[string]string{"small-model": "1.0", "six": "1.16.0"}, env.Freeze); diff != "" {
				t.Error(diff)
			}
			root := filepath.Join(env.Site, "small_model")
			if _, single := files["small_model.py"]; single {
				root += ".py"
			}
			if !slices.Equal(env.Roots, []string{root}) {
				t.Errorf("roots: got %v, expected %s", env.Roots, root)
			}
			if got := say(t, env, "import six; from small_model import model; print(model.answer)"); got != "42" {
				t.Errorf("got %q", got)
			}
			if isFile(filepath.Join(root, "stale.py")) {
				t.Error("a stale file of an earlier build is in the wheel")
			}
			if caches, _ := filepath.Glob(filepath.Join(env.Site, "__pycache__", "six.*.pyc")); len(caches) != 1 {
				t.Error("what was installed is not compiled")
			}
		})
	}
}

func TestWheelIsTakenAsItIs(t *testing.T) {
	useOwnCache(t)
	env := build(t, writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n")))
	c := contractAt(t.TempDir())
	c.Model.Project = env.Wheel.Path
	given, err := BuildEnvironment(t.Context(), c, EnvOptions{Extra: []string{"attrs==23.1.0"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"small-model": "1.0", "six": "1.16.0", "attrs": "23.1.0"}
	if !maps.Equal(given.Freeze, want) || given.Wheel.SHA256 != env.Wheel.SHA256 {
		t.Errorf("got %v of wheel %s", given.Freeze, given.Wheel.SHA256)
	}
	p, err := ReadWheel(env.Wheel.Path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ParseRequirement(strings.Join(p.Dependencies, ";"))
	if version, pinned := r.Pin(); err != nil || !pinned || version != "1.16.0" {
		t.Errorf("the wheel requires %q (%v), expected six pinned", p.Dependencies, err)
	}
	if p.Name != "small-model" || !slices.Equal(p.Packages, []string{"small_model"}) {
		t.Errorf("the wheel says of itself %+v", p)
	}
}

func TestLockFilesAreConstraints(t *testing.T) {
	for name, text := range map[string]string{
		"constraints.txt":   "python-dateutil==2.8.2\nsix==1.15.0\n",
		"requirements.lock": "six==1.15.0\n",
		"uv.lock":           "version = 1\n[[package]]\nname = \"six\"\nversion = \"1.15.0\"\n[[package]]\nname = \"small-model\"\nsource = { editable = \".\" }\n",
		"poetry.lock":       "[[package]]\nname = \"six\"\nversion = \"1.15.0\"\n[[package]]\nname = \"numpy\"\nversion = \"1.24.4\"\n[[package]]\nname = \"numpy\"\nversion = \"2.0.0\"\n",
		"pylock.toml":       "lock-version = \"1.0\"\n[[packages]]\nname = \"six\"\nversion = \"1.15.0\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			useOwnCache(t)
			dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"python-dateutil==2.8.2\"]\n"))
			writeFiles(t, dir, map[string]string{name: text})
			if env := build(t, dir); env.Freeze["six"] != "1.15.0" || env.Constraints != name {
				t.Errorf("got six %s by %q, expected 1.15.0", env.Freeze["six"], env.Constraints)
			}
		})
	}
}

// Requirements that take the place of others do so in the constraints too, and
// a wheel for other Pythons can be installed all the same.
func TestInstead(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\nrequires-python = \">=3.9\"\ndependencies = [\"python-dateutil==2.8.2\", \"six==99.0\", \"pytz==1.0\"]\n"))
	writeFiles(t, dir, map[string]string{"constraints.txt": "# all\nsix==99.0 \\\n    --hash=sha256:00\npython-dateutil==2.8.2\n"})
	instead := EnvOptions{Instead: []string{"six==1.15.0", `pytz ; python_version < "3"`}, AnyPython: true}
	env, err := BuildEnvironment(t.Context(), contractAt(dir), instead)
	if err != nil {
		t.Fatal(err)
	}
	defer env.Close()
	if want := map[string]string{"small-model": "1.0", "six": "1.15.0", "python-dateutil": "2.8.2"}; !maps.Equal(env.Freeze, want) {
		t.Errorf("got %v, want %v", env.Freeze, want)
	}
	var bad *InstallError
	if _, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{}); !errors.As(err, &bad) {
		t.Errorf("with its own requirements: %v, want that it does not install", err)
	}
	t.Setenv("HANDOFF_UV", noUV)
	dir = writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\n"))
	if _, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{Instead: []string{"six==1.15.0"}}); err == nil || errors.As(err, &bad) {
		t.Errorf("with pip: %v, want an error that is not the hand-off's", err)
	}
}

func TestPipBuildsWhereThereIsNoUV(t *testing.T) {
	useOwnCache(t)
	t.Setenv("HANDOFF_UV", noUV)
	env := build(t, writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n")))
	if want := map[string]string{"small-model": "1.0", "six": "1.16.0"}; !maps.Equal(env.Freeze, want) || env.Tool != "pip" {
		t.Errorf("got %v by %s", env.Freeze, env.Tool)
	}
	if got := say(t, env, "from small_model.model import answer; print(answer)"); got != "42" {
		t.Errorf("got %q", got)
	}
}

func TestProjectThatIsNotThere(t *testing.T) {
	useOwnCache(t)
	for _, project := range []string{"nothere", "notes.txt"} {
		c := contractAt(writeFiles(t, t.TempDir(), map[string]string{"notes.txt": "x"}))
		c.Model.Project = project
		var bad *InstallError
		if _, err := BuildEnvironment(context.Background(), c, EnvOptions{}); err == nil || errors.As(err, &bad) || !strings.Contains(err.Error(), project) {
			t.Errorf("%s: got %v", project, err)
		}
	}
}
