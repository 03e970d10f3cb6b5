package records

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"github.com/apache/arrow/go/v16/parquet"
	"github.com/apache/arrow/go/v16/parquet/pqarrow"
	"pgregory.net/rapid"
)

// Whichever batches are skipped, the others are what they are without that, and
// those have as many records.
func TestSkippedBatchesChangeNoOther(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"; range = [0, 1000]`, `name = "L"; dtype = "list[int64]"`)
	var lines, fields strings.Builder
	fields.WriteString("ID,X,L\n")
	for i := range 90 {
		id, x := fmt.Sprint("p", i), fmt.Sprint(i)
		switch i % 7 {
		case 3:
			x = "none"
		case 5:
			id = "a\nb"
		}
		fmt.Fprintf(&lines, "{\"ID\": %q, \"X\": %q, \"L\": [1, %d]}\n\n", id, x, i)
		fmt.Fprintf(&fields, "\"%s\",%s,\"[1, %d]\"\n\n", id, x, i)
		if i%11 == 0 {
			lines.WriteString("{\n")
			fields.WriteString("short\n")
		}
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{"x.csv": fields.String(), "x.jsonl": lines.String()} {
		must(t, os.WriteFile(at(name), []byte(text), 0o600))
	}
	saveGroups(t, at("x.parquet"), c.InputSchema(), 13)
	saveGroups(t, at("one.parquet"), c.InputSchema(), 1000)
	save(t, at("x.arrows"), numbered(c.InputSchema()))
	inputs := [][]string{{at("x.csv"), at("x.jsonl")}, {at("x.parquet"), at("x.arrows"), at("one.parquet"), at("x.csv")}}
	rapid.Check(t, func(r *rapid.T) {
		paths := rapid.SampledFrom(inputs).Draw(r, "paths")
		rows := rapid.IntRange(1, 60).Draw(r, "rows")
		skipped := rapid.SliceOfN(rapid.Bool(), 400, 400).Draw(r, "skipped")
		whole, err := Open(c, paths, Options{BatchRows: rows})
		must(t, err)
		defer whole.Close()
		some, err := Open(c, paths, Options{BatchRows: rows, Skip: func(n int64) bool { return skipped[n] }})
		must(t, err)
		defer some.Close()
		for n := 0; ; n++ {
			want, end := whole.Next()
			got, err := some.Next()
			if end == io.EOF && err == io.EOF {
				return
			}
			must(t, end)
			must(t, err)
			if got.First != want.First || got.Count != want.Count || skipped[n] != (got.Record == nil) || skipped[n] != (got.Keys == nil) {
				r.Fatalf("batch %d: got %d from %d on, %v; want %d from %d on", n, got.Count, got.First, got.Record, want.Count, want.First)
			}
			if !skipped[n] && !(array.RecordEqual(got.Record, want.Record) && array.RecordEqual(got.Keys, want.Keys) &&
				reflect.DeepEqual(got.Where, want.Where) && reflect.DeepEqual(got.Rejects, want.Rejects)) {
				r.Fatalf("batch %d: got %v, want %v", n, got, want)
			}
			got.Release()
			want.Release()
		}
	})
}

// numbered are 100 records, each with its number.
func numbered(columns *arrow.Schema) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(append([]arrow.Field{{Name: "ID", Type: arrow.BinaryTypes.String}}, columns.Fields()...), nil))
	for i := range int64(100) {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprint("q", i))
		b.Field(1).(*array.Int64Builder).Append(i * 11)
		list := b.Field(2).(*array.ListBuilder)
		list.Append(true)
		list.ValueBuilder().(*array.Int64Builder).AppendValues([]int64{i, i}, nil)
	}
	return b.NewRecord()
}

// saveGroups writes them as Parquet, in row groups of so many.
func saveGroups(t *testing.T, path string, columns *arrow.Schema, rows int64) {
	t.Helper()
	rec := numbered(columns)
	f, err := os.Create(path)
	must(t, err)
	w, err := pqarrow.NewFileWriter(rec.Schema(), f, parquet.NewWriterProperties(parquet.WithMaxRowGroupLength(rows)), pqarrow.DefaultWriterProps())
	must(t, err)
	must(t, w.Write(rec))
	must(t, w.Close())
}
