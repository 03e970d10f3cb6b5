package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// WriteFile makes a file appear whole or not at all, with mode 0600: a
// report may hold values of patients where that was asked for.
func WriteFile(path string, data []byte) error {
	if err := CheckTarget(path); err != nil {
		return err
	}
	if err := replace(path, data); err != nil {
		return fmt.Errorf("%s: cannot be written: %w", path, err)
	}
	return nil
}

func replace(path string, data []byte) error {
	// The temporary file lies beside the target: a rename cannot cross file systems.
	f, err := renameio.TempFile(filepath.Dir(path), path)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

// CheckTarget tells whether a file may be made to appear at path: its folder
// is there and may be written to, and nothing but a regular file stands in
// its place. A rename onto a device or a link would replace it, so neither is
// taken.
func CheckTarget(path string) error {
	if err := checkFolder(path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if info.IsDir() {
		return fmt.Errorf("%s: is a folder: name a file, such as one in it", path)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: is not a regular file, so it is not replaced: name another output", path)
	}
	return nil
}

func checkFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: folder %s does not exist: create it first", path, folder)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	case !info.IsDir():
		return fmt.Errorf("%s: %s is not a folder", path, folder)
	}
	if err := unix.Faccessat(unix.AT_FDCWD, folder, unix.W_OK|unix.X_OK, unix.AT_EACCESS); err != nil {
		return fmt.Errorf("%s: folder %s cannot be written to: name another output: %w", path, folder, err)
	}
	return nil
}

// Move gives a whole file another name, by way of a copy where that is on
// another file system. What stands there is replaced, and the name lasts
// through a loss of power.
func Move(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, unix.EXDEV) {
		err = copyTo(from, to)
	}
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", to, err)
	}
	folder, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Near gives a path from which Move has nothing to copy: the file's own or, where
// it is to go to another file system, that of a copy beside its place. The copy
// is the caller's to move or remove.
func Near(from, to string) (string, error) {
	var here, there unix.Stat_t
	if err := errors.Join(unix.Stat(from, &here), unix.Stat(filepath.Dir(to), &there)); err != nil {
		return "", fmt.Errorf("%s: cannot be written: %w", to, err)
	}
	if here.Dev == there.Dev {
		return from, nil
	}
	f, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("%s: cannot be written: %w", to, err)
	}
	if err := errors.Join(copyInto(f, from), f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("%s: cannot be written: %w", to, err)
	}
	return f.Name(), nil
}

func copyInto(f io.Writer, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(f, in)
	return err
}

func copyTo(from, to string) error {
	out, err := renameio.TempFile(filepath.Dir(to), to)
	if err != nil {
		return err
	}
	defer out.Cleanup()
	if err := copyInto(out, from); err != nil {
		return err
	}
	return out.CloseAtomicallyReplace()
}
