package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// bufferSize is how much of a file is read at once.
const bufferSize = 256 << 10

// An input is an open file, decompressed where its content is.
type input struct {
	path       string
	file       *os.File // nil where the content is piped
	passed     *counter // what text has taken of the file
	size       int64
	text       *bufio.Reader // the content, decompressed
	head       []byte        // how the content begins
	compressed bool
	closeText  func()
}

// openInput opens a file that messages name by a path, which may be another.
func openInput(path, file string) (*input, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("records: %w", err)
	}
	passed := &counter{r: f}
	in := &input{path: path, file: f, size: info.Size(), passed: passed, text: bufio.NewReaderSize(passed, bufferSize), closeText: func() {}}
	if err := in.decompress(); err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: it cannot be read: %w", path, err)
	}
	return in, nil
}

// A counter counts the bytes that are read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// decompress looks at the content's first bytes, through gzip or zstd.
func (in *input) decompress() (err error) {
	if in.head, err = peek(in.text); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(in.head, gzipMagic):
		r, err := newMembers(in.text, in.passed)
		if err != nil {
			return err
		}
		in.text = bufio.NewReaderSize(r, bufferSize)
	case bytes.HasPrefix(in.head, zstdMagic):
		r, err := zstd.NewReader(in.text, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return packed{name: "zstd"}.told(err)
		}
		in.text, in.closeText = bufio.NewReaderSize(packed{r, "zstd"}, bufferSize), r.Close
	default:
		return nil
	}
	in.compressed = true
	in.head, err = peek(in.text)
	return err
}

// packed reads through a decompressor, and names it where that fails.
type packed struct {
	io.Reader
	name string
}

func (p packed) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	return n, p.told(err)
}

func (p packed) told(err error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("its %s content ends too early: the file was cut short or damaged: %w", p.name, err)
	}
	return fmt.Errorf("its %s content cannot be read, as of a damaged file: %w", p.name, err)
}

// peek gives the first bytes, fewer where there are no more.
func peek(r *bufio.Reader) ([]byte, error) {
	head, err := r.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return bytes.Clone(head), nil
}

// raw refuses a format that must be read at any place of the file where the
// file is compressed as a whole.
func (in *input) raw() error {
	if in.compressed {
		return fmt.Errorf("%s: it is compressed as a whole: decompress it first", in.path)
	}
	return nil
}

func (in *input) Close() error {
	in.closeText()
	if in.file == nil {
		return nil
	}
	return in.file.Close()
}
