package records

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/compute"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// A spill is Arrow records of one schema in a file without a name, which is
// gone however the process ends.
type spill struct {
	file *os.File
	out  *ipc.Writer
}

func newSpill(dir string, s *arrow.Schema) (*spill, error) {
	f, err := os.CreateTemp(dir, ".spill.*.tmp") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("sort on disk: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("sort on disk: %w", err), f.Close())
	}
	return &spill{f, ipc.NewWriter(f, ipc.WithSchema(s))}, nil
}

func (s *spill) write(r arrow.Record) error {
	if err := s.out.Write(r); err != nil {
		return fmt.Errorf("sort on disk: %w", err)
	}
	return nil
}

// all is everything that was written, as one record, after which there is
// nothing to write. The caller releases it.
func (s *spill) all(mem memory.Allocator) (arrow.Record, error) {
	if err := s.out.Close(); err != nil {
		return nil, fmt.Errorf("sort on disk: %w", err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("sort on disk: %w", err)
	}
	r, err := ipc.NewReader(bufio.NewReaderSize(s.file, bufferSize), ipc.WithAllocator(mem))
	if err != nil {
		return nil, fmt.Errorf("sort on disk: %w", err)
	}
	defer r.Release()
	return readWhole(r, mem)
}

// readWhole joins the records of a stream, at least one.
func readWhole(r *ipc.Reader, mem memory.Allocator) (arrow.Record, error) {
	columns, rows := make([][]arrow.Array, r.Schema().NumFields()), int64(0)
	defer func() {
		for _, pieces := range columns {
			for _, a := range pieces {
				a.Release()
			}
		}
	}()
	for r.Next() {
		rows += r.Record().NumRows()
		for i, a := range r.Record().Columns() {
			a.Retain()
			columns[i] = append(columns[i], a)
		}
	}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("sort on disk: %w", err)
	}
	whole := make([]arrow.Array, len(columns))
	for i, pieces := range columns {
		var err error
		if whole[i], err = array.Concatenate(pieces, mem); err != nil {
			return nil, fmt.Errorf("sort on disk: %w", err)
		}
		defer whole[i].Release()
	}
	return array.NewRecord(r.Schema(), whole, rows), nil
}

func (s *spill) close() error { return s.file.Close() }

// taken is a record's rows in another order. The caller releases it.
func taken(r arrow.Record, rows []int64, mem memory.Allocator) (arrow.Record, error) {
	b := array.NewInt64Builder(mem)
	defer b.Release()
	b.AppendValues(rows, nil)
	at := b.NewArray()
	defer at.Release()
	ctx := compute.WithAllocator(context.Background(), mem)
	columns := make([]arrow.Array, r.NumCols())
	for i, a := range r.Columns() {
		var err error
		if columns[i], err = arrayTaken(ctx, a, at, rows); err != nil {
			return nil, fmt.Errorf("put records in the order of their keys: %w", err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(r.Schema(), columns, int64(len(rows))), nil
}

func arrayTaken(ctx context.Context, a, at arrow.Array, rows []int64) (arrow.Array, error) {
	switch a := a.(type) {
	case *array.Dictionary:
		indices, err := compute.TakeArray(ctx, a.Indices(), at)
		if err != nil {
			return nil, err
		}
		defer indices.Release()
		return array.NewDictionaryArray(a.DataType(), indices, a.Dictionary()), nil
	case *array.String: // which Arrow copies once more for each value that is longer than the others
		return textTaken(compute.GetAllocator(ctx), a, rows), nil
	}
	return compute.TakeArray(ctx, a, at)
}

func textTaken(mem memory.Allocator, a *array.String, rows []int64) arrow.Array {
	b := array.NewStringBuilder(mem)
	defer b.Release()
	b.Reserve(len(rows))
	for _, row := range rows {
		if a.IsNull(int(row)) {
			b.AppendNull()
		} else {
			b.Append(a.Value(int(row)))
		}
	}
	return b.NewArray()
}
