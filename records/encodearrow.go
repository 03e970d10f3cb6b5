package records

import (
	"errors"
	"io"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/parquet"
	"github.com/apache/arrow/go/v16/parquet/compress"
	"github.com/apache/arrow/go/v16/parquet/pqarrow"

	"handoff/schema"
)

// rowGroup is how many rows go into one row group of a Parquet file: they are
// held in memory until it is written.
const rowGroup = 128 << 10

// createdBy is what a Parquet file names as its writer; it is pinned, so that
// the bytes of an output do not change with a library's version number.
const createdBy = "handoff"

// An arrowEncoder writes columns by one of Arrow's writers.
type arrowEncoder struct {
	write1 func(arrow.Record) error
	close  func() error
}

func (e arrowEncoder) write(r arrow.Record) error { return e.write1(r) }
func (e arrowEncoder) finish() error              { return e.close() }

func newParquetEncoder(w io.Writer, s *arrow.Schema) (encoder, error) {
	props := []parquet.WriterProperty{
		parquet.WithCreatedBy(createdBy), parquet.WithVersion(parquet.V2_LATEST), // the version that has nanoseconds
		parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(rowGroup),
	}
	for _, f := range s.Fields() {
		props = append(props, parquet.WithDictionaryFor(f.Name, repeats(f)))
	}
	text, err := serialized(s)
	if err != nil {
		return nil, err
	}
	plain := storage(s)
	p, err := pqarrow.NewFileWriter(plain, w, parquet.NewWriterProperties(props...), pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, err
	}
	write := func(r arrow.Record) error {
		r = stored(r, plain)
		defer r.Release()
		return p.WriteBuffered(r)
	}
	return arrowEncoder{write, p.Close}, p.AppendKeyValueMetadata(arrowSchemaKey, text)
}

// repeats tells whether a column is likely to hold few values many times, so
// that a dictionary of them pays: outputs that are text or categories. Keys and
// numbers would be looked up one by one to find that they are all different.
func repeats(f arrow.Field) bool {
	_, err := schema.OutputOf(f)
	return err == nil && (f.Type.ID() == arrow.STRING || f.Type.ID() == arrow.DICTIONARY)
}

func newArrowEncoder(w io.Writer, s *arrow.Schema) (encoder, error) {
	f, err := ipc.NewFileWriter(&positioned{w: w}, ipc.WithSchema(s))
	if err != nil {
		return nil, err
	}
	return arrowEncoder{f.Write, f.Close}, nil
}

func newStreamEncoder(w io.Writer, s *arrow.Schema) (encoder, error) {
	f := ipc.NewWriter(w, ipc.WithSchema(s))
	return arrowEncoder{f.Write, f.Close}, nil
}

// positioned tells Arrow's file writer its place without seeking in what is
// buffered. The writer only asks for the current one.
type positioned struct {
	w  io.Writer
	at int64
}

func (p *positioned) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.at += int64(n)
	return n, err
}

func (p *positioned) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return p.at, errors.ErrUnsupported
	}
	return p.at, nil
}
