package wire

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
)

// BenchmarkOneRow encodes and decodes one row of 20 columns within a stream.
func BenchmarkOneRow(b *testing.B) {
	fields := make([]arrow.Field, 20)
	for i := range fields {
		fields[i] = mixed().Field(i % 4)
		fields[i].Name += string(rune('a' + i))
		fields[i].Metadata = arrow.NewMetadata([]string{"handoff"}, []string{string(bytes.Repeat([]byte("x"), 200))})
	}
	builder := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for _, f := range builder.Fields() {
		f.AppendEmptyValue()
	}
	rec := builder.NewRecord()
	var e Encoder
	var d Decoder
	var buf bytes.Buffer
	for range 2 { // the schema is out of the way then
		buf.Reset()
		if err := e.Encode(&buf, rec); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Decode(buf.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf.Reset()
			if err := e.Encode(&buf, rec); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r, err := d.Decode(buf.Bytes())
			if err != nil {
				b.Fatal(err)
			}
			r.Release()
		}
	})
}
