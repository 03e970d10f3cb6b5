package wrapper

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// repository makes a git repository of files, with one commit and a tag.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := writeFiles(t, t.TempDir(), files)
	runGit(t, dir, "init", "-q")
	runGit(t, dir, "add", "-A")
	runGit(t, dir, "commit", "-q", "-m", "first")
	runGit(t, dir, "tag", "-a", "v1.2.0", "-m", "first")
	return dir
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestGitDescribe(t *testing.T) {
	dir := repository(t, map[string]string{"model/a.py": "a\n", ".gitignore": "/unpacked/\n"})
	check := func(dir, want string) {
		t.Helper()
		if got := GitDescribe(t.Context(), dir); got != want {
			t.Errorf("got %q, expected %q", got, want)
		}
	}
	check(dir, "v1.2.0")
	check(filepath.Join(dir, "model"), "v1.2.0")
	writeFiles(t, dir, map[string]string{"unpacked/b.py": "b\n"})
	check(filepath.Join(dir, "unpacked"), "") // lies in the repository, is not of it
	check(t.TempDir(), "")
	writeFiles(t, dir, map[string]string{"model/a.py": "changed\n"})
	check(filepath.Join(dir, "model"), "v1.2.0-dirty")
}

func TestGitChanges(t *testing.T) {
	dir := repository(t, map[string]string{"model/a.py": "a\n", "model/b.py": "b\n", "beside.py": "c\n", ".gitignore": "*.log\n"})
	model := filepath.Join(dir, "model")
	writeFiles(t, dir, map[string]string{"model/a.py": "changed\n", "beside.py": "changed\n", "model/new.py": "d\n", "model/run.log": "e\n"})
	if err := os.Chmod(filepath.Join(model, "b.py"), 0o755); err != nil {
		t.Fatal(err)
	}
	tracked, untracked, err := GitChanges(t.Context(), model)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"a.py"}, {"new.py"}}, [][]string{tracked, untracked}); diff != "" {
		t.Error(diff)
	}
	for file, want := range map[string]bool{"a.py": true, "new.py": false} {
		if got := GitTracks(t.Context(), filepath.Join(model, file)); got != want {
			t.Errorf("%s tracked: %v", file, got)
		}
	}
	if _, _, err := GitChanges(t.Context(), t.TempDir()); err == nil {
		t.Error("expected an error where there is no repository")
	}
}

// versionFromGit is a project whose version setuptools_scm takes from git.
func versionFromGit(under, settings string) map[string]string {
	return map[string]string{
		under + "pyproject.toml": "[build-system]\nrequires = [\"setuptools==75.3.0\", \"setuptools-scm==8.1.0\"]\nbuild-backend = \"setuptools.build_meta\"\n" +
			"[project]\nname = \"small-model\"\ndynamic = [\"version\"]\n[tool.setuptools]\npackages = [\"small_model\"]\n[tool.setuptools_scm]\n" + settings,
		under + "small_model/__init__.py": "",
		"LICENSE":                         "x",
	}
}

// A hand-off may lie in a folder of another user, whose repositories git
// refuses to read unless told to.
func TestRepositoryOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	top := repository(t, map[string]string{"small_model/__init__.py": ""})
	err := filepath.WalkDir(top, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, 12345, 12345))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := GitDescribe(t.Context(), top); got != "v1.2.0" {
		t.Errorf("got %q, expected v1.2.0", got)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if prefix := cloneHistory(t.Context(), top, copied); prefix != "." {
		t.Errorf("the project's place: got %q", prefix)
	}
	if got, err := git(t.Context(), copied, "describe", "--always"); err != nil || got != "v1.2.0" {
		t.Errorf("the copy describes itself as %q, %v", got, err)
	}
}

func TestVersionFromGit(t *testing.T) {
	for name, c := range map[string]struct{ under, settings string }{
		"whole repository":              {"", ""},
		"folder of a larger repository": {"models/small/", "root = \"../..\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			useOwnCache(t)
			top := repository(t, versionFromGit(c.under, c.settings))
			dir := filepath.Join(top, c.under)
			before := snapshot(t, top)
			if got := build(t, dir).Freeze["small-model"]; got != "1.2.0" {
				t.Errorf("at the tag: got version %s, expected 1.2.0", got)
			}
			if diff := cmp.Diff(before, snapshot(t, top)); diff != "" {
				t.Errorf("the build wrote to the repository:\n%s", diff)
			}
			writeFiles(t, dir, map[string]string{"small_model/__init__.py": "changed = True\n"})
			if got := build(t, dir).Freeze["small-model"]; !strings.HasPrefix(got, "1.2.1.dev0+") {
				t.Errorf("changed since the tag: got version %s, expected 1.2.1.dev0+...", got)
			}
			runGit(t, top, "commit", "-q", "-a", "-m", "second")
			runGit(t, top, "tag", "v1.3.0")
			if got := build(t, dir).Freeze["small-model"]; got != "1.3.0" {
				t.Errorf("the same files at the next tag: got version %s, expected 1.3.0", got)
			}
		})
	}
}

// A commit makes another wheel only where the build asks git.
func TestCommitElsewhereIsNoOtherWheel(t *testing.T) {
	skipWhereReadsLeaveNoTrace(t)
	useOwnCache(t)
	top := repository(t, setuptools("version = \"1.0\"\n"))
	build(t, top)
	runGit(t, top, "commit", "-q", "--allow-empty", "-m", "second")
	runGit(t, top, "tag", "v2.0.0")
	if said, _ := steps(t, top); len(said) > 0 {
		t.Errorf("the same files at another commit: %q", said)
	}
}

func TestWatchHistory(t *testing.T) {
	skipWhereReadsLeaveNoTrace(t)
	top := repository(t, map[string]string{"a.py": "a\n"})
	leftAlone := watchHistory(top)
	for range 2 { // the answer itself leaves no trace
		if !leftAlone() {
			t.Error("nothing was asked: expected the repository to be left alone")
		}
	}
	runGit(t, top, "describe")
	if leftAlone() {
		t.Error("git was asked: it says that the repository was left alone")
	}
	if watchHistory(t.TempDir())() {
		t.Error("there is no repository: expected that it is not said to be left alone")
	}
}

func skipWhereReadsLeaveNoTrace(t *testing.T) {
	t.Helper()
	var fs unix.Statfs_t
	if err := unix.Statfs(t.TempDir(), &fs); err != nil {
		t.Fatal(err)
	}
	if fs.Flags&unix.ST_NOATIME != 0 {
		t.Skip("the file system does not note reads")
	}
}
