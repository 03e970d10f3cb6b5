package wrapper

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A repository is a git repository that came with a hand-off, or around one.
// Its configuration and attributes may name commands, which git would run with
// all the user's rights. So git never sees that configuration: it is given a
// git folder of handoff's own, with the repository's references and index, and
// its objects where they lie.
type repository struct {
	top    string // the folder of its files
	own    string // what is of this working copy alone: HEAD and index
	common string // what its working copies share: references, objects, configuration
}

var errNoRepository = errors.New("in no git repository")

// repositoryOf is the repository that a folder lies in, as git would find it.
func repositoryOf(dir string) (repository, error) {
	dir, err := placeOf(dir)
	if err != nil {
		return repository{}, err
	}
	for top := dir; ; top = filepath.Dir(top) {
		own, err := gitFolder(filepath.Join(top, ".git"))
		switch {
		case err == nil:
			return repository{top, own, commonOf(own)}, nil
		case !errors.Is(err, fs.ErrNotExist) || top == filepath.Dir(top):
			return repository{}, fmt.Errorf("%s: %w", dir, errNoRepository)
		}
	}
}

// gitFolder is the folder that a .git is, or names as a working copy's or a
// submodule's does.
func gitFolder(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return path, err
	}
	named, err := readSmall(path)
	if err != nil {
		return "", err
	}
	folder, ok := strings.CutPrefix(named, "gitdir: ")
	if !ok {
		return "", errNoRepository
	}
	return from(filepath.Dir(path), folder), nil
}

func commonOf(own string) string {
	if named, err := readSmall(filepath.Join(own, "commondir")); err == nil {
		return from(own, named)
	}
	return own
}

// readSmall reads a regular file that holds a path.
func readSmall(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > 64<<10 {
		return "", errNoRepository
	}
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}

func from(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// placeOf is where a folder lies, behind all links: there git looks for the
// repository that it is in.
func placeOf(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// prefix is a folder's place in the repository.
func (r repository) prefix(dir string) (string, error) {
	dir, err := placeOf(dir)
	if err != nil {
		return "", err
	}
	return filepath.Rel(r.top, dir)
}

// copyTo makes a git folder with the repository's references, and with the
// index where that is asked for. Its objects stay those of the original, which
// is never written to.
func (r repository) copyTo(ctx context.Context, folder string, index bool) error {
	if err := os.MkdirAll(filepath.Join(folder, "objects", "info"), 0o700); err != nil {
		return err
	}
	files := map[string]string{"HEAD": r.own, "packed-refs": r.common, "shallow": r.common}
	if index {
		files["index"] = r.own
		shared, _ := filepath.Glob(filepath.Join(globbed(r.own), "sharedindex.*"))
		for _, s := range shared {
			files[filepath.Base(s)] = r.own
		}
		files[filepath.Join("info", "exclude")] = r.common
	}
	for name, dir := range files {
		if err := copyRegular(filepath.Join(dir, name), filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := copyReferences(filepath.Join(r.common, "refs"), filepath.Join(folder, "refs")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "config"), []byte(r.settings(ctx)), 0o600); err != nil {
		return err
	}
	objects := filepath.Join(r.common, "objects")
	return os.WriteFile(filepath.Join(folder, "objects", "info", "alternates"), []byte(objects+"\n"), 0o600)
}

func globbed(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

func copyReferences(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		case d.Type().IsRegular():
			return copyRegular(path, filepath.Join(to, name))
		}
		return nil
	})
}

// copyRegular copies a file that is one, also behind links: a pipe would never
// come to its end.
func copyRegular(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: is no regular file", from)
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}

// taken are the settings of a repository that say how its files and objects
// are written, with the values that they may have. No others are taken over.
var taken = map[string][]string{
	"core.autocrlf":           {"true", "false", "input"},
	"core.eol":                {"lf", "crlf", "native"},
	"core.ignorecase":         {"true", "false"},
	"core.symlinks":           {"true", "false"},
	"extensions.objectformat": {"sha1", "sha256"},
}

// settings are those of the folder that git is given.
func (r repository) settings(ctx context.Context) string {
	text := "[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tfilemode = false\n"
	config := filepath.Join(r.common, "config")
	for name, values := range taken {
		value, err := plainGit(ctx, r.top, "config", "--file", config, "--no-includes", "--get", name).Output()
		if v := strings.ToLower(strings.TrimSpace(string(value))); err == nil && slices.Contains(values, v) {
			section, key, _ := strings.Cut(name, ".")
			text += fmt.Sprintf("[%s]\n\t%s = %s\n", section, key, v)
		}
	}
	return text
}

// plainGit is a git command with none of this process's variables and none of
// the user's and the system's configuration. It asks for nothing and fetches
// nothing.
func plainGit(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/", "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1",
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_CEILING_DIRECTORIES=/"}
	return cmd
}

// ask asks git about the repository, in a folder of it.
func (r repository) ask(ctx context.Context, dir string, args ...string) (string, error) {
	folder, err := os.MkdirTemp("", "handoff-git-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	if err := r.copyTo(ctx, folder, true); err != nil {
		return "", err
	}
	cmd := plainGit(ctx, dir, args...)
	cmd.Env = append(cmd.Env, "GIT_DIR="+folder, "GIT_WORK_TREE="+r.top)
	said, err := cmd.Output()
	return strings.TrimSpace(string(said)), err
}
