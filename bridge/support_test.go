package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"unsafe"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"

	"handoff/wrapper"
)

var ctx = context.Background()

// trace is an error with the Python traceback it carries.
func trace(err error) string {
	var e *wrapper.Exception
	if errors.As(err, &e) {
		return e.Traceback
	}
	return err.Error()
}

// pages is a private mapping that is filled from its start.
type pages struct {
	bytes []byte
	used  int
}

func newPages(size int) *pages {
	p, err := unix.MmapPtr(-1, 0, nil, uintptr(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	must(err)
	return &pages{bytes: unsafe.Slice((*byte)(p), size)}
}

// copy puts a copy of the buffer into the pages, aligned as IPC bodies are.
func (p *pages) copy(b *memory.Buffer) *memory.Buffer {
	if b == nil {
		return nil
	}
	room := p.bytes[p.used:][:b.Len()]
	copy(room, b.Bytes())
	p.used += (b.Len() + 63) / 64 * 64
	return memory.NewBufferBytes(room)
}

func (p *pages) array(d arrow.ArrayData) arrow.ArrayData {
	var buffers []*memory.Buffer
	for _, b := range d.Buffers() {
		buffers = append(buffers, p.copy(b))
	}
	var children []arrow.ArrayData
	for _, c := range d.Children() {
		children = append(children, p.array(c))
	}
	if d.DataType().ID() == arrow.DICTIONARY {
		return array.NewDataWithDictionary(d.DataType(), d.Len(), buffers, d.NullN(), d.Offset(), d.Dictionary().(*array.Data))
	}
	return array.NewData(d.DataType(), d.Len(), buffers, children, d.NullN(), d.Offset())
}

// mapped is a call with the batch in a private mapping of its own, laid out as
// a host receives it.
func mapped(batch arrow.Record) wrapper.Call {
	p := newPages(2*len(ipcOf(batch)) + 1<<16)
	arrays := make([]arrow.Array, batch.NumCols())
	for i, a := range batch.Columns() {
		data := p.array(a.Data())
		arrays[i] = array.MakeFromData(data)
		data.Release()
		defer arrays[i].Release()
	}
	return wrapper.Call{
		Batch:   array.NewRecord(batch.Schema(), arrays, batch.NumRows()),
		Mapping: &wrapper.Mapping{Bytes: p.bytes},
	}
}

func jsonOf(v any) string {
	text, err := json.Marshal(v)
	must(err)
	return string(text)
}
