package records

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"github.com/apache/arrow/go/v16/parquet"
	"github.com/apache/arrow/go/v16/parquet/file"
	"github.com/apache/arrow/go/v16/parquet/pqarrow"
)

// A parquetReader reads chosen columns of a Parquet file, a batch at a time,
// across its row groups. It asks for each column on its own, in this
// goroutine: pqarrow's own record reader starts others, in which a panic over
// a corrupt file would end the process.
type parquetReader struct {
	file    *pqarrow.FileReader
	raw     io.ReaderAt // the same file
	mem     memory.Allocator
	batch   int64
	left    int64 // rows that the footer promises and that were not read yet
	columns map[int]*parquetColumn
	arrays  map[int]arrow.Array // read last
}

func openParquet(in *input, o Options) (_ feed, err error) {
	defer recovered(&err)
	if err := in.raw(); err != nil {
		return nil, err
	}
	if err := checkParquetEnd(in.file, in.size); err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	mem := bounded{o.Allocator}
	props := parquet.NewReaderProperties(mem)
	props.BufferedStreamEnabled = true
	r, err := file.NewParquetReader(in.file, file.WithReadProps(props))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	if err := checkOrigin(r.MetaData().KeyValueMetadata()); err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	f, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, mem)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	names := make([]string, len(f.Manifest.Fields))
	for i, field := range f.Manifest.Fields {
		names[i] = field.Field.Name
	}
	reader := &parquetReader{
		file: f, raw: in.file, mem: mem, batch: int64(o.BatchRows), left: r.NumRows(),
		columns: map[int]*parquetColumn{}, arrays: map[int]arrow.Array{},
	}
	return &typedFeed{in: in, names: names, reader: reader, told: func() int64 { return reader.share(in.size) }}, nil
}

// share is how many of so many bytes were read, as the rows tell it: columns lie
// apart in the file.
func (r *parquetReader) share(bytes int64) int64 {
	rows := r.file.ParquetReader().NumRows()
	return int64(float64(bytes) * float64(r.row()) / float64(max(rows, 1)))
}

// checkParquetEnd tells a file that was cut short. It ends with the footer's
// length and the magic that it begins with.
func checkParquetEnd(r io.ReaderAt, size int64) error {
	const magic = "PAR1"
	tail := make([]byte, len(magic))
	if _, err := r.ReadAt(tail, max(0, size-int64(len(magic)))); err != nil && err != io.EOF {
		return err
	}
	if string(tail) != magic || size < int64(2*len(magic)) {
		return errors.New("the Parquet file does not end with its footer: it was cut short")
	}
	return nil
}

func (r *parquetReader) read(fields []int) ([]arrow.Array, error) {
	r.releaseArrays()
	if r.left <= 0 {
		return nil, io.EOF
	}
	n := min(r.batch, r.left)
	arrays := make([]arrow.Array, len(fields))
	for i, field := range fields {
		var err error
		if arrays[i], err = r.array(field, n); err != nil {
			return nil, fmt.Errorf("column %q: %w", r.file.Manifest.Fields[field].Field.Name, err)
		}
	}
	r.left -= n
	return arrays, nil
}

// array reads the next n rows of a field, or gives them again.
func (r *parquetReader) array(field int, n int64) (arrow.Array, error) {
	if a, ok := r.arrays[field]; ok {
		return a, nil
	}
	column, err := r.column(field)
	if err != nil {
		return nil, err
	}
	chunked, err := column.next(n)
	if err != nil {
		return nil, err
	}
	defer chunked.Release()
	a, err := joined(chunked, r.mem)
	if err != nil {
		return nil, err
	}
	r.arrays[field] = r.original(field, a)
	return r.arrays[field], nil
}

// original takes an array of int64 for the spans of time as which it was
// written.
func (r *parquetReader) original(field int, a arrow.Array) arrow.Array {
	origin := r.file.Manifest.OriginSchema
	if origin == nil || field >= origin.NumFields() || a.DataType().ID() != arrow.INT64 || origin.Field(field).Type.ID() != arrow.DURATION {
		return a
	}
	defer a.Release()
	return as(a, origin.Field(field).Type)
}

// joined is a chunked array as one.
func joined(c *arrow.Chunked, mem memory.Allocator) (arrow.Array, error) {
	if chunks := c.Chunks(); len(chunks) != 1 {
		return array.Concatenate(chunks, mem)
	}
	a := c.Chunk(0)
	a.Retain()
	return a, nil
}

func (r *parquetReader) releaseArrays() {
	for _, a := range r.arrays {
		a.Release()
	}
	clear(r.arrays)
}

func (r *parquetReader) release() {
	r.releaseArrays()
	for _, c := range r.columns {
		c.Release()
	}
}
