package score

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/ipc"
)

// A stretch is where in a file of the folder a segment lies, and its hash.
type stretch struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// A store is a file to which one process appends segments. It is not flushed
// to the disk: a segment's hash tells whether it is whole.
type store struct {
	file   *os.File
	buffer *bufio.Writer // of the segment under way
	end    int64         // of the last one that was finished
}

const bufferSize = 64 << 10

// createStore makes a file, mode 0600, that is not there yet.
func createStore(path string) (*store, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &store{file: f, buffer: bufio.NewWriterSize(f, bufferSize)}, nil
}

func (s *store) close() {
	if s != nil {
		s.file.Close()
	}
}

// A segment is a stretch of a store under way, an Arrow IPC stream. What was
// begun and not finished is written over by the next one.
type segment struct {
	store  *store
	digest *digest
	stream *ipc.Writer
}

func (s *store) begin(schema *arrow.Schema) *segment {
	d := newDigest()
	s.buffer.Reset(io.NewOffsetWriter(s.file, s.end))
	return &segment{s, d, ipc.NewWriter(io.MultiWriter(s.buffer, d), ipc.WithSchema(schema))}
}

func (g *segment) write(r arrow.Record) error { return g.stream.Write(r) }

func (g *segment) finish() (stretch, error) {
	err := g.stream.Close()
	if err == nil {
		err = g.store.buffer.Flush()
	}
	if err != nil {
		return stretch{}, err
	}
	at := stretch{filepath.Base(g.store.file.Name()), g.store.end, g.digest.bytes, g.digest.hex()}
	g.store.end += at.Bytes
	return at, nil
}

// isWhole tells whether a stretch holds what was written to it.
func (w *work) isWhole(at stretch) bool {
	f, err := os.Open(w.path(at.File))
	if err != nil {
		return false
	}
	defer f.Close()
	d := newDigest()
	_, err = io.Copy(d, io.NewSectionReader(f, at.Offset, at.Bytes))
	return err == nil && d.hex() == at.SHA256
}

// copySegment writes a segment's records to a file of another format.
func (w *work) copySegment(at stretch, to interface{ Write(arrow.Record) error }) error {
	f, err := os.Open(w.path(at.File))
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := ipc.NewReader(bufio.NewReaderSize(io.NewSectionReader(f, at.Offset, at.Bytes), bufferSize))
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	defer r.Release()
	for r.Next() {
		if err := to.Write(r.Record()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return nil
}
