package bridge

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/disintegration/imaging"

	"handoff/schema"
	"handoff/wrapper"
)

// imageInputs makes what predict takes of JPEGs: one each, or all of them in
// a list (bytes, PIL images) or stacked (tensors, arrays).
func (m *model) imageInputs(py *python, call wrapper.Call) ([]input, error) {
	jpegs, err := jpegsOf(call.Batch)
	if err != nil {
		return nil, err
	}
	if m.image.Batch == 0 {
		return m.pictures(py, jpegs, !call.Observe && call.Threads <= 1)
	}
	items := make([]object, jpegs.Len())
	for i := range items {
		if items[i], err = m.picture(py, jpegs.Value(i), int64(i)); err != nil {
			return nil, err
		}
	}
	if form := m.spec.Contract.Predict.Form; len(items) > 0 && (form == schema.FormTensor || form == schema.FormArray) {
		return one(m.stacked(py, items))
	}
	return one(py.value(items))
}

// stacked is the one array or tensor of the photographs, which are of one size
// or cannot be given together.
func (m *model) stacked(py *python, items []object) (object, error) {
	o, err := m.in.glue.call(py, "image.stacked", items)
	if err != nil {
		return nil, &wrapper.InputError{Row: -1, Column: schema.ImageColumn, Reason: "photographs that cannot be stacked: " + py.failed(err).Error()}
	}
	return o, nil
}

func jpegsOf(batch arrow.Record) (*array.Binary, error) {
	if found := batch.Schema().FieldIndices(schema.ImageColumn); len(found) == 1 {
		if jpegs, ok := batch.Column(found[0]).(*array.Binary); ok {
			return jpegs, nil
		}
	}
	return nil, fmt.Errorf("an image model's batch has one binary column %q: it has %s", schema.ImageColumn, batch.Schema())
}

// pictures are one input a JPEG. Those asked for in turn are decoded for their
// own call alone: each takes up to fifty times the memory of its JPEG, which
// the one before has just given back.
func (m *model) pictures(py *python, jpegs *array.Binary, inTurn bool) ([]input, error) {
	inputs := make([]input, jpegs.Len())
	for i := range inputs {
		decode := func(py *python) (object, error) { return m.picture(py, jpegs.Value(i), int64(i)) }
		if inTurn {
			inputs[i].make = decode
			continue
		}
		var err error
		if inputs[i].value, err = decode(py); err != nil {
			return nil, err
		}
	}
	return inputs, nil
}

// picture is the JPEG of a row in the contract's form.
func (m *model) picture(py *python, jpeg []byte, row int64) (object, error) {
	o, err := m.formed(py, jpeg)
	if err != nil {
		return nil, &wrapper.InputError{Row: row, Column: schema.ImageColumn, Reason: py.failed(err).Error()}
	}
	return o, nil
}

func (m *model) formed(py *python, jpeg []byte) (object, error) {
	switch form := m.spec.Contract.Predict.Form; form {
	case schema.FormBytes:
		return py.bytes(jpeg)
	case schema.FormPIL:
		return m.opened(py, jpeg)
	case schema.FormTensor, schema.FormArray:
		pixels, err := m.pixels(py, jpeg)
		if err != nil {
			return nil, err
		}
		i := m.image
		return m.in.glue.call(py, "image.finished", pixels, form == schema.FormTensor, i.Layout, i.DType, i.Scale)
	default:
		return nil, fmt.Errorf("form %q takes columns: an image model's is bytes, pil, tensor or array", form)
	}
}

func (m *model) opened(py *python, jpeg []byte) (object, error) {
	return m.in.glue.call(py, "image.opened", jpeg, m.image.Modes, m.image.Convert == "reject", m.image.Orientation == "applied")
}

// pixels is an array of height, width and channels: by Pillow where the
// environment has it, since that is what the model was trained with, and by
// Go's decoder where it has none.
func (m *model) pixels(py *python, jpeg []byte) (object, error) {
	if !m.pillow {
		return m.decoded(py, jpeg)
	}
	picture, err := m.opened(py, jpeg)
	if err != nil {
		return nil, err
	}
	return m.in.glue.call(py, "image.pixels", picture)
}

func (m *model) decoded(py *python, jpeg []byte) (object, error) {
	mode, err := m.mode(jpeg)
	if err != nil {
		return nil, err
	}
	channels := map[string]int{"RGB": 3, "L": 1}[mode]
	if channels == 0 {
		return nil, fmt.Errorf("mode %s needs Pillow in the model's environment: without it there are RGB and L", mode)
	}
	picture, err := imaging.Decode(bytes.NewReader(jpeg), imaging.AutoOrientation(m.image.Orientation == "applied"))
	if err != nil {
		return nil, err
	}
	data, err := py.bytearray(interleaved(picture, channels))
	if err != nil {
		return nil, err
	}
	size := picture.Bounds().Size()
	return m.in.glue.call(py, "image.from_memory", data, size.Y, size.X, channels)
}

// maxPixels bounds what is decoded: a header of a few bytes may claim
// gigabytes. It is where Pillow raises DecompressionBombError.
const maxPixels = 2 * (1 << 30) / 4 / 3

// mode is the mode that a JPEG is given to the model in: its own where the
// contract lists it, otherwise the first one listed.
func (m *model) mode(jpeg []byte) (string, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(jpeg))
	if err != nil {
		return "", err
	}
	if config.Width*config.Height > maxPixels {
		return "", fmt.Errorf("it has %d by %d pixels, at most %d are decoded", config.Width, config.Height, maxPixels)
	}
	own := modeOf(config.ColorModel)
	switch {
	case slices.Contains(m.image.Modes, own):
		return own, nil
	case m.image.Convert == "reject":
		return "", fmt.Errorf("mode %s is none of %s", own, strings.Join(m.image.Modes, ", "))
	}
	return m.image.Modes[0], nil
}

// modeOf is Pillow's name for what a JPEG holds.
func modeOf(m color.Model) string {
	switch m {
	case color.GrayModel:
		return "L"
	case color.CMYKModel:
		return "CMYK"
	}
	return "RGB"
}

// interleaved are the pixels row by row, with 3 (RGB) or 1 (grey) channels.
func interleaved(picture image.Image, channels int) []byte {
	if channels == 1 {
		picture = imaging.Grayscale(picture)
	}
	pixels := imaging.Clone(picture)
	out := make([]byte, 0, len(pixels.Pix)/4*channels)
	for i := 0; i < len(pixels.Pix); i += 4 {
		out = append(out, pixels.Pix[i:i+channels]...)
	}
	return out
}
