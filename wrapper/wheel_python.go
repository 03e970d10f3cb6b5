package wrapper

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// forAnyPython writes a copy of the wheel into a folder, of the same name,
// whose METADATA does not say which Pythons it is for.
func (w Wheel) forAnyPython(dir string) (copied string, err error) {
	from, err := zip.OpenReader(w.Path)
	if err != nil {
		return "", fmt.Errorf("reading the wheel: %w", err)
	}
	defer from.Close()
	copied = filepath.Join(dir, filepath.Base(w.Path))
	file, err := os.Create(copied)
	if err != nil {
		return "", fmt.Errorf("copying the wheel: %w", err)
	}
	to := zip.NewWriter(file)
	for _, f := range from.File {
		if isMetadata, _ := path.Match("*.dist-info/METADATA", f.Name); isMetadata {
			err = copyWithoutPython(to, f)
		} else {
			err = to.Copy(f)
		}
		if err != nil {
			err = fmt.Errorf("copying the wheel: %s: %w", f.Name, err)
			break
		}
	}
	return copied, errors.Join(err, to.Close(), file.Close())
}

// copyWithoutPython copies a METADATA file but for its header Requires-Python.
func copyWithoutPython(to *zip.Writer, f *zip.File) error {
	text, err := readZipped(f)
	if err != nil {
		return err
	}
	written, err := to.Create(f.Name)
	if err != nil {
		return err
	}
	inHeaders := true
	for line := range strings.Lines(string(text)) {
		inHeaders = inHeaders && strings.TrimSpace(line) != ""
		if inHeaders && strings.HasPrefix(strings.ToLower(line), "requires-python:") {
			continue
		}
		if _, err := io.WriteString(written, line); err != nil {
			return err
		}
	}
	return nil
}
