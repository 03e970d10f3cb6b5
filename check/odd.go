package check

import (
	"context"
	_ "embed"
	"slices"

	"handoff/schema"
)

// The JPEGs that Go's encoder cannot write, made by images/make.py.
var (
	//go:embed images/baseline.jpg
	baseline []byte
	//go:embed images/progressive.jpg
	progressive []byte
	//go:embed images/cmyk.jpg
	cmyk []byte
)

// An odd photograph is a sound JPEG of a kind that few train with.
type odd struct {
	name string // e.g. "a grey photograph"
	mode string // Pillow's name of its mode; "" where that is not what is odd
	is   edit
	like edit    // the same as it is usual; nil where there is none
	far  float64 // as a part of an output's range, how far their scores may be apart
}

// How CMYK becomes RGB is not one for all, so only a photograph that is far
// off has been misread. The others hold the very pixels of what they are like.
var odds = []odd{
	{name: "a grey photograph", mode: "L", is: redrawn(grey, asJPEG(90)), like: redrawn(greyInColour, asJPEG(90))},
	{name: "a CMYK photograph", mode: "CMYK", is: always(cmyk), like: always(baseline), far: 0.25},
	{name: "a progressive photograph", is: always(progressive), like: always(baseline)},
	{name: "a photograph of one pixel", is: redrawn(sized(1, 1), asJPEG(90))},
	{name: "a photograph of 20 megapixels", is: redrawn(sized(5000, 4000), asJPEG(90))},
}

// promised tells whether the contract has the model take it. Another form
// than bytes is what handoff makes of the file, or refuses.
func (o odd) promised(c *schema.Contract) bool {
	return o.mode == "" || c.Image.Convert != "reject" || slices.Contains(c.Image.Modes, o.mode)
}

// oddly is the probe of a call with an odd photograph: the model refuses it,
// or scores it as another picture.
func (s *subject) oddly(o odd, g given) probe {
	return func(ctx context.Context, on *sample) (*trial, error) {
		first := on.slice(0, 1)
		defer first.release()
		is, err := s.callEdited(ctx, first, g, o.name, o.is)
		if err != nil {
			return nil, err
		}
		if t := unreadable(is); t != nil && !(o.mode == "" && deliberate(is)) {
			return t, nil
		}
		if o.like == nil || is.err != nil {
			return nil, nil
		}
		like, err := s.callEdited(ctx, first, g, "the same photograph as an ordinary JPEG", o.like)
		if err != nil || most(s.moved(like, is)) <= o.far {
			return nil, err
		}
		return s.apartBy(like, is, nil), nil
	}
}

// deliberate tells whether the author's own code raised: what a photograph's
// size may be is the author's to decide.
func deliberate(c *call) bool {
	raised := c.raised()
	return raised != nil && len(raised.Frames) > 0 && raised.Frames[len(raised.Frames)-1].Author
}

// A badFile is a file that is not to be scored.
type badFile struct {
	name   string
	format string // its own name, where it is sound but of another format
	is     edit
}

var bad = []badFile{
	{name: "a JPEG that is cut off in the middle", is: redrawn(unchanged, asJPEG(90)).then(halved)},
	{name: "a PNG", format: "PNG", is: redrawn(unchanged, asPNG)},
	{name: "a GIF", format: "GIF", is: redrawn(unchanged, asGIF)},
	{name: "a file that holds text", is: always([]byte("<html><body>404 Not Found</body></html>\n"))},
	{name: "an empty file", is: always(nil)},
}

func halved(file []byte) ([]byte, error) { return file[:len(file)/2], nil }
