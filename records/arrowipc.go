package records

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/ipc"
)

// An ipcReader reads the records of an Arrow IPC stream.
type ipcReader struct{ *ipc.Reader }

func (r ipcReader) release() { r.Release() }

// check leaves it to the messages: each says how it is compressed.
func (r ipcReader) check(int) error { return nil }

func (r ipcReader) skip(int) int { return 0 }

func (r ipcReader) read(fields []int) ([]arrow.Array, error) {
	record, err := r.Read()
	if err != nil {
		return nil, err
	}
	arrays := make([]arrow.Array, len(fields))
	for i, field := range fields {
		arrays[i] = record.Column(field)
	}
	return arrays, nil
}

func openArrowStream(in *input, o Options) (feed, error) {
	return openMessages(in, &messageReader{r: in.text}, in.passed, o)
}

// openArrowFile reads the stream that an Arrow IPC file holds between its
// magic and its footer. The footer's index, which leads to the same records
// in any order, is not needed.
func openArrowFile(in *input, o Options) (feed, error) {
	if err := in.raw(); err != nil {
		return nil, err
	}
	end, err := footerAt(in.file, in.size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	stream := &counter{r: io.NewSectionReader(in.file, arrowHead, end-arrowHead)}
	return openMessages(in, &messageReader{r: stream, open: true}, stream, o)
}

// An Arrow IPC file begins with its magic, padded to 8 bytes, and ends with
// the footer, its length in 4 bytes and the magic again.
const (
	arrowMagic = "ARROW1"
	arrowHead  = 8
	arrowTail  = 4 + int64(len(arrowMagic))
)

// footerAt is where the footer begins.
func footerAt(r io.ReaderAt, size int64) (int64, error) {
	tail := make([]byte, arrowTail)
	if _, err := r.ReadAt(tail, max(0, size-arrowTail)); err != nil || string(tail[4:]) != arrowMagic {
		return 0, errors.New("the Arrow IPC file does not end with its footer: it was cut short")
	}
	at := size - arrowTail - int64(binary.LittleEndian.Uint32(tail))
	if at < arrowHead {
		return 0, errors.New("the footer of the Arrow IPC file is corrupt")
	}
	return at, nil
}

func openMessages(in *input, m *messageReader, from *counter, o Options) (_ feed, err error) {
	defer recovered(&err)
	m.mem = bounded{o.Allocator}
	r, err := ipc.NewReaderFromMessageReader(m, ipc.WithAllocator(m.mem))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	return &typedFeed{in: in, names: fieldNames(r.Schema()), reader: ipcReader{r}, told: func() int64 { return from.n }}, nil
}
