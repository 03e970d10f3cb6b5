package records

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"handoff/epic"
	"handoff/schema"
)

// An imageFeed gives the images of a folder or an archive, and counts what it
// passes over.
type imageFeed struct {
	path   string
	next   func() (entry, error) // io.EOF at the end
	close  func() error
	layout *layout
	record int64
	max    int64
	in     *input           // of a file that is read from its beginning to its end
	bytes  int64            // read of any other
	over   map[string]int64 // passed over, by kind
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
		e, err := f.nextImage()
		if err == io.EOF && i > 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f.add(d, e); err != nil {
			return err
		}
	}
	return nil
}

// nextImage gives the next entry that is a row or a reject.
func (f *imageFeed) nextImage() (entry, error) {
	for {
		e, err := f.next()
		if err != nil || e.kind == "" {
			return e, err
		}
		f.over[e.kind]++
		f.bytes += e.size
	}
}

// at is where an entry lies.
func (f *imageFeed) at(e entry) string {
	if e.name == filepath.Base(f.path) {
		return f.path
	}
	return filepath.Join(f.path, filepath.FromSlash(strings.ToValidUTF8(e.name, "\ufffd")))
}

// add adds a file as a row, or as a reject with its name as the key. An error is
// that of a file that cannot be read from the disk.
func (f *imageFeed) add(d *draft, e entry) error {
	name := strings.ToValidUTF8(e.name, "\ufffd")
	at := Position{File: f.at(e), Byte: -1, Record: f.record}
	f.record++
	if d.skips {
		d.row(at)
		return nil
	}
	content, err := f.read(e)
	if ofDisk(err) {
		return err
	}
	if name != e.name {
		err = errName
	}
	if err != nil {
		d.unreadable(at, err)
		d.rejects[len(d.rejects)-1].Key = []schema.Secret{schema.Secret(name)}
		return nil
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
	return nil
}

func (f *imageFeed) read(e entry) ([]byte, error) {
	f.bytes += e.size
	if e.why != nil {
		return nil, e.why
	}
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, f.max+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(content)) > f.max:
		return nil, fmt.Errorf("it is longer than the %d bytes that are allowed", f.max)
	case !isJPEG(content):
		return nil, errNotJPEG
	}
	return content, nil
}
