package records

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"github.com/apache/arrow/go/v16/parquet/metadata"
)

// Parquet has no type for spans of time. Arrow's other implementations keep
// them as int64 and note the type in the file's metadata; this one does not,
// so both ways are here.

// arrowSchemaKey is the metadata key under which a Parquet file keeps the
// Arrow schema that it was written with.
const arrowSchemaKey = "ARROW:schema"

// serialized is a schema as that key holds it: an IPC stream without records.
func serialized(s *arrow.Schema) (string, error) {
	var b bytes.Buffer
	if err := ipc.NewWriter(&b, ipc.WithSchema(s)).Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// checkOrigin holds the Arrow schema in a Parquet file's metadata to its own
// length, see [checkMessage].
func checkOrigin(m metadata.KeyValueMetadata) error {
	text := m.FindValue(arrowSchemaKey)
	if text == nil {
		return nil
	}
	stream, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(*text, "="))
	if err != nil {
		return fmt.Errorf("metadata %q: %w", arrowSchemaKey, err)
	}
	r := &messageReader{r: bytes.NewReader(stream), mem: memory.DefaultAllocator, open: true}
	defer r.Release()
	if _, err := r.Message(); err != nil {
		return fmt.Errorf("metadata %q: %w", arrowSchemaKey, err)
	}
	return nil
}

// storage is the schema under which Parquet takes the columns of another.
func storage(s *arrow.Schema) *arrow.Schema {
	fields := s.Fields()
	for i, f := range fields {
		if f.Type.ID() == arrow.DURATION {
			fields[i].Type = arrow.PrimitiveTypes.Int64
		}
	}
	return arrow.NewSchema(fields, nil)
}

// as gives an array's buffers another type of the same layout.
func as(a arrow.Array, t arrow.DataType) arrow.Array {
	d := a.Data()
	data := array.NewData(t, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset())
	defer data.Release()
	return array.MakeFromData(data)
}

// stored gives a record the schema of its storage.
func stored(r arrow.Record, s *arrow.Schema) arrow.Record {
	columns := make([]arrow.Array, r.NumCols())
	for i, a := range r.Columns() {
		if a.DataType().ID() == arrow.DURATION {
			a = as(a, arrow.PrimitiveTypes.Int64)
			defer a.Release()
		}
		columns[i] = a
	}
	return array.NewRecord(s, columns, r.NumRows())
}
