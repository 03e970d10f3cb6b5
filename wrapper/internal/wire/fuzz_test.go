package wire

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// realBatch is a real record batch of two rows of every type, as a host sends it.
func realBatch(t testing.TB) []byte {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, mixed())
	defer b.Release()
	for range 2 {
		for _, f := range b.Fields() {
			appendSample(f)
		}
	}
	for _, f := range b.Fields() {
		f.AppendNull()
	}
	var out bytes.Buffer
	e := Encoder{Bare: true}
	defer e.Close()
	if err := e.Encode(&out, b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func appendSample(b array.Builder) {
	switch b := b.(type) {
	case *array.ListBuilder:
		b.Append(true)
		appendSample(b.ValueBuilder())
	case *array.StringBuilder:
		b.Append("añ")
	case *array.BinaryBuilder:
		b.Append([]byte{0, 255})
	default:
		b.AppendEmptyValue()
	}
}

// use reads every value, as whoever gets a record from a host does.
func use(rec arrow.Record) int {
	n := 0
	for _, col := range rec.Columns() {
		for i := range col.Len() {
			n += len(col.ValueStr(i))
		}
		if _, err := col.MarshalJSON(); err != nil {
			n++ // of what cannot be written as JSON, such as a time beyond its years
		}
	}
	return n
}

// A record that decodes can be used whole, and costs no more than its bytes.
func FuzzDecodeRecord(f *testing.F) {
	whole := realBatch(f)
	f.Add(whole)
	for _, cut := range []int{0, 7, 8, 64, len(whole) / 2, len(whole) - 1} {
		f.Add(whole[:cut])
	}
	f.Fuzz(func(t *testing.T, batch []byte) {
		rec, err := DecodeRecord(mixed(), batch)
		if err == nil {
			use(rec)
		}
	})
}

// Every single byte of a real message, changed in turn, and every 32-bit
// word set to what overflows: no panic, no large allocation.
func TestCorruptedMessages(t *testing.T) {
	whole := realBatch(t)
	refused := 0
	try := func(at int, with ...byte) {
		b := append([]byte(nil), whole...)
		copy(b[at:], with)
		allocated := allocations(func() {
			rec, err := DecodeRecord(mixed(), b)
			if err != nil {
				refused++
				return
			}
			use(rec)
		})
		if allocated > 1<<20 {
			t.Fatalf("byte %d set to % x: %d bytes were allocated for %d", at, with, allocated, len(whole))
		}
	}
	for at := range whole {
		for bit := range 8 {
			try(at, whole[at]^1<<bit)
		}
		try(at, 0xff, 0xff, 0xff, 0x7f)
		try(at, 0, 0, 0, 0x80)
	}
	if refused == 0 {
		t.Error("no corruption was noticed")
	}
}

func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Several bytes at once.
func TestManyCorruptions(t *testing.T) {
	whole := realBatch(t)
	rapid.Check(t, func(t *rapid.T) {
		b := append([]byte(nil), whole...)
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		if rec, err := DecodeRecord(mixed(), b); err == nil {
			use(rec)
		}
	})
}

// A frame that claims more than it has costs its sender the bytes.
func FuzzReceive(f *testing.F) {
	f.Add(append(header{kind: KindAnswer, control: 7, batch: 4}.appendTo(nil), "controlbody"...))
	f.Add(header{kind: KindAnswer, control: MaxControl, batch: MaxBatch}.appendTo(nil))
	f.Add(header{kind: KindAnswer, control: 1 << 63, batch: 1 << 63}.appendTo(nil))
	f.Add(header{kind: KindPhase, mapped: true, batch: 1 << 40}.appendTo(nil))
	f.Fuzz(func(t *testing.T, sent []byte) {
		host, parent := pipe(t)
		if len(sent) > 64<<10 {
			sent = sent[:64<<10] // what the socket holds without a reader
		}
		if _, err := host.sock.Write(sent); err != nil {
			t.Fatal(err)
		}
		if err := unix.Shutdown(host.sock.fd, unix.SHUT_WR); err != nil {
			t.Fatal(err)
		}
		allocated := allocations(func() {
			for {
				if _, err := parent.Receive(false); err != nil {
					return
				}
			}
		})
		if allocated > 8<<20 {
			t.Errorf("%d bytes were allocated for %d", allocated, len(sent))
		}
	})
}
