package report

import (
	"context"
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
// files' relative paths and hashes, and of where its links lead, in the order of
// their names.
func HashFile(ctx context.Context, path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	if info.IsDir() {
		return hashFolder(ctx, path)
	}
	sum := sha256.New()
	n, err := hashInto(ctx, sum, path)
	return File{Path: path, SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}, err
}

// HashFiles describes each path by what it holds, see [HashFile], and by how it was
// named. Its content lies where at says, for nil under its own name.
func HashFiles(ctx context.Context, paths []string, at func(path string) string) ([]File, error) {
	files := make([]File, len(paths))
	for i, path := range paths {
		place := path
		if at != nil {
			place = at(path)
		}
		f, err := HashFile(ctx, place)
		if err != nil {
			return nil, err
		}
		f.Path = path
		files[i] = f
	}
	return files, nil
}

func hashFolder(ctx context.Context, folder string) (File, error) {
	f := File{Path: folder}
	sum := sha256.New()
	root, err := filepath.EvalSymlinks(folder) // a walk does not follow a link
	if err != nil {
		return f, err
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type() == fs.ModeSymlink {
			return hashLink(sum, root, path)
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		one, err := HashFile(ctx, path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		f.Bytes += one.Bytes
		fmt.Fprintf(sum, "%s  %s\n", one.SHA256, name)
		return err
	})
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, err
}

// hashLink adds where a link leads; what lies there is hashed under its own name
// where it is of the folder.
func hashLink(sum hash.Hash, root, path string) error {
	to, err := os.Readlink(path)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	fmt.Fprintf(sum, "-> %q  %q\n", to, name)
	return err
}

func hashInto(ctx context.Context, sum hash.Hash, path string) (int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	return io.Copy(sum, untilDone{ctx, in})
}

// untilDone reads until its context is done: a file may take minutes.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
