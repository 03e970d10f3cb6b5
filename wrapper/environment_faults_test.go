package wrapper

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBuildEnvironmentFindsFaults(t *testing.T) {
	for name, c := range map[string]struct {
		files      map[string]string
		step, says string
	}{
		"broken setup.py": {map[string]string{"setup.py": "import nothere\n"}, "build", "ModuleNotFoundError: No module named 'nothere'"},
		"setup.py exits":  {map[string]string{"setup.py": "raise SystemExit('run train.py first')\n"}, "build", "run train.py first"},
		"no project":      {map[string]string{"README.md": "model"}, "build", "neither `pyproject.toml` nor `setup.py`"},
		"broken toml":     {map[string]string{"pyproject.toml": "[project\n"}, "build", "TOML parse error at line 1"},
		"setup.py that needs the network": {map[string]string{
			"setup.py": "raise OSError('HTTPSConnectionPool: Max retries exceeded: NewConnectionError')\n"}, "build", "NewConnectionError"},
		"conflicting pins": {setuptools("version = \"1\"\ndependencies = [\"pandas==2.0.3\", \"numpy==1.10.0\"]\n"), "install", "numpy"},
		"pin not found":    {setuptools("version = \"1\"\ndependencies = [\"six==99.0\"]\n"), "install", "no version of six==99.0"},
		"later Python":     {setuptools("version = \"1\"\nrequires-python = \">=3.10\"\n"), "install", "3.10"},
	} {
		t.Run(name, func(t *testing.T) {
			useOwnCache(t)
			dir := writeFiles(t, t.TempDir(), c.files)
			_, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{})
			var bad *InstallError
			if !errors.As(err, &bad) {
				t.Fatalf("expected an InstallError, got %v", err)
			}
			if bad.Step != c.step || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got step %s, %v; expected %s, %q\n%s", bad.Step, err, c.step, c.says, bad.Output)
			}
			if strings.Contains(err.Error()+bad.Output, "://") || strings.Contains(bad.Output, os.Getenv("XDG_CACHE_HOME")) {
				t.Errorf("the output shows a URL or a path of this machine:\n%s", bad.Output)
			}
			assertNothingHalfBuilt(t)
		})
	}
}

// assertNothingHalfBuilt says that all places in the cache are those that
// markers name.
func assertNothingHalfBuilt(t *testing.T) {
	t.Helper()
	for _, place := range places(t) {
		e, err := readEntry[json.RawMessage](filepath.Dir(place))
		if err != nil || e.Place != filepath.Base(place) {
			t.Errorf("%s was left half-built", place)
		}
	}
}

// places lists what was built, or begun, in a test's own cache.
func places(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), "handoff", "*", "*", placePrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(path string) bool { return filepath.Ext(path) == ".lock" })
}

func TestRequiresPythonOfOnePatchInstalls(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\nrequires-python = \"==3.8\"\n"))
	build(t, dir) // the cookbook prints it, so it must be there to be tested: a rule of check's says what is wrong
}

func TestUnreachableIndexIsNoFaultOfTheModel(t *testing.T) {
	useOwnCache(t)
	dir := writeFiles(t, t.TempDir(), setuptools("version = \"1.0\"\ndependencies = [\"six==1.16.0\"]\n"))
	t.Setenv("UV_CACHE_DIR", t.TempDir())
	t.Setenv("UV_HTTP_RETRIES", "0")
	t.Setenv("UV_DEFAULT_INDEX", "http://user:secret@127.0.0.1:1/simple")
	for _, offline := range []bool{false, true} {
		_, err := BuildEnvironment(t.Context(), contractAt(dir), EnvOptions{Offline: offline})
		var bad *InstallError
		if err == nil || errors.As(err, &bad) {
			t.Fatalf("offline %v: expected an error that is no InstallError, got %v", offline, err)
		}
		if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("the error shows the index: %v", err)
		}
	}
}
