package wrapper

import (
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"handoff/wrapper/internal/wire"
)

// Whatever was prepared, for whichever host, in whichever order calls are then
// made, and whether or not they were prepared: a host decodes each call's batch.
func TestBatchesArriveHoweverTheyWerePrepared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hosts := []*receiver{newReceiver(t), newReceiver(t)}
		defer hosts[0].close()
		defer hosts[1].close()
		var waiting []Call
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			host := rapid.SampledFrom(hosts).Draw(t, "host")
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0, 1: // a call to come
				c := Call{Batch: drawBatch(t)}
				c.Prepared = host.outgoing.prepare(c.Batch)
				defer c.Prepared.Close()
				waiting = append(waiting, c)
			case 2, 3, 4: // one of them, or the same once more
				if n := len(waiting); n > 0 {
					host.expect(t, waiting[rapid.IntRange(max(0, n-3), n-1).Draw(t, "call")])
				}
			case 5: // a part of one that failed
				host.expect(t, Call{Batch: drawBatch(t)})
			case 6: // which ended its process
				host.close()
				host.connect(t)
			}
		}
	})
}

// A receiver is what this process has of a host, and the host's end.
type receiver struct {
	outgoing outgoing
	to, from *wire.Conn
	decoder  *wire.Decoder
}

func newReceiver(t *rapid.T) *receiver {
	r := &receiver{}
	r.connect(t)
	return r
}

func (r *receiver) connect(t *rapid.T) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, end := range []**wire.Conn{&r.to, &r.from} {
		if *end, err = wire.NewConn(os.NewFile(uintptr(fds[i]), "end")); err != nil {
			t.Fatal(err)
		}
	}
	r.decoder = &wire.Decoder{}
	r.outgoing.begin()
}

func (r *receiver) close() {
	r.to.Close()
	r.from.Close()
}

func (r *receiver) expect(t *rapid.T, c Call) {
	sent := make(chan error, 1)
	go func() { sent <- r.outgoing.send(r.to, wire.KindPredict, struct{}{}, &c) }()
	f, err := r.from.Receive(true)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.decoder.Decode(f.Batch)
	if err != nil {
		t.Fatal(err)
	}
	if !array.RecordEqual(c.Batch, got) {
		t.Fatalf("sent %v, got %v", c.Batch.Column(0), got.Column(0))
	}
	if f.Mapped != nil {
		got.Release()
		if err := unix.Munmap(f.Mapped); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
}

// drawBatch makes a batch of one category, whose levels differ between batches,
// and a text that makes it small or large.
func drawBatch(t *rapid.T) arrow.Record {
	levels := array.NewStringBuilder(memory.DefaultAllocator)
	levels.AppendValues(rapid.SampledFrom([][]string{{"EL", "EM"}, {"UR", "EL", "EM"}}).Draw(t, "levels"), nil)
	codes := array.NewInt32Builder(memory.DefaultAllocator)
	codes.Append(rapid.Int32Range(0, 1).Draw(t, "code"))
	text := array.NewStringBuilder(memory.DefaultAllocator)
	text.Append(strings.Repeat("x", rapid.SampledFrom([]int{1, 300 << 10, 300 << 10}).Draw(t, "size")))
	typ := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
	columns := []arrow.Array{array.NewDictionaryArray(typ, codes.NewArray(), levels.NewArray()), text.NewArray()}
	schema := arrow.NewSchema([]arrow.Field{{Name: "c", Type: typ}, {Name: "s", Type: arrow.BinaryTypes.String}}, nil)
	return array.NewRecord(schema, columns, 1)
}
