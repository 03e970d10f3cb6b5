package wire

import (
	"bytes"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// maxItems bounds the items of one list or map in a control message: an item
// is a byte there and up to a hundred in memory.
const maxItems = 1 << 20

var controls = func() cbor.DecMode {
	// A path need not be UTF-8, nor what a model printed or raised.
	mode, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxArrayElements: maxItems, MaxMapPairs: maxItems,
		IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// Decode reads the control message.
func (f *Frame) Decode(into any) error {
	if err := controls.Unmarshal(f.Control, into); err != nil {
		return fmt.Errorf("%w: control message %c: %w", ErrFrame, f.Kind, err)
	}
	return nil
}

// begin begins a frame: its control message behind room for the header.
func begin(b *bytes.Buffer, kind Kind, control any) error {
	var room [headerSize]byte
	b.Reset()
	b.Write(room[:])
	if err := cbor.MarshalToBuffer(control, b); err != nil {
		return fmt.Errorf("%w: control message %c: %w", ErrEncode, kind, err)
	}
	return nil
}
