package records

import (
	"bytes"
	"hash/crc32"
	"testing"

	"github.com/apache/thrift/lib/go/thrift"
	"pgregory.net/rapid"
)

// pageOf is a page as it lies in a file, its checksum in its header or not.
func pageOf(t *testing.T, content string, summed bool) []byte {
	t.Helper()
	b := thrift.NewTMemoryBuffer()
	p := thrift.NewTCompactProtocolConf(b, nil)
	field := func(id int16, value int32) {
		must(t, p.WriteFieldBegin(t.Context(), "", thrift.I32, id))
		must(t, p.WriteI32(t.Context(), value))
	}
	must(t, p.WriteStructBegin(t.Context(), "PageHeader"))
	field(1, 0)
	field(2, 1000)
	field(3, int32(len(content)))
	if summed {
		field(4, int32(crc32.ChecksumIEEE([]byte(content))))
	}
	must(t, p.WriteFieldBegin(t.Context(), "data_page_header", thrift.STRUCT, 5))
	must(t, p.WriteStructBegin(t.Context(), "DataPageHeader"))
	field(1, 7)
	must(t, p.WriteFieldStop(t.Context()))
	must(t, p.WriteStructEnd(t.Context()))
	must(t, p.WriteFieldStop(t.Context()))
	must(t, p.WriteStructEnd(t.Context()))
	return append(b.Bytes(), content...)
}

func TestPagesAreHeldToTheirChecksums(t *testing.T) {
	first, second := pageOf(t, "the first page", true), pageOf(t, "the second, of more", true)
	whole := append(bytes.Clone(first), second...)
	must(t, checkChunk(bytes.NewReader(whole)))
	for at := len(whole) - len("the second, of more"); at < len(whole); at++ {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 4
		wantError(t, checkChunk(bytes.NewReader(damaged)), "page 1 is not what its checksum is of: the file is damaged")
	}
	wantError(t, checkChunk(bytes.NewReader(whole[:len(whole)-1])), "page 1 is cut short")
	wantError(t, checkChunk(bytes.NewReader(whole[:len(first)+3])), "the header of page 1 cannot be read")
	must(t, checkChunk(bytes.NewReader(pageOf(t, "no checksum", false)[:12])))
}

// What is damaged in headers ends in an error at most.
func TestPagesOfAnyBytesAreReadToAnEnd(t *testing.T) {
	whole := pageOf(t, "a page", true)
	rapid.Check(t, func(t *rapid.T) {
		chunk := append(bytes.Clone(whole), rapid.SliceOf(rapid.Byte()).Draw(t, "more")...)
		for _, at := range rapid.SliceOfN(rapid.IntRange(0, len(chunk)-1), 0, 4).Draw(t, "places") {
			chunk[at] ^= rapid.Byte().Draw(t, "bits")
		}
		checkChunk(bytes.NewReader(chunk))
	})
}
