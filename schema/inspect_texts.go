package schema

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow/array"
)

func (n *inspection) texts(a *array.String) {
	switch {
	case a.Len() == 0: // its offsets may be left out
		return
	case n.dtype.Kind == JSON:
		n.documents(a)
		return
	}
	known, ascii := textLevels(n.levels), IsASCII(a.ValueBytes())
	nul := n.isOutput && bytes.IndexByte(a.ValueBytes(), 0) >= 0
	if ascii && !nul && known == nil && n.site.MissingText == "" {
		return
	}
	for i := range a.Len() {
		switch text := a.Value(i); {
		case !ascii && !utf8.ValidString(text), nul && strings.IndexByte(text, 0) >= 0:
			n.note(i, ReasonDType)
		case known != nil && !known[text]:
			n.note(i, ReasonLevel)
		case text == n.site.MissingText && text != "":
			n.note(i, ReasonPlaceholder)
		}
	}
}

// IsASCII tells whether there are only ASCII bytes: of such a text every part is
// UTF-8.
func IsASCII(p []byte) bool {
	for ; len(p) >= 8; p = p[8:] {
		if binary.LittleEndian.Uint64(p)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, b := range p {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// documents holds each text to being one JSON value.
func (n *inspection) documents(a *array.String) {
	all, offsets := a.ValueBytes(), a.ValueOffsets()
	for i := range a.Len() {
		switch text := all[offsets[i]-offsets[0] : offsets[i+1]-offsets[0]]; {
		case !json.Valid(text), escapesNUL(text):
			n.note(i, ReasonDType)
		case n.features != nil && a.IsValid(i):
			n.contributions(i, text)
		}
	}
}

// wholeLevels and textLevels are levels as a set; textLevels is nil without.
func wholeLevels(levels []Level) map[int64]bool {
	known := make(map[int64]bool, len(levels))
	for _, l := range levels {
		known[l.Int] = true
	}
	return known
}

func textLevels(levels []Level) map[string]bool {
	if levels == nil {
		return nil
	}
	known := make(map[string]bool, len(levels))
	for _, l := range levels {
		known[l.Text] = true
	}
	return known
}
