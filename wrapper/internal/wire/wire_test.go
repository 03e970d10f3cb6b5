package wire

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// mixed has a column of every Arrow type that contracts have.
func mixed() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "i", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "f", Type: arrow.PrimitiveTypes.Float32, Nullable: true},
		{Name: "b", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "x", Type: arrow.BinaryTypes.Binary, Nullable: true},
		{Name: "d", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "t", Type: &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "America/Chicago"}, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
}

// drawRecord makes a record of the schema's columns with any values and nulls.
func drawRecord(t *rapid.T, s *arrow.Schema, rows int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	for i := range s.Fields() {
		for range rows {
			drawValue(t, b.Field(i))
		}
	}
	return b.NewRecord()
}

func drawValue(t *rapid.T, b array.Builder) {
	if rapid.IntRange(0, 3).Draw(t, "null") == 0 {
		b.AppendNull()
		return
	}
	switch b := b.(type) {
	case *array.Int64Builder:
		b.Append(rapid.Int64().Draw(t, "int64"))
	case *array.Float32Builder:
		b.Append(rapid.Float32().Draw(t, "float32"))
	case *array.BooleanBuilder:
		b.Append(rapid.Bool().Draw(t, "bool"))
	case *array.StringBuilder:
		b.Append(rapid.String().Draw(t, "string"))
	case *array.BinaryBuilder:
		b.Append(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
	case *array.Date32Builder:
		b.Append(arrow.Date32(rapid.Int32().Draw(t, "date")))
	case *array.TimestampBuilder:
		b.Append(arrow.Timestamp(rapid.Int64().Draw(t, "time")))
	case *array.ListBuilder:
		b.Append(true)
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			drawValue(t, b.ValueBuilder())
		}
	default:
		panic("no values for this builder")
	}
}

func TestRecordComesBackAsSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e Encoder
		defer e.Close()
		var d Decoder
		for range 3 { // one stream: the schema comes with the first record alone
			sent := drawRecord(t, mixed(), rapid.IntRange(0, 9).Draw(t, "rows"))
			from := rapid.Int64Range(0, sent.NumRows()).Draw(t, "from")
			sent = sent.NewSlice(from, sent.NumRows())
			var b bytes.Buffer
			if err := e.Encode(&b, sent); err != nil {
				t.Fatal(err)
			}
			got, err := d.Decode(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if !array.RecordEqual(sent, got) || !sent.Schema().Equal(got.Schema()) {
				t.Fatalf("sent %v, got %v", sent, got)
			}
		}
	})
}

// categories makes a record of one category column.
func categories(t *testing.T, levels []string, codes ...int32) arrow.Record {
	t.Helper()
	typ := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
	values := array.NewStringBuilder(memory.DefaultAllocator)
	values.AppendValues(levels, nil)
	indices := array.NewInt32Builder(memory.DefaultAllocator)
	indices.AppendValues(codes, nil)
	col := array.NewDictionaryArray(typ, indices.NewArray(), values.NewArray())
	s := arrow.NewSchema([]arrow.Field{{Name: "c", Type: typ, Nullable: true}}, nil)
	return array.NewRecord(s, []arrow.Array{col}, int64(len(codes)))
}

func TestDictionariesComeOnceAndWhenTheyChange(t *testing.T) {
	var e Encoder
	defer e.Close()
	var d Decoder
	sizes := []int{}
	for _, rec := range []arrow.Record{
		categories(t, []string{"EL", "EM", "UR"}, 2, 0),
		categories(t, []string{"EL", "EM", "UR"}, 1, 1),
		categories(t, []string{"UR", "EM"}, 0, 1),
	} {
		var b bytes.Buffer
		if err := e.Encode(&b, rec); err != nil {
			t.Fatal(err)
		}
		got, err := d.Decode(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if !array.RecordEqual(rec, got) {
			t.Errorf("sent %v, got %v", rec, got)
		}
		sizes = append(sizes, b.Len())
	}
	if !(sizes[0] > sizes[2] && sizes[2] > sizes[1]) {
		t.Errorf("sizes %v: schema, dictionary and record, then a record, then dictionary and record were expected", sizes)
	}
}

func pipe(t *testing.T) (a, b *Conn) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*Conn
	for i := range ends {
		if ends[i], err = NewConn(os.NewFile(uintptr(fds[i]), "end")); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ends[i].Close() })
	}
	return ends[0], ends[1]
}

func TestSmallBatchesInTheFrameLargeOnesInSealedMemory(t *testing.T) {
	for name, text := range map[string]string{"small": "x", "large": strings.Repeat("x", 1<<20)} {
		t.Run(name, func(t *testing.T) {
			a, b := pipe(t)
			sent := text1(t, text)
			failed := make(chan error, 1)
			go func() { failed <- a.SendRecord(KindPredict, map[string]int{"first": 7}, &Encoder{}, sent) }()
			f, err := b.Receive(true)
			if err != nil {
				t.Fatal(err)
			}
			if err := <-failed; err != nil {
				t.Fatal(err)
			}
			if (f.Mapped != nil) != (name == "large") {
				t.Errorf("mapped: %v", f.Mapped != nil)
			}
			got, err := new(Decoder).Decode(f.Batch)
			if err != nil {
				t.Fatal(err)
			}
			var control map[string]int
			if err := f.Decode(&control); err != nil {
				t.Fatal(err)
			}
			if !array.RecordEqual(sent, got) || control["first"] != 7 {
				t.Errorf("control %v; the record differs: %v", control, !array.RecordEqual(sent, got))
			}
			if f.Mapped != nil {
				f.Mapped[0]++ // private: writable, seen by nobody else
				if err := unix.Munmap(f.Mapped); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func text1(t *testing.T, text string) arrow.Record {
	t.Helper()
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.Append(text)
	s := arrow.NewSchema([]arrow.Field{{Name: "s", Type: arrow.BinaryTypes.String}}, nil)
	return array.NewRecord(s, []arrow.Array{b.NewArray()}, 1)
}

func TestSealedMemoryCannotBeWritten(t *testing.T) {
	f, err := sealed(func(f *os.File) error { _, err := f.WriteString("as sent"); return err })
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("x"), 0); err == nil {
		t.Error("written to after sealing")
	}
	if err := f.Truncate(0); err == nil {
		t.Error("shrunk after sealing")
	}
}

func TestAHostCannotUseUpDescriptors(t *testing.T) {
	a, b := pipe(t)
	if _, err := a.sock.Write(header{kind: KindAnswer, control: 1000}.appendTo(nil)); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := a.sock.send([]byte{' '}, unix.UnixRights(0, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Shutdown(a.sock.fd, unix.SHUT_WR); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(false); err == nil {
		t.Error("a frame that was cut short was taken")
	}
	if len(b.fds) > 1 {
		t.Errorf("%d descriptors are open", len(b.fds))
	}
}

func TestAHostsDescriptorsAreClosed(t *testing.T) {
	a, b := pipe(t)
	sent, err := sealed(func(f *os.File) error { _, err := f.WriteString("unasked"); return err })
	if err != nil {
		t.Fatal(err)
	}
	defer sent.Close()
	if err := a.SendSealed(KindAnswer, nil, &Sealed{sent}); err != nil {
		t.Fatal(err)
	}
	if f, err := b.Receive(false); err == nil {
		t.Errorf("took a frame with a batch in shared memory: %+v", f)
	}
	if len(b.fds) != 0 {
		t.Errorf("descriptors %v were kept", b.fds)
	}
}
