package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// HashFile describes a file by its content. A folder's hash is that of its
// files' relative paths and hashes, in the order of their names.
func HashFile(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	if info.IsDir() {
		return hashFolder(path)
	}
	sum := sha256.New()
	n, err := hashInto(sum, path)
	return File{Path: path, SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}, err
}

// HashFiles describes each path; see [HashFile].
func HashFiles(paths []string) ([]File, error) {
	files := make([]File, len(paths))
	for i, path := range paths {
		f, err := HashFile(path)
		if err != nil {
			return nil, err
		}
		files[i] = f
	}
	return files, nil
}

func hashFolder(folder string) (File, error) {
	f := File{Path: folder}
	sum := sha256.New()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		one, err := HashFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		f.Bytes += one.Bytes
		fmt.Fprintf(sum, "%s  %s\n", one.SHA256, name)
		return err
	})
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, err
}

func hashInto(sum hash.Hash, path string) (int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	return io.Copy(sum, in)
}
