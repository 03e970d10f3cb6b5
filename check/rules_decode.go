package check

import (
	"context"
	"errors"
	"fmt"
	"image"

	"handoff/schema"
)

// decodeSensitive finds a predict whose scores hang on how a photograph came
// to be pixels: they move far between two correct decoders, Pillow's libjpeg
// and Go's, or between two qualities of compression. It says how far. Where
// predict takes the bytes of a file, it decodes them itself, and is asked
// about qualities alone: no JPEG holds another decoder's pixels exactly.
//
// Why: image stores compress again, and the platform's library for JPEG need
// not be the authors'.
//
// Example: a network that was trained on files of one camera at one quality.
//
// Instead: train with photographs compressed and resized in several ways, and
// smooth where the image is made smaller.
func decodeSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.comparesImages(); err != nil {
		return nil, err
	}
	var found []Finding
	told := false
	for _, r := range recodings {
		d := &decoding{subject: s, how: r}
		t, g, err := s.inEachForm(ctx, d.probe)
		if err != nil {
			return nil, err
		}
		told = told || d.told
		if t != nil {
			found = append(found, d.finding(t, g))
		}
	}
	if !told {
		return nil, notRun("no photograph was answered in two ways")
	}
	return found, nil
}

// A recoding is two ways from one photograph to pixels.
type recoding struct {
	name     string // of the second way, as "at quality 75 rather than 95"
	from, to edit
	far      float64 // as a part of an output's range, how far scores may be apart
	decoded  bool    // what predict takes was decoded for it
}

// Correct decoders differ in rounding and in how they spread colours over
// pixels, which no eye sees; quality 75 is what many programs write, and loses
// what one can just see. A network that smooths what it makes smaller moves by
// less than a hundredth of its range between either.
var recodings = []recoding{
	{name: "decoded by Go's decoder rather than by libjpeg", from: untagged, to: redrawn(unchanged, asDecoded), far: 0.02, decoded: true},
	{name: "compressed at quality 75 rather than 95", from: redrawn(unchanged, asJPEG(95)), to: redrawn(unchanged, asJPEG(75)), far: 0.05},
}

// asDecoded writes the pixels of Go's decoder without loss. Those of CMYK are
// left out: how they become RGB is not one for all.
func asDecoded(picture image.Image) ([]byte, error) {
	switch picture.(type) {
	case *image.YCbCr, *image.Gray:
		return asPNG(picture)
	}
	return nil, errors.New("it has other colours than those that JPEG defines")
}

// decoding asks how far scores move by a recoding.
type decoding struct {
	*subject
	how  recoding
	told bool // some photograph was answered both ways
}

func (d *decoding) probe(g given) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		if d.how.decoded && (d.isForm(g, schema.FormBytes) || !d.has("pillow")) {
			return nil, nil
		}
		from, err := d.callEdited(ctx, on, g, "photographs", d.how.from)
		if err != nil {
			return nil, err
		}
		to, err := d.callEdited(ctx, on, g, "the same "+d.how.name, d.how.to)
		if err != nil {
			return nil, err
		}
		far := d.moved(from, to)
		d.told = d.told || len(far) > 0
		if most(far) <= d.how.far {
			return nil, nil
		}
		return d.apartBy(from, to, nil), nil
	}
}

func (d *decoding) finding(t *trial, g given) Finding {
	far := d.moved(t.calls[0], t.calls[1])
	f := d.evidenced(t, Finding{Column: t.differing(), Message: fmt.Sprintf("scores move with a photograph %s, given as %s", d.how.name, d.formOf(g)),
		Declared: fmt.Sprintf("scores within %g of their range", d.how.far), Fix: "train with photographs that were compressed and decoded in several ways"})
	f.Rows = nil
	for i, share := range far {
		if share > d.how.far {
			f.Rows = append(f.Rows, int64(i))
		}
	}
	f.Seen = fmt.Sprintf("%d of %d photographs move by more than that, the furthest by %.2g of the range", len(f.Rows), len(far), most(far))
	return f
}
