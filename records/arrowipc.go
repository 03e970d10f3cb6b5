package records

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/ipc"
)

// An ipcReader reads the records of an Arrow IPC file or stream.
type ipcReader struct {
	next  func() (arrow.Record, error)
	close func()
}

func (r ipcReader) release() { r.close() }

func (r ipcReader) read(fields []int) ([]arrow.Array, error) {
	record, err := r.next()
	if err != nil {
		return nil, err
	}
	arrays := make([]arrow.Array, len(fields))
	for i, field := range fields {
		arrays[i] = record.Column(field)
	}
	return arrays, nil
}

func openArrowFile(in *input, o Options) (_ feed, err error) {
	defer recovered(&err)
	if err := in.raw(); err != nil {
		return nil, err
	}
	r, err := ipc.NewFileReader(in.file, ipc.WithAllocator(bounded{o.Allocator}))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	return &typedFeed{in: in, names: fieldNames(r.Schema()), reader: ipcReader{r.Read, func() { r.Close() }}}, nil
}

// openArrowStream reads a stream up to its end-of-stream mark. One that ends
// before it was cut short, also where it is cut between two messages, which
// Arrow's reader takes for the end.
func openArrowStream(in *input, o Options) (_ feed, err error) {
	defer recovered(&err)
	tail := &tailReader{r: in.text}
	r, err := ipc.NewReader(tail, ipc.WithAllocator(bounded{o.Allocator}))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	next := func() (arrow.Record, error) {
		record, err := r.Read()
		if err == io.EOF {
			err = tail.ended()
		}
		return record, err
	}
	return &typedFeed{in: in, names: fieldNames(r.Schema()), reader: ipcReader{next, r.Release}}, nil
}

// A tailReader remembers the last bytes that it handed on.
type tailReader struct {
	r    io.Reader
	tail []byte
}

func (t *tailReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.tail = append(t.tail, p[max(0, n-8):n]...)
	t.tail = t.tail[max(0, len(t.tail)-8):]
	return n, err
}

// ended gives io.EOF where the stream ended with its mark (a continuation
// and a length of 0; a length alone before Arrow 0.15) and nothing follows.
func (t *tailReader) ended() error {
	mark := []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}
	if !bytes.Equal(t.tail, mark) && !bytes.HasSuffix(t.tail, mark[4:]) {
		return errors.New("the stream ends without its end-of-stream mark: it was cut short")
	}
	if n, _ := t.r.Read(make([]byte, 1)); n > 0 {
		return errors.New("there is more after the end of the stream: give one stream a file")
	}
	return io.EOF
}
