package records

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
)

// An encoder writes records in one format. Same records, same bytes, whatever
// the batches' sizes were for the text formats; Parquet and Arrow IPC keep
// the batches.
type encoder interface {
	write(arrow.Record) error
	// finish writes what the format has at its end.
	finish() error
}

// encoders make the encoder for a name's ending. The order is that of messages.
var encoders = []struct {
	ending string
	make   makeEncoder
	packs  bool // inside itself: compressed as a whole no reader would take it
}{
	{".csv", newCSVEncoder(','), false},
	{".tsv", newCSVEncoder('\t'), false},
	{".jsonl", newJSONEncoder, false},
	{".ndjson", newJSONEncoder, false},
	{".parquet", newParquetEncoder, true},
	{".arrow", newArrowEncoder, true},
	{".feather", newArrowEncoder, true},
	{".arrows", newStreamEncoder, false},
}

type makeEncoder func(io.Writer, *arrow.Schema) (encoder, error)

// Create starts a file of records with this schema, in the format of its
// name's ending: CSV, TSV, JSON lines, Parquet, Arrow IPC file or stream; with
// .gz or .zst behind it, compressed. The file appears under its name when the
// Sink is committed, with mode 0600, since it holds values of patients; until
// then it is a temporary file in the same folder, which Close removes. An
// existing file is replaced on Commit.
func Create(path string, s *arrow.Schema) (Sink, error) {
	make, err := encoderFor(path)
	if err != nil {
		return nil, err
	}
	f, err := newTempFile(path)
	if err != nil {
		return nil, err
	}
	return newFileSink(f, s, make)
}

// CanCreate refuses a path whose ending is of no format that [Create] knows.
func CanCreate(path string) error {
	_, err := encoderFor(path)
	return err
}

func encoderFor(path string) (makeEncoder, error) {
	compression := compressionOf(path)
	kind := filepath.Ext(path[:len(path)-len(compression)])
	var endings []string
	for _, e := range encoders {
		switch {
		case !strings.EqualFold(kind, e.ending):
		case compression == "":
			return e.make, nil
		case e.packs:
			return nil, fmt.Errorf("%s: %s is compressed inside: leave out %s", path, e.ending, compression)
		default:
			return compressed(e.make, compression), nil
		}
		endings = append(endings, e.ending)
	}
	return nil, fmt.Errorf("%s: unknown kind of output file %q: expected one of %s, the text ones also with .gz or .zst", path, kind+compression, strings.Join(endings, ", "))
}

// A fileSink is a Sink of any format.
type fileSink struct {
	file    *tempFile
	encoder encoder
}

func newFileSink(f *tempFile, s *arrow.Schema, make makeEncoder) (Sink, error) {
	e, err := make(f.Writer, s)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", f.path, err), f.Close())
	}
	return &fileSink{f, e}, nil
}

func (s *fileSink) Write(r arrow.Record) error {
	if err := s.encoder.write(r); err != nil {
		return fmt.Errorf("write %s: %w", s.file.path, err)
	}
	return nil
}

func (s *fileSink) Commit() error {
	if err := s.encoder.finish(); err != nil {
		return fmt.Errorf("write %s: %w", s.file.path, err)
	}
	return s.file.Commit()
}

func (s *fileSink) Close() error { return s.file.Close() }

// A tempFile is a file that appears whole on Commit or not at all.
type tempFile struct {
	path string
	file *os.File // nil after Commit or Close
	*bufio.Writer
}

func newTempFile(path string) (*tempFile, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	return &tempFile{path, f, bufio.NewWriterSize(f, bufferSize)}, nil
}

// Commit makes the content durable before the name, and then the name.
func (t *tempFile) Commit() error {
	f := t.file
	if f == nil {
		return fmt.Errorf("commit %s: the file is closed", t.path)
	}
	for _, step := range []func() error{
		t.Flush, f.Sync, f.Close,
		func() error { return os.Rename(f.Name(), t.path) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("commit %s: %w", t.path, err)
		}
	}
	t.file = nil
	return syncFolder(filepath.Dir(t.path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

func (t *tempFile) Close() error {
	if t.file == nil {
		return nil
	}
	f := t.file
	t.file = nil
	f.Close() // it is closed already where Commit failed after that
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("remove temporary file: %w", err)
	}
	return nil
}

// Distinct refuses an output that is one of the inputs, under whatever name:
// it would replace what it was made of.
func Distinct(output string, inputs []string) error {
	out, err := os.Stat(output)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	same := func(path string) bool {
		in, err := os.Stat(path)
		return err == nil && os.SameFile(in, out)
	}
	if i := slices.IndexFunc(inputs, same); i >= 0 {
		return fmt.Errorf("output %s is the input %s: choose another name", output, inputs[i])
	}
	return nil
}
