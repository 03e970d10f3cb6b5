package records

import (
	"github.com/apache/arrow/go/v16/parquet/compress"
	"github.com/pierrec/lz4/v4"
)

// lz4Raw is a compression of Parquet's that Arrow for Go does not know, and
// pyarrow calls lz4: LZ4 blocks without a frame (Parquet's Compression.md). Only
// reading knows it.
type lz4Raw struct{ compress.Codec }

// Decode panics on corrupt content, as those of Arrow do.
func (lz4Raw) Decode(dst, src []byte) []byte {
	n, err := lz4.UncompressBlock(src, dst)
	if err != nil {
		panic(err)
	}
	return dst[:n]
}

func init() { compress.RegisterCodec(7, lz4Raw{}) } // LZ4_RAW in parquet.thrift
