package wrapper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// A sourceFile is a file or symbolic link of a project.
type sourceFile struct {
	path string // relative to the project
	info fs.FileInfo
}

// sourceFiles lists what a wheel may be built from: everything but what
// tools leave behind, which a fresh clone would not have either. Folders
// come only by their files; devices, pipes and sockets do not come at all.
func sourceFiles(project string) ([]sourceFile, error) {
	var files []sourceFile
	err := filepath.WalkDir(project, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(project, path)
		if err != nil {
			return err
		}
		if leftBehind(project, rel, entry) {
			return skip(entry)
		}
		if entry.IsDir() || !entry.Type().IsRegular() && entry.Type() != fs.ModeSymlink {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files = append(files, sourceFile{rel, info})
		return nil
	})
	return files, err
}

func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// leftBehind tells what git, Python and build backends make in a project.
// Stale build/lib and egg-info folders would even end in the wheel.
func leftBehind(project, rel string, entry fs.DirEntry) bool {
	switch name := entry.Name(); name {
	case ".git", "__pycache__", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints":
		return true
	default:
		if !entry.IsDir() || rel == "." {
			return false
		}
		if strings.HasSuffix(name, ".egg-info") || strings.HasSuffix(name, ".handoff") {
			return true
		}
	}
	switch rel {
	case "dist", filepath.Join("build", "lib"), filepath.Join("build", "bdist.linux-x86_64"):
		return !isPackage(filepath.Join(project, rel))
	}
	_, err := os.Lstat(filepath.Join(project, rel, "pyvenv.cfg"))
	return err == nil // a venv
}

func isPackage(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "__init__.py"))
	return err == nil
}

// bigFile is the size, in bytes, from which a file counts by its size and
// its time of change: weights and data of gigabytes lie beside the code, and
// the key is made on every run. It is the inode's time, since archives give
// weights of the same size the same time of modification.
const bigFile = 1 << 20

// fingerprint hashes a project's files.
func fingerprint(project string, files []sourceFile) (string, error) {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%q %v %d\n", f.path, f.info.Mode(), f.info.Size())
		if err := f.hash(h, project); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (f sourceFile) hash(h io.Writer, project string) error {
	path := filepath.Join(project, f.path)
	switch {
	case f.info.Mode().Type() == fs.ModeSymlink:
		target, err := os.Readlink(path)
		fmt.Fprintf(h, "%q\n", target)
		if info, err := os.Stat(path); err == nil { // it may lead out of the project
			fmt.Fprintln(h, info.Size(), changed(info))
		}
		return err
	case f.info.Size() >= bigFile:
		fmt.Fprintln(h, changed(f.info))
		return nil
	}
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(h, r)
	return err
}

func changed(info fs.FileInfo) syscall.Timespec { return info.Sys().(*syscall.Stat_t).Ctim }

const copyName = "source"

// copyProject copies a project into a new folder under dir, with a git
// repository of its own where the project is in one. The caller removes the
// copy by release.
func copyProject(ctx context.Context, project string, files []sourceFile, dir string) (src string, release func(), err error) {
	top := filepath.Join(dir, copyName)
	remove := func() { os.RemoveAll(top) }
	defer func() {
		if err != nil {
			remove()
		}
	}()
	prefix := cloneHistory(ctx, project, top)
	src = filepath.Join(top, prefix)
	if err := os.MkdirAll(src, 0o755); err != nil {
		return "", nil, err
	}
	for _, f := range files {
		if err := f.copy(project, src); err != nil {
			return "", nil, err
		}
	}
	return src, remove, nil
}

func (f sourceFile) copy(from, to string) error {
	path, target := filepath.Join(from, f.path), filepath.Join(to, f.path)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if f.info.Mode().Type() == fs.ModeSymlink {
		return copyLink(from, path, target)
	}
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, f.info.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	return w.Close()
}

// copyLink copies a symbolic link. One that leads out of the project leads
// to the same place from the copy.
func copyLink(project, path, target string) error {
	to, err := os.Readlink(path)
	if err != nil {
		return err
	}
	if !filepath.IsAbs(to) {
		absolute := filepath.Join(filepath.Dir(path), to)
		if rel, err := filepath.Rel(project, absolute); err != nil || !filepath.IsLocal(rel) {
			to = absolute
		}
	}
	return os.Symlink(to, target)
}
