package score

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/ipc"

	"handoff/report"
)

// A segment is a file of records under way, an Arrow IPC stream. It is not
// flushed to the disk: its hash tells whether it is whole. Until it is finished
// it has a name of its own, since another process may write the same chunk.
type segment struct {
	path   string // that it is to have
	file   *os.File
	buffer *bufio.Writer
	sum    hash.Hash
	stream *ipc.Writer
}

func createSegment(path string, s *arrow.Schema) (*segment, error) {
	f, err := createPart(path)
	if err != nil {
		return nil, err
	}
	sum, buffer := sha256.New(), bufio.NewWriterSize(f, 256<<10)
	return &segment{path, f, buffer, sum, ipc.NewWriter(io.MultiWriter(buffer, sum), ipc.WithSchema(s))}, nil
}

func (s *segment) write(r arrow.Record) error {
	if err := s.stream.Write(r); err != nil {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	return nil
}

// createPart makes a file, mode 0600, that is to be renamed to path.
func createPart(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "part-*")
}

// finish closes the file, gives it its name and describes it.
func (s *segment) finish() (report.File, error) {
	err := errors.Join(s.stream.Close(), s.buffer.Flush())
	info, statErr := s.file.Stat()
	if err = errors.Join(err, statErr, s.file.Close()); err == nil {
		err = os.Rename(s.file.Name(), s.path)
	}
	if err != nil {
		return report.File{}, fmt.Errorf("write %s: %w", s.path, err)
	}
	return report.File{Path: filepath.Base(s.path), SHA256: hex.EncodeToString(s.sum.Sum(nil)), Bytes: info.Size()}, nil
}

// abandon removes a file that is not to be finished. After finish it does
// nothing.
func (s *segment) abandon() {
	s.stream.Close()
	s.file.Close()
	os.Remove(s.file.Name())
}

// isWhole tells whether a file holds what was written to it.
func isWhole(path string, f report.File) bool {
	now, err := report.HashFile(context.Background(), path)
	return err == nil && now.SHA256 == f.SHA256
}

// copySegment writes a segment's records to a file of another format.
func copySegment(path string, to interface{ Write(arrow.Record) error }) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := ipc.NewReader(bufio.NewReaderSize(f, 256<<10))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	defer r.Release()
	for r.Next() {
		if err := to.Write(r.Record()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
