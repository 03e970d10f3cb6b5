package report

import (
	"fmt"
	"path/filepath"
)

// FolderFor gives the working directory relative to the folder that a receipt
// is written to, links resolved; "" where none is written.
func FolderFor(receipt string) (string, error) {
	if receipt == "" {
		return "", nil
	}
	here, err := resolved(".")
	if err != nil {
		return "", err
	}
	beside, err := resolved(filepath.Dir(receipt))
	if err != nil {
		return "", err
	}
	return filepath.Rel(beside, here)
}

// locate finds where the relative paths of the receipt at path begin: in the
// folder of the run, or in the working directory where the receipt names none.
func (r *Receipt) locate(path string) error {
	if r.Folder == "" {
		return nil
	}
	file, err := resolved(path)
	if err != nil { // such as a pipe's
		return fmt.Errorf("receipt: the folder it lies in cannot be told, give the file by its name: %w", err)
	}
	here, err := resolved(".")
	if folder := filepath.Join(filepath.Dir(file), r.Folder); folder != here { // there they are as they stand
		r.base = folder
	}
	return err
}

// Place is where a path of the receipt leads.
func (r *Receipt) Place(path string) string {
	if r.base == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.base, path)
}

func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}
