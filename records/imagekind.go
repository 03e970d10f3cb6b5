package records

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
)

// An entry is what lies in a folder or an archive, but for folders. It is a
// row, a reject where why says so, or passed over where kind says as what.
type entry struct {
	name string // relative to the folder or archive, with slashes: the key
	open func() (io.ReadCloser, error)
	size int64 // bytes that it takes where it lies
	why  error
	kind string
}

// headBytes are enough to tell what a file is: a tar archive by its byte 257.
const headBytes = 512

// The kinds of what is passed over.
const (
	kindText    = "text file"
	kindEmpty   = "empty file"
	kindSystem  = "file of macOS"
	kindOther   = "other file"
	kindSpecial = "pipe, socket or device"
)

// jpegEndings and otherEndings are those of names that promise an image. What is
// no JPEG among them is a reject.
var (
	jpegEndings  = []string{".jpg", ".jpeg", ".jpe", ".jif", ".jfif"}
	otherEndings = []string{".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".avif", ".jp2", ".dcm"}
)

var (
	errNotJPEG    = errors.New("it is no JPEG: expected the bytes ff d8 ff at its beginning")
	errEmptyImage = errors.New("it is empty: expected a JPEG")
	errOtherImage = errors.New("it is an image, but no JPEG: convert it")
	errPacked     = errors.New("it is an archive or compressed, and is not read within another input: give it as an input of its own")
	errLink       = errors.New("it is a link within an archive: extract the archive and give the folder")
	errEncrypted  = errors.New("it is encrypted: extract the archive and give the folder")
	errDangling   = errors.New("it is a link that leads to nothing")
	errOutside    = errors.New("it is a link that leads out of the folder, or in a circle: copy the file into the folder")
	errToFolder   = errors.New("it is a link to a folder, which is not followed: give that folder as an input, or copy it")
	errName       = errors.New("its name is no UTF-8, so it can be no key: rename it")
)

// judged tells by how an entry begins, and by its name where that promises an
// image, what becomes of it.
func (e entry) judged(head []byte) entry {
	ending := strings.ToLower(path.Ext(e.name))
	content := byContent(head)
	switch {
	case content == formatJPEG:
	case isOfMacOS(head):
		e.kind = kindSystem
	case isOtherImage(head), slices.Contains(otherEndings, ending):
		e.why = errOtherImage
	case isPacked(head, content):
		e.why = errPacked
	case slices.Contains(jpegEndings, ending) && len(head) == 0:
		e.why = errEmptyImage
	case slices.Contains(jpegEndings, ending):
		e.why = errNotJPEG
	case len(head) == 0:
		e.kind = kindEmpty
	case content == formatText, content == formatJSONLines, content == formatUTF16:
		e.kind = kindText
	default:
		e.kind = kindOther
	}
	return e
}

// isJPEG looks for the start-of-image marker and that of the next segment
// (ITU-T T.81, B.1.1.3).
func isJPEG(head []byte) bool { return bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}) }

// isOfMacOS tells what macOS writes beside files: AppleDouble and .DS_Store.
func isOfMacOS(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0, 5, 0x16, 7}) || bytes.HasPrefix(head, []byte("\x00\x00\x00\x01Bud1"))
}

// isOtherImage tells images of other formats: those that browsers show, TIFF,
// JPEG 2000, HEIC and AVIF, and DICOM.
func isOtherImage(head []byte) bool {
	for _, magic := range []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+", "\x00\x00\x00\x0cjP  ", "\xff\x4f\xff\x51"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	brand := ""
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		brand = string(head[8:12])
	}
	seen := http.DetectContentType(head)
	if seen == "image/bmp" { // text may begin with BM: two reserved fields follow the size
		return len(head) >= 10 && string(head[6:10]) == "\x00\x00\x00\x00"
	}
	return slices.Contains([]string{"heic", "heix", "mif1", "msf1", "avif"}, brand) ||
		len(head) >= 132 && string(head[128:132]) == "DICM" ||
		strings.HasPrefix(seen, "image/")
}

func isPacked(head []byte, content format) bool {
	return content == formatZip || content == formatTar || bytes.HasPrefix(head, gzipMagic) || bytes.HasPrefix(head, zstdMagic)
}

// ofDisk tells whether a file could not be read from the disk: the fault of no
// image.
func ofDisk(err error) bool {
	var failed *fs.PathError
	return errors.As(err, &failed)
}
