package records

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/parquet/pqarrow"
)

// A parquetColumn is a reader of a field, and the row that it reads next.
type parquetColumn struct {
	*pqarrow.ColumnReader
	row int64
}

// next reads the next n rows. The caller releases them.
func (c *parquetColumn) next(n int64) (*arrow.Chunked, error) {
	chunked, err := c.NextBatch(n)
	if err != nil {
		return nil, err
	}
	if int64(chunked.Len()) != n {
		defer chunked.Release()
		return nil, fmt.Errorf("the file is corrupt: %d more rows are promised, %d are there", n, chunked.Len())
	}
	c.row += n
	return chunked, nil
}

// skip leaves it to the next read to get there: see [parquetReader.column].
func (r *parquetReader) skip(n int) int {
	skipped := min(int64(n), r.left)
	r.left -= skipped
	return int(skipped)
}

// row is the next row to read.
func (r *parquetReader) row() int64 { return r.file.ParquetReader().NumRows() - r.left }

// column gives the reader of a field, at the next row. Of the rows that were
// skipped since it was last asked it reads those of that row's group alone.
func (r *parquetReader) column(field int) (*parquetColumn, error) {
	c, err := r.within(field)
	for err == nil && c.row < r.row() {
		var skipped *arrow.Chunked
		if skipped, err = c.next(min(r.batch, r.row()-c.row)); err == nil {
			skipped.Release()
		}
	}
	return c, err
}

// within gives the reader of a field in the next row's group or before it, where no
// group lies between them.
func (r *parquetReader) within(field int) (*parquetColumn, error) {
	c, known := r.columns[field]
	if known && c.row == r.row() {
		return c, nil
	}
	groups, first := r.groups()
	if known && c.row >= first {
		return c, nil
	}
	if known {
		c.Release()
	} else if err := r.checkPages(r.file.Manifest.Fields[field]); err != nil {
		return nil, err
	}
	reader, err := r.file.GetFieldReader(context.Background(), field, r.leaves(), groups)
	if err != nil {
		return nil, err
	}
	r.columns[field] = &parquetColumn{reader, first}
	return r.columns[field], nil
}

// groups are the row groups from that of the next row on, and its first row.
func (r *parquetReader) groups() (groups []int, first int64) {
	f := r.file.ParquetReader()
	begin := int64(0)
	for i := range f.NumRowGroups() {
		end := begin + f.RowGroup(i).NumRows()
		if groups == nil && r.row() < end {
			first = begin
		}
		if r.row() < end {
			groups = append(groups, i)
		}
		begin = end
	}
	return groups, first
}

// leaves are all the columns that the file's fields are made of.
func (r *parquetReader) leaves() map[int]bool {
	leaves := map[int]bool{}
	for i := range r.file.ParquetReader().MetaData().Schema.NumColumns() {
		leaves[i] = true
	}
	return leaves
}
