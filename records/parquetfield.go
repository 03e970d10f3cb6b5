package records

import (
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/parquet"
	"github.com/apache/arrow/go/v16/parquet/compress"
	"github.com/apache/arrow/go/v16/parquet/metadata"
	"github.com/apache/arrow/go/v16/parquet/pqarrow"
)

// check goes by what the footer says of each row group.
func (r *parquetReader) check(field int) error {
	f := r.file.Manifest.Fields[field]
	if !plainField(f) {
		return errors.New("it holds structs, which no dtype is read from")
	}
	chunks, err := r.chunks(f)
	if err != nil {
		return err
	}
	for _, chunk := range chunks {
		if err := readable(chunk); err != nil {
			return err
		}
	}
	return nil
}

// chunks are what the footer says of a field, one a row group.
func (r *parquetReader) chunks(field pqarrow.SchemaField) ([]*metadata.ColumnChunkMetaData, error) {
	meta := r.file.ParquetReader().MetaData()
	all := make([]*metadata.ColumnChunkMetaData, len(meta.RowGroups))
	for i := range all {
		var err error
		if all[i], err = meta.RowGroup(i).ColumnChunk(leafOf(field).ColIndex); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readable refuses a codec or an encoding that Arrow for Go does not know.
func readable(chunk *metadata.ColumnChunkMetaData) error {
	if _, err := compress.GetCodec(chunk.Compression()); err != nil {
		return fmt.Errorf("it is compressed by %s, which is not read here: write the file with snappy, zstd or gzip", chunk.Compression())
	}
	known := parquet.Encodings
	for _, e := range chunk.Encodings() {
		switch e {
		case known.Plain, known.PlainDict, known.RLE, known.RLEDict, known.BitPacked, known.DeltaByteArray, known.DeltaBinaryPacked, known.DeltaLengthByteArray:
		default:
			return fmt.Errorf("it is encoded as %s (Parquet's encoding %d), which is not read here: write the file with another encoding, such as PLAIN or a dictionary", e, int(e))
		}
	}
	return nil
}

// leafOf is the column that a plain field's values are in.
func leafOf(f pqarrow.SchemaField) pqarrow.SchemaField {
	for len(f.Children) > 0 {
		f = f.Children[0]
	}
	return f
}

// plainField tells whether a field holds values, or lists of values.
func plainField(f pqarrow.SchemaField) bool {
	if len(f.Children) == 0 {
		return true
	}
	t := f.Field.Type.ID()
	return t != arrow.STRUCT && t != arrow.MAP && len(f.Children) == 1 && len(f.Children[0].Children) == 0
}
