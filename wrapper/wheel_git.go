package wrapper

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// GitDescribe gives what `git describe --dirty --always` says of the commit
// that a folder is at, or "" where the folder's files are in no repository.
// A folder that merely lies in one, as a hand-off unpacked into a working
// copy, is not of it.
func GitDescribe(ctx context.Context, dir string) string {
	return askTracked(ctx, dir, "describe", "--dirty", "--always")
}

// GitChanges lists the files of a folder, relative to it, that are not as the
// commit has them that it is at: those that it tracks, and those that it
// neither tracks nor ignores. A file's mode alone is no change, which copying
// may lose.
func GitChanges(ctx context.Context, dir string) (tracked, untracked []string, err error) {
	if tracked, err = gitFiles(ctx, dir, "diff", "--name-only", "--relative", "-z", "HEAD"); err != nil {
		return nil, nil, err
	}
	untracked, err = gitFiles(ctx, dir, "ls-files", "--others", "--exclude-standard", "-z")
	return tracked, untracked, err
}

// GitTracks tells whether git tracks a file of a folder's repository.
func GitTracks(ctx context.Context, file string) bool {
	found, err := gitFiles(ctx, filepath.Dir(file), "ls-files", "-z", "--", filepath.Base(file))
	return err == nil && len(found) > 0
}

// gitFiles asks git for a list of files that end in NULs.
func gitFiles(ctx context.Context, dir string, args ...string) ([]string, error) {
	said, err := git(ctx, dir, append([]string{"-c", "core.fileMode=false"}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.FieldsFunc(said, func(r rune) bool { return r == 0 }), nil
}

// historyOf is what a version can be taken from: the commit that a folder is
// at and the repository's tags, as text, or "" as for [GitDescribe].
func historyOf(ctx context.Context, dir string) string {
	return askTracked(ctx, dir, "show-ref", "--head", "--tags")
}

// askTracked asks git about the repository of a folder's files, and gives ""
// where they are in none.
func askTracked(ctx context.Context, dir string, args ...string) string {
	tracked, err := git(ctx, dir, "ls-files", "--", ".")
	if err != nil || tracked == "" {
		return ""
	}
	said, err := git(ctx, dir, args...)
	if err != nil {
		return ""
	}
	return said
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := gitCommand(ctx, dir, args...).Output()
	return strings.TrimSpace(string(out)), err
}

// gitCommand runs git without letting it write to the repository or run what
// the repository's own configuration names. Repositories of other users, as a
// hand-off's may be, are read like one's own.
func gitCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	args = append([]string{"-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	return cmd
}

// cloneHistory makes top a repository with the history of the one that the
// project's files are in, for build backends that take the version from git,
// and gives the project's place in it. Its objects are those of the original,
// which is never written to. Where there is no repository, the place is "."
// and nothing is made; a backend that then misses it says so itself.
func cloneHistory(ctx context.Context, project, top string) (prefix string) {
	if GitDescribe(ctx, project) == "" {
		return "."
	}
	root, err := git(ctx, project, "rev-parse", "--show-toplevel")
	if err != nil {
		return "."
	}
	prefix, err = git(ctx, project, "rev-parse", "--show-prefix")
	if err != nil {
		return "."
	}
	if err := clone(ctx, root, top, prefix); err != nil {
		os.RemoveAll(top)
		return "."
	}
	return filepath.Join(".", prefix)
}

// watchHistory tells, once a build is over, whether it left the repository of
// its copy alone: whoever asks git of it has HEAD read, and the file system
// notes the time of that. Where it does not (noatime), or there is no
// repository, no build is said to have left it alone.
func watchHistory(top string) (leftAlone func() bool) {
	head, never := filepath.Join(top, ".git", "HEAD"), time.Unix(0, 0)
	forget := func() error { return os.Chtimes(head, never, time.Now()) }
	unread := func() bool {
		info, err := os.Stat(head)
		return err == nil && info.Sys().(*syscall.Stat_t).Atim.Sec == never.Unix()
	}
	if forget() == nil {
		os.ReadFile(head)
	}
	if unread() || forget() != nil {
		return func() bool { return false }
	}
	return unread
}

// clone makes a repository without files, whose index is that of the
// original's commit. What lies outside the project is marked as not to be
// looked for, so that a project in a folder of a larger repository does not
// seem changed.
func clone(ctx context.Context, root, top, prefix string) error {
	// The process that reads the original for a clone heeds no -c: that it
	// may read a repository of another user has to stand in a file.
	trust := top + ".gitconfig"
	if err := os.WriteFile(trust, []byte("[safe]\n\tdirectory = *\n"), 0o644); err != nil {
		return err
	}
	defer os.Remove(trust)
	cmd := gitCommand(ctx, root, "clone", "-q", "--shared", "--no-checkout", root, top)
	cmd.Env = append(cmd.Env, "GIT_CONFIG_GLOBAL="+trust)
	if err := cmd.Run(); err != nil {
		return err
	}
	if _, err := git(ctx, top, "reset", "-q"); err != nil {
		return err
	}
	if prefix == "" {
		return nil
	}
	outside, err := git(ctx, top, "ls-files", "-z", "--", ".", ":!"+prefix)
	if err != nil || outside == "" {
		return err
	}
	cmd = gitCommand(ctx, top, "update-index", "-z", "--skip-worktree", "--stdin")
	cmd.Stdin = strings.NewReader(outside)
	return cmd.Run()
}
