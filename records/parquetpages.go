package records

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/apache/arrow/go/v16/parquet/pqarrow"
	"github.com/apache/thrift/lib/go/thrift"
)

// checkPages holds the pages of a field to the checksums that Spark and others
// give them. Arrow for Go looks at none, and a bit that flipped would pass for
// another value.
func (r *parquetReader) checkPages(field pqarrow.SchemaField) error {
	chunks, err := r.chunks(field)
	if err != nil {
		return err
	}
	for i, chunk := range chunks {
		from := chunk.DataPageOffset()
		if chunk.HasDictionaryPage() && chunk.DictionaryPageOffset() > 0 {
			from = min(from, chunk.DictionaryPageOffset())
		}
		if err := checkChunk(io.NewSectionReader(r.raw, from, chunk.TotalCompressedSize())); err != nil {
			return fmt.Errorf("row group %d: %w", i, err)
		}
	}
	return nil
}

// checkChunk reads no further where the first page has no checksum.
func checkChunk(chunk io.Reader) error {
	in := bufio.NewReaderSize(chunk, 64<<10)
	headers := thrift.NewTCompactProtocolConf(thrift.NewStreamTransportR(in), nil)
	for page := 0; ; page++ {
		if _, err := in.Peek(1); err == io.EOF {
			return nil
		}
		h, err := readPageHeader(headers)
		if err != nil {
			return fmt.Errorf("the header of page %d cannot be read: the file is damaged: %w", page, err)
		}
		if page == 0 && !h.summed {
			return nil
		}
		sum := crc32.NewIEEE()
		if _, err := io.CopyN(sum, in, h.size); err != nil {
			return fmt.Errorf("page %d is cut short: %w", page, err)
		}
		if h.summed && sum.Sum32() != h.sum {
			return fmt.Errorf("page %d is not what its checksum is of: the file is damaged: get it again", page)
		}
	}
}

// A pageHeader is what is needed here of PageHeader in parquet.thrift.
type pageHeader struct {
	size   int64 // of the page behind it, as it lies there
	sum    uint32
	summed bool
}

func readPageHeader(p thrift.TProtocol) (h pageHeader, err error) {
	ctx := context.Background()
	if _, err := p.ReadStructBegin(ctx); err != nil {
		return h, err
	}
	for {
		_, kind, id, err := p.ReadFieldBegin(ctx)
		if err != nil || kind == thrift.STOP {
			return h, cmp.Or(err, p.ReadStructEnd(ctx))
		}
		if err := errors.Join(h.readField(ctx, p, kind, id), p.ReadFieldEnd(ctx)); err != nil {
			return h, err
		}
	}
}

func (h *pageHeader) readField(ctx context.Context, p thrift.TProtocol, kind thrift.TType, id int16) error {
	const size, sum = 3, 4
	if kind != thrift.I32 || id != size && id != sum {
		return p.Skip(ctx, kind)
	}
	n, err := p.ReadI32(ctx)
	if id == sum {
		h.sum, h.summed = uint32(n), true
		return err
	}
	if h.size = int64(n); n < 0 {
		return fmt.Errorf("it has %d bytes", n)
	}
	return err
}
