package records

import (
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/klauspost/compress/zstd"
)

// compressionOf is the ending of a name that says how it is compressed, as it
// is written there; "" for none.
func compressionOf(path string) string {
	for _, ending := range []string{".gz", ".zst", ".zstd"} {
		if rest := len(path) - len(ending); rest >= 0 && strings.EqualFold(path[rest:], ending) {
			return path[rest:]
		}
	}
	return ""
}

// A compressedEncoder writes what another encoder does through a compressor.
type compressedEncoder struct {
	encoder
	through io.Closer
}

func (c compressedEncoder) finish() error {
	return errors.Join(c.encoder.finish(), c.through.Close())
}

func compressed(make makeEncoder, compression string) makeEncoder {
	return func(w io.Writer, s *arrow.Schema) (encoder, error) {
		through, err := compressor(w, compression)
		if err != nil {
			return nil, err
		}
		e, err := make(through, s)
		return compressedEncoder{e, through}, err
	}
}

// compressor keeps neither a name nor a time: same records, same bytes. It
// starts no goroutine, so that one that is given up needs no closing.
func compressor(w io.Writer, compression string) (io.WriteCloser, error) {
	if strings.EqualFold(compression, ".gz") {
		return gzip.NewWriter(w), nil
	}
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
}
