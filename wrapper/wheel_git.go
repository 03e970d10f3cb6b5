package wrapper

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// GitDescribe gives what `git describe --dirty --always` says of the commit
// that a folder is at, or "" where the folder's files are in no repository.
// A folder that merely lies in one, as a hand-off unpacked into a working
// copy, is not of it.
func GitDescribe(ctx context.Context, dir string) string {
	described := askTracked(ctx, dir, "describe", "--always")
	if described == "" {
		return ""
	}
	r, err := repositoryOf(dir)
	if err != nil {
		return described
	}
	if changed, err := r.changed(ctx, r.top); err != nil || len(changed) > 0 {
		described += "-dirty"
	}
	return described
}

// GitChanges lists the files of a folder, relative to it, that are not as the
// commit has them that it is at: those that it tracks, and those that it
// neither tracks nor ignores. A file's mode alone is no change, which copying
// may lose; nor is a file of Git LFS that is the one its pointer names.
func GitChanges(ctx context.Context, dir string) (tracked, untracked []string, err error) {
	r, err := repositoryOf(dir)
	if err != nil {
		return nil, nil, err
	}
	if tracked, err = r.changed(ctx, dir); err != nil {
		return nil, nil, err
	}
	untracked, err = r.files(ctx, dir, "ls-files", "--others", "--exclude-standard", "-z")
	return tracked, untracked, err
}

// GitTracks tells whether git tracks a file of a folder's repository.
func GitTracks(ctx context.Context, file string) bool {
	r, err := repositoryOf(filepath.Dir(file))
	if err != nil {
		return false
	}
	found, err := r.files(ctx, filepath.Dir(file), "ls-files", "-z", "--", filepath.Base(file))
	return err == nil && len(found) > 0
}

// changed are the tracked files of a folder that are not as the commit has them.
func (r repository) changed(ctx context.Context, dir string) ([]string, error) {
	found, err := r.files(ctx, dir, "diff", "--name-only", "--relative", "--ignore-submodules", "-z", "HEAD")
	return slices.DeleteFunc(found, func(name string) bool { return r.isLarge(ctx, dir, name) }), err
}

// isLarge tells whether a file is the one that a pointer of Git LFS stands for
// in the commit. Only LFS's own command would write the pointer for it, and that is
// one that the repository names.
func (r repository) isLarge(ctx context.Context, dir, name string) bool {
	pointer, err := r.ask(ctx, dir, "cat-file", "blob", "HEAD:./"+name)
	if err != nil || len(pointer) > 1024 || !strings.HasPrefix(pointer, "version https://git-lfs") {
		return false
	}
	_, rest, _ := strings.Cut(pointer, "\noid sha256:")
	oid, _, _ := strings.Cut(rest, "\n")
	hash, err := hashRegular(filepath.Join(dir, name))
	return err == nil && hash == oid
}

func hashRegular(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: is no regular file: %w", path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// files asks git for a list of files that end in NULs.
func (r repository) files(ctx context.Context, dir string, args ...string) ([]string, error) {
	said, err := r.ask(ctx, dir, args...)
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
	r, err := repositoryOf(dir)
	if err != nil {
		return ""
	}
	tracked, err := r.ask(ctx, dir, "ls-files", "--", ".")
	if err != nil || tracked == "" {
		return ""
	}
	said, err := r.ask(ctx, dir, args...)
	if err != nil {
		return ""
	}
	return said
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
	r, err := repositoryOf(project)
	if err != nil {
		return "."
	}
	prefix, err = r.prefix(project)
	if err != nil {
		return "."
	}
	if err := r.clone(ctx, top, prefix); err != nil {
		os.RemoveAll(top)
		return "."
	}
	return prefix
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
func (r repository) clone(ctx context.Context, top, prefix string) error {
	if err := r.copyTo(ctx, filepath.Join(top, ".git"), false); err != nil {
		return err
	}
	if err := plainGit(ctx, top, "reset", "-q").Run(); err != nil {
		return err
	}
	if prefix == "." {
		return nil
	}
	outside, err := plainGit(ctx, top, "ls-files", "-z", "--", ".", ":!"+prefix).Output()
	if err != nil || len(outside) == 0 {
		return err
	}
	cmd := plainGit(ctx, top, "update-index", "-z", "--skip-worktree", "--stdin")
	cmd.Stdin = bytes.NewReader(outside)
	return cmd.Run()
}
