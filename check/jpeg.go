package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"

	"github.com/disintegration/imaging"
)

// An edit makes another file of a JPEG.
type edit func(file []byte) ([]byte, error)

// maxPixels bounds what is decoded here: a header of a few bytes may claim
// gigabytes.
const maxPixels = 50e6

// decoded is a JPEG's picture as Go's decoder gives it, as stored.
func decoded(file []byte) (image.Image, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err == nil && config.Width*config.Height > maxPixels {
		err = fmt.Errorf("it has %d by %d pixels, more than are decoded here", config.Width, config.Height)
	}
	if err != nil {
		return nil, err
	}
	return jpeg.Decode(bytes.NewReader(file))
}

// redrawn is the edit that draws the picture anew and writes it by encode.
func redrawn(change func(image.Image) image.Image, encode func(image.Image) ([]byte, error)) edit {
	return func(file []byte) ([]byte, error) {
		picture, err := decoded(file)
		if err != nil {
			return nil, err
		}
		return encode(change(picture))
	}
}

func unchanged(picture image.Image) image.Image { return picture }

func asJPEG(quality int) func(image.Image) ([]byte, error) {
	return func(picture image.Image) ([]byte, error) { return encoded(picture, quality) }
}

func asPNG(picture image.Image) ([]byte, error) {
	var file bytes.Buffer
	err := png.Encode(&file, picture)
	return file.Bytes(), err
}

func asGIF(picture image.Image) ([]byte, error) {
	var file bytes.Buffer
	err := gif.Encode(&file, picture, nil)
	return file.Bytes(), err
}

// grey is a picture's light alone, which is written as a JPEG of one channel.
func grey(picture image.Image) image.Image {
	into := image.NewGray(picture.Bounds())
	draw.Draw(into, into.Bounds(), picture, into.Bounds().Min, draw.Src)
	return into
}

// greyInColour is the same with three channels. JPEG keeps light apart from
// colour, so that both files decode to the same light.
func greyInColour(picture image.Image) image.Image { return imaging.Clone(grey(picture)) }

// turned is a picture as orientation 6 asks a viewer to show it.
func turned(picture image.Image) image.Image { return imaging.Rotate270(picture) }

// mosaic is a picture of grey squares, each one block of colours in a JPEG:
// any two correct decoders give the same pixels for it.
func mosaic(picture image.Image) image.Image {
	const square = 16
	size := picture.Bounds().Size()
	few := imaging.Resize(picture, max(size.X/square, 2), max(size.Y/square, 2), imaging.Box)
	return imaging.Grayscale(imaging.Resize(few, few.Rect.Dx()*square, few.Rect.Dy()*square, imaging.NearestNeighbor))
}

// then is one edit after another.
func (e edit) then(next edit) edit {
	return func(file []byte) ([]byte, error) {
		file, err := e(file)
		if err != nil {
			return nil, err
		}
		return next(file)
	}
}

// sized is a picture scaled, whatever that does to its shape.
func sized(width, height int) func(image.Image) image.Image {
	return func(picture image.Image) image.Image {
		return imaging.Resize(picture, width, height, imaging.Linear)
	}
}

// Markers of JPEG (ITU-T T.81, table B.1), and how a segment of EXIF begins.
const (
	markerAPP1 = 0xe1
	markerSOS  = 0xda
)

var exifHead = []byte("Exif\x00\x00")

var errSegments = errors.New("it is no JPEG: its segments do not follow one another")

// untagged is a JPEG without its EXIF: the pixels are as they were.
func untagged(file []byte) ([]byte, error) {
	if len(file) < 4 || file[0] != 0xff || file[1] != 0xd8 {
		return nil, errSegments
	}
	kept := slices.Clone(file[:2])
	for at := 2; ; {
		if at+4 > len(file) || file[at] != 0xff {
			return nil, errSegments
		}
		end := at + 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		switch {
		case file[at+1] == markerSOS:
			return append(kept, file[at:]...), nil
		case end > len(file):
			return nil, errSegments
		case file[at+1] != markerAPP1 || !bytes.HasPrefix(file[at+4:end], exifHead):
			kept = append(kept, file[at:end]...)
		}
		at = end
	}
}

// oriented is a JPEG whose EXIF states an orientation and nothing else
// (CIPA DC-008, tag 0x0112); its pixels are as they were.
func oriented(orientation uint16) edit {
	return func(file []byte) ([]byte, error) {
		plain, err := untagged(file)
		if err != nil {
			return nil, err
		}
		tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1}
		tiff = binary.BigEndian.AppendUint16(tiff, orientation)
		tiff = append(tiff, 0, 0, 0, 0, 0, 0)
		segment := binary.BigEndian.AppendUint16([]byte{0xff, markerAPP1}, uint16(2+len(exifHead)+len(tiff)))
		return slices.Concat(plain[:2], segment, exifHead, tiff, plain[2:]), nil
	}
}
