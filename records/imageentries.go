package records

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// openFolder gives what is in a folder in the order of names. No link is
// followed that leads out of the folder or to another one.
func openFolder(dir string, o Options) (feed, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	entries, err := folderEntries(root)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), root.Close())
	}
	return newImageFeed(dir, inTurn(entries), root.Close, nil, o), nil
}

func newImageFeed(path string, next func() (entry, error), close func() error, in *input, o Options) *imageFeed {
	return &imageFeed{path: path, next: next, close: close, max: o.MaxRecord, in: in, over: map[string]int64{}}
}

func folderEntries(root *os.Root) (entries []entry, err error) {
	err = walkFolder(root, func(name string, info fs.FileInfo, link error) error {
		e := entry{name: name, why: link, open: func() (io.ReadCloser, error) {
			return root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK, 0) // a pipe that came meanwhile would be waited for
		}}
		switch {
		case link != nil:
		case !info.Mode().IsRegular():
			e.kind = kindSpecial
		default:
			e.size = info.Size()
			head, err := e.head()
			if err != nil {
				return err
			}
			e = e.judged(head)
		}
		entries = append(entries, e)
		return nil
	})
	return entries, err
}

// walkFolder gives all that is no folder, in the order of names, with what it is,
// for a link what that leads to, or why a link is not followed.
func walkFolder(root *os.Root, each func(name string, info fs.FileInfo, link error) error) error {
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if d.Type() == fs.ModeSymlink {
			info, why, err := followed(root, name)
			if err != nil {
				return err
			}
			return each(name, info, why)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return each(name, info, nil)
	})
}

// followed is what a link leads to, or why it is not followed.
func followed(root *os.Root, name string) (info fs.FileInfo, why, err error) {
	info, err = root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errDangling, nil
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EIO):
		return nil, nil, err
	case err != nil:
		return nil, errOutside, nil
	case info.IsDir():
		return nil, errToFolder, nil
	}
	return info, nil, nil
}

// head is how an entry begins.
func (e entry) head() ([]byte, error) {
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF && n > 0 {
		err = nil
	}
	return head[:n], err
}

// A Folder is how a folder stood when it was looked at: equal where no file and
// no link in it came, went or changed since.
type Folder struct {
	Bytes int64 // of its files, as [Batch] counts them once all were read
	sum   [sha256.Size]byte
}

// LookAt looks at a folder, and opens nothing in it.
func LookAt(dir string) (f Folder, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return f, fmt.Errorf("records: %w", err)
	}
	defer root.Close()
	sum := sha256.New()
	err = walkFolder(root, func(name string, info fs.FileInfo, link error) error {
		if link != nil {
			fmt.Fprintf(sum, "%q %v\n", name, link)
			return nil
		}
		fmt.Fprintf(sum, "%q %v %d %d\n", name, info.Mode(), info.Size(), info.ModTime().UnixNano())
		if info.Mode().IsRegular() {
			f.Bytes += info.Size()
		}
		return nil
	})
	sum.Sum(f.sum[:0])
	return f, err
}

func inTurn(entries []entry) func() (entry, error) {
	return func() (entry, error) {
		if len(entries) == 0 {
			return entry{}, io.EOF
		}
		e := entries[0]
		entries = entries[1:]
		return e, nil
	}
}

func openJPEG(in *input, o Options) (feed, error) {
	e := entry{name: filepath.Base(in.path), open: func() (io.ReadCloser, error) { return io.NopCloser(in.text), nil }}
	return newImageFeed(in.path, inTurn([]entry{e}), in.Close, in, o), nil
}

// openZip gives what is in a zip archive in the order of its directory.
func openZip(in *input, o Options) (feed, error) {
	if err := in.raw(); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(in.file, in.size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	var entries []entry
	for _, f := range z.File {
		if f.Mode().IsDir() {
			continue
		}
		e, err := zipEntry(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in.path, err)
		}
		entries = append(entries, e)
	}
	return newImageFeed(in.path, inTurn(entries), in.Close, nil, o), nil
}

// zipEntry is a reject where its content cannot be unpacked.
func zipEntry(f *zip.File) (entry, error) {
	e := entry{name: path.Clean(f.Name), open: f.Open, size: int64(f.CompressedSize64)}
	switch {
	case f.Mode()&fs.ModeSymlink != 0:
		e.why = errLink
	case !f.Mode().IsRegular():
		e.kind = kindSpecial
	case f.Flags&1 != 0:
		e.why = errEncrypted
	default:
		head, err := e.head()
		if ofDisk(err) {
			return e, err
		}
		if e.why = err; err == nil {
			e = e.judged(head)
		}
	}
	return e, nil
}

// openTar gives what is in a tar archive in its order.
func openTar(in *input, o Options) (feed, error) {
	t := tar.NewReader(in.text)
	next := func() (entry, error) {
		for {
			h, err := t.Next()
			if err != nil {
				return entry{}, err
			}
			if h.Typeflag != tar.TypeDir && h.Typeflag != tar.TypeXGlobalHeader {
				return tarEntry(h, t)
			}
		}
	}
	return newImageFeed(in.path, next, in.Close, in, o), nil
}

func tarEntry(h *tar.Header, t *tar.Reader) (entry, error) {
	content := bufio.NewReaderSize(t, headBytes)
	e := entry{name: path.Clean(h.Name), open: func() (io.ReadCloser, error) { return io.NopCloser(content), nil }}
	switch h.Typeflag {
	case tar.TypeSymlink, tar.TypeLink:
		e.why = errLink
	case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		e.kind = kindSpecial
	default:
		head, err := content.Peek(headBytes)
		if err != nil && err != io.EOF {
			return e, err
		}
		e = e.judged(head)
	}
	return e, nil
}
