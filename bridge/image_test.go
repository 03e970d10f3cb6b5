package bridge

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"handoff/schema"
)

// A file of a few bytes whose header claims gigabytes is refused before any
// memory is set aside for its pixels.
func TestHugeImageIsRefused(t *testing.T) {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	small := file.Bytes()
	huge := bytes.Clone(small)
	frame := bytes.Index(huge, []byte{0xFF, 0xC0}) // length, precision, then height and width
	binary.BigEndian.PutUint16(huge[frame+5:], 65535)
	binary.BigEndian.PutUint16(huge[frame+7:], 65535)
	m := &model{image: &schema.Image{Modes: []string{"RGB"}}}
	if mode, err := m.mode(small); mode != "RGB" || err != nil {
		t.Errorf("8 by 8 pixels: mode %q, %v; want RGB", mode, err)
	}
	if _, err := m.mode(huge); err == nil || !strings.Contains(err.Error(), "65535 by 65535 pixels") {
		t.Errorf("65535 by 65535 pixels: %v; want them refused", err)
	}
}
