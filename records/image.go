package records

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"handoff/epic"
	"handoff/schema"
)

// imageEndings are the endings of names that are records of an image model.
// What is no JPEG among them becomes a reject; other files are none of ours.
var imageEndings = []string{
	".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".jp2", ".dcm",
}

func isImage(name string) bool {
	return slices.Contains(imageEndings, strings.ToLower(path.Ext(name))) && !strings.HasPrefix(path.Base(name), "._")
}

// isJPEG looks for the start-of-image marker and that of the next segment
// (ITU-T T.81, B.1.1.3).
func isJPEG(head []byte) bool { return bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}) }

var errNotJPEG = errors.New("it is no JPEG: expected the bytes ff d8 ff at its beginning")

// An imageFeed gives the JPEG files of a folder or an archive.
type imageFeed struct {
	path   string
	next   func() (entry, error) // io.EOF at the end
	close  func() error
	layout *layout
	record int64
	max    int64
	in     *input // of a file that is read from its beginning to its end
	bytes  int64  // read of any other
}

// An entry is one file of a folder or an archive.
type entry struct {
	name   string // relative to the folder or archive, with slashes
	open   func() (io.ReadCloser, error)
	packed int64 // bytes that it takes in an archive, 0 for its own
}

func (f *imageFeed) headers() []string { return []string{schema.ImageColumn, schema.KeyColumn} }

func (f *imageFeed) bind(l *layout, _ []int, first int64) error {
	f.layout, f.record = l, first
	return nil
}

func (f *imageFeed) passed() int64 {
	if f.in != nil {
		return f.in.passed.n
	}
	return f.bytes
}

func (f *imageFeed) Close() error { return f.close() }

func (f *imageFeed) fill(d *draft, n int) error {
	for i := range n {
		e, err := f.next()
		if err == io.EOF && i > 0 {
			return nil
		}
		if err != nil {
			return err
		}
		f.add(d, e)
	}
	return nil
}

var errName = errors.New("its name is no UTF-8, so it can be no key: rename it")

// add adds a file as a row, or as a reject with its name as the key.
func (f *imageFeed) add(d *draft, e entry) {
	name := strings.ToValidUTF8(e.name, "\ufffd")
	at := Position{File: filepath.Join(f.path, filepath.FromSlash(name)), Byte: -1, Record: f.record}
	if e.name == filepath.Base(f.path) {
		at.File = f.path
	}
	f.record++
	if d.skips {
		d.row(at)
		return
	}
	content, err := f.read(e)
	if name != e.name {
		err = errName
	}
	if err != nil {
		d.unreadable(at, err)
		d.rejects[len(d.rejects)-1].Key = []schema.Secret{schema.Secret(name)}
		return
	}
	row := d.next()
	d.row(at)
	for _, c := range f.layout.columns {
		if c.key {
			c.add(row, epic.OfText(e.name))
		} else {
			c.add(row, epic.OfText(string(content)))
		}
	}
}

func (f *imageFeed) read(e entry) ([]byte, error) {
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, f.max+1))
	f.bytes += cmp.Or(e.packed, int64(len(content)))
	switch {
	case err != nil:
		return nil, err
	case int64(len(content)) > f.max:
		return nil, fmt.Errorf("it is longer than the %d bytes that are allowed", f.max)
	case len(content) == 0:
		return nil, errors.New("it is empty: expected a JPEG")
	case !isJPEG(content):
		return nil, errNotJPEG
	}
	return content, nil
}

// openFolder gives a folder's images in the order of their names. Symbolic
// links that lead out of the folder are not followed.
func openFolder(dir string, o Options) (feed, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	var entries []entry
	err = walkImages(root, func(name string) {
		entries = append(entries, entry{name: name, open: func() (io.ReadCloser, error) { return root.Open(name) }})
	})
	if err == nil && len(entries) == 0 {
		err = errors.New("there is no image in the folder: expected .jpg files")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), root.Close())
	}
	return &imageFeed{path: dir, next: inTurn(entries), close: root.Close, max: o.MaxRecord}, nil
}

func walkImages(root *os.Root, each func(name string)) error {
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		isFile := err == nil && (d.Type().IsRegular() || d.Type() == fs.ModeSymlink) // a pipe would be waited for
		if isFile && isImage(name) {
			each(name)
		}
		return err
	})
}

// FolderBytes are those of a folder's images, as [Batch] counts them once all
// were read.
func FolderBytes(dir string) (n int64, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, fmt.Errorf("records: %w", err)
	}
	defer root.Close()
	err = walkImages(root, func(name string) {
		if info, err := root.Stat(name); err == nil { // any other will be a reject
			n += info.Size()
		}
	})
	return n, err
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
	return &imageFeed{path: in.path, next: inTurn([]entry{e}), close: in.Close, max: o.MaxRecord, in: in}, nil
}

// openZip gives a zip archive's images in the order of its directory.
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
		if isImage(f.Name) && f.Mode().IsRegular() {
			entries = append(entries, entry{f.Name, f.Open, int64(f.CompressedSize64)})
		}
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: there is no image in the archive: expected .jpg files", in.path)
	}
	return &imageFeed{path: in.path, next: inTurn(entries), close: in.Close, max: o.MaxRecord}, nil
}

// openTar gives a tar archive's images in their order.
func openTar(in *input, o Options) (feed, error) {
	t := tar.NewReader(in.text)
	next := func() (entry, error) {
		for {
			h, err := t.Next()
			if err != nil {
				return entry{}, err
			}
			if h.Typeflag == tar.TypeReg && isImage(h.Name) {
				return entry{name: h.Name, open: func() (io.ReadCloser, error) { return io.NopCloser(t), nil }}, nil
			}
		}
	}
	return &imageFeed{path: in.path, next: next, close: in.Close, max: o.MaxRecord, in: in}, nil
}
