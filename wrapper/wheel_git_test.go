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

// newRepository makes a git repository of files, with one commit and a tag.
func newRepository(t *testing.T, files map[string]string) string {
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
	dir := newRepository(t, map[string]string{"model/a.py": "a\n", ".gitignore": "/unpacked/\n"})
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
	dir := newRepository(t, map[string]string{"model/a.py": "a\n", "model/b.py": "b\n", "beside.py": "c\n", ".gitignore": "*.log\n"})
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
	top := newRepository(t, map[string]string{"small_model/__init__.py": ""})
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
	if got, err := plainGit(t.Context(), copied, "describe", "--always").Output(); err != nil || string(got) != "v1.2.0\n" {
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
			top := newRepository(t, versionFromGit(c.under, c.settings))
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
	top := newRepository(t, setuptools("version = \"1.0\"\n"))
	build(t, top)
	runGit(t, top, "commit", "-q", "--allow-empty", "-m", "second")
	runGit(t, top, "tag", "v2.0.0")
	if said, _ := steps(t, top); len(said) > 0 {
		t.Errorf("the same files at another commit: %q", said)
	}
}

func TestWatchHistory(t *testing.T) {
	skipWhereReadsLeaveNoTrace(t)
	top := newRepository(t, map[string]string{"a.py": "a\n"})
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

// What a repository's configuration and attributes name is not run, whatever is
// asked of it.
func TestARepositoryRunsNothing(t *testing.T) {
	marks := t.TempDir()
	run := func(name string) string { return "touch " + filepath.Join(marks, name) + "; cat" }
	attributes := "*.py filter=evil diff=evil\n*.txt filter=process\n"
	dir := newRepository(t, map[string]string{"model/a.py": "a\n", "b.txt": "b\n", ".gitattributes": attributes})
	for key, command := range map[string]string{
		"filter.evil.clean": run("clean"), "filter.evil.smudge": run("smudge"), "filter.process.process": run("process"), "filter.process.required": "true",
		"diff.external": run("external"), "diff.evil.command": run("diff"), "diff.evil.textconv": run("textconv"), "core.fsmonitor": run("fsmonitor"),
		"core.hooksPath": "hooks", "core.pager": run("pager"), "core.sshCommand": run("ssh"), "uploadpack.packObjectsHook": run("pack"),
		"include.path": "included", "core.attributesFile": "/etc/passwd", "core.worktree": "/", "alias.describe": "!" + run("alias"),
		"remote.origin.url": "ext::" + run("remote"), "remote.origin.promisor": "true", "extensions.partialClone": "origin",
	} {
		runGit(t, dir, "config", "--add", key, command)
	}
	writeFiles(t, dir, map[string]string{".git/included": "[filter \"evil\"]\n\tclean = " + run("included") + "\n", "model/a.py": "changed\n", "b.txt": "changed\n"})
	for _, hook := range []string{"hooks/post-index-change", ".git/hooks/post-checkout", ".git/hooks/reference-transaction", ".git/hooks/post-index-change"} {
		writeFiles(t, dir, map[string]string{hook: "#!/bin/sh\n" + run("hook") + "\n"})
		if err := os.Chmod(filepath.Join(dir, hook), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	model := filepath.Join(dir, "model")
	if got := GitDescribe(t.Context(), model); got != "v1.2.0-dirty" {
		t.Errorf("described as %q", got)
	}
	if tracked, _, err := GitChanges(t.Context(), model); err != nil || len(tracked) != 1 {
		t.Errorf("changed: %q, %v", tracked, err)
	}
	if prefix := cloneHistory(t.Context(), model, filepath.Join(t.TempDir(), "copy")); prefix != "model" {
		t.Errorf("copied to %q", prefix)
	}
	found, err := os.ReadDir(marks)
	if err != nil || len(found) > 0 {
		t.Errorf("run: %v, %v", found, err)
	}
	// The same repository with its own configuration runs what it names.
	cmd := exec.Command("git", "-c", "core.worktree="+dir, "status")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null")
	cmd.Run()
	if found, err := os.ReadDir(marks); err != nil || len(found) == 0 {
		t.Errorf("git itself ran nothing: this test cannot fail, %v", err)
	}
}

// A file that Git LFS fetched is not changed, though the commit has a pointer
// in its place and LFS is not asked.
func TestAFileOfLFSIsNotChanged(t *testing.T) {
	dir := newRepository(t, map[string]string{"w.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\nsize 5\n"})
	for content, want := range map[string]string{"hello": "v1.2.0", "other": "v1.2.0-dirty"} {
		writeFiles(t, dir, map[string]string{"w.bin": content})
		if got := GitDescribe(t.Context(), dir); got != want {
			t.Errorf("with %q: got %q, want %q", content, got, want)
		}
	}
}

// Another working copy of a repository, and one whose objects have other names,
// are described like any.
func TestKindsOfRepositories(t *testing.T) {
	top := newRepository(t, map[string]string{"a.py": "a\n"})
	second := filepath.Join(t.TempDir(), "second")
	runGit(t, top, "worktree", "add", "-q", second)
	runGit(t, top, "pack-refs", "--all")
	longer := writeFiles(t, t.TempDir(), map[string]string{"a.py": "a\n"})
	runGit(t, longer, "init", "-q", "--object-format=sha256")
	runGit(t, longer, "add", "-A")
	runGit(t, longer, "commit", "-q", "-m", "first")
	runGit(t, longer, "tag", "v1.2.0", "-m", "first")
	linked := filepath.Join(t.TempDir(), "linked")
	if err := os.Symlink(filepath.Join(writeFiles(t, top, map[string]string{"model/b.py": ""}), "model"), linked); err != nil {
		t.Fatal(err)
	}
	runGit(t, top, "add", "-A")
	runGit(t, top, "commit", "-q", "--amend", "-m", "first")
	runGit(t, top, "tag", "-f", "-a", "v1.2.0", "-m", "first")
	runGit(t, second, "checkout", "-q", "v1.2.0")
	for _, dir := range []string{top, second, longer, linked} {
		if got := GitDescribe(t.Context(), dir); got != "v1.2.0" {
			t.Errorf("%s: described as %q", dir, got)
		}
	}
}

// A file that cannot be read while a project is copied is an error, and nothing is
// left of the copy.
func TestCopyOfWhatCannotBeRead(t *testing.T) {
	project := writeFiles(t, t.TempDir(), map[string]string{"a.py": "a\n", "b.py": "b\n"})
	var files []sourceFile
	for _, name := range []string{"a.py", "b.py"} {
		info, err := os.Lstat(filepath.Join(project, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, sourceFile{path: name, info: info})
	}
	if err := os.Remove(filepath.Join(project, "b.py")); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, release, err := copyProject(t.Context(), project, files, dir)
	if !errors.Is(err, os.ErrNotExist) || release != nil {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
