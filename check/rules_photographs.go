package check

import (
	"context"
	"fmt"
	"strings"

	"handoff/schema"
)

// imageModeRefused finds a predict that raises on a JPEG of an unusual kind,
// or misreads it: grey, CMYK, progressive, of one pixel or of 20 megapixels.
// What [image] has handoff convert or refuse is not the model's to take.
//
// Why: cameras, scanners and exports write all of these.
//
// Example: the normalisation wants three channels, a grey photograph has one.
//
// Instead: image.convert("RGB") before anything else.
func imageModeRefused(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.comparesImages(); err != nil {
		return nil, err
	}
	var found []Finding
	for _, o := range odds {
		if !o.promised(s.contract) {
			continue
		}
		t, g, err := s.inEachForm(ctx, func(g given) probe { return s.oddly(o, g) })
		if err != nil {
			return nil, err
		}
		if t != nil {
			found = append(found, s.evidenced(t, Finding{Column: t.differing(), Message: t.happens(fmt.Sprintf("where %s is given as %s", o.name, s.formOf(g))),
				Declared: fmt.Sprintf("modes = %s, convert = %q", quotedModes(s.contract.Image.Modes), s.contract.Image.Convert), Fix: `convert each photograph to one mode, as by image.convert("RGB")`}))
		}
	}
	return found, nil
}

func quotedModes(words []string) string { return `["` + strings.Join(words, `", "`) + `"]` }

// imageOrientationIgnored finds a predict that scores a photograph as it is
// stored, where its EXIF says that it is to be turned.
//
// Why: cameras held upright store the picture lying, and say so in EXIF.
//
// Example: Image.open(file).convert("RGB")
//
// Instead: ImageOps.exif_transpose(Image.open(file)).convert("RGB")
func imageOrientationIgnored(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.comparesImages(); err != nil {
		return nil, err
	}
	o := orienting{subject: s}
	t, g, err := s.inEachForm(ctx, o.probe)
	switch {
	case err != nil:
		return nil, err
	case t == nil && !o.told:
		return nil, notRun("no score tells whether a photograph was turned: it moves too little, or only a form without EXIF is taken")
	case t == nil:
		return nil, nil
	}
	return []Finding{s.evidenced(t, Finding{Message: "the orientation that a photograph's EXIF states makes no difference, given as " + s.formOf(g),
		Declared: fmt.Sprintf("orientation = %q", s.contract.Image.Orientation), Seen: "the same score; another where the picture itself is turned", Fix: "turn it by ImageOps.exif_transpose before anything else"})}, nil
}

// orienting asks whether photographs are turned as their EXIF says.
type orienting struct {
	*subject
	told bool // some photograph, turned, has another score
}

// turning is how far a score must move, as a part of its range, when a
// photograph is turned, to tell that from having compressed it again.
const turning = 0.01

// probe calls with photographs, with the same turned, and with the same of
// which EXIF says that they are to be turned. A tensor has no EXIF.
func (o *orienting) probe(g given) probe {
	plain, lying := redrawn(unchanged, asJPEG(90)), redrawn(turned, asJPEG(90))
	return func(ctx context.Context, on *sample) (*trial, error) {
		if o.isForm(g, schema.FormTensor) {
			return nil, nil
		}
		is, err := o.callEdited(ctx, on, g, "photographs", plain)
		if err != nil {
			return nil, err
		}
		other, err := o.callEdited(ctx, on, g, "the same turned", lying)
		if err != nil || most(o.moved(is, other)) < turning {
			return nil, err
		}
		tagged, err := o.callEdited(ctx, on, g, "the same with EXIF that says to turn them", plain.then(oriented(6)))
		if err != nil || tagged.err != nil {
			return nil, err
		}
		o.told = true
		if !o.agree(is, tagged) {
			return nil, nil
		}
		return &trial{calls: []*call{is, tagged}, shows: same}, nil
	}
}

// badImageAccepted finds a predict that takes a file's bytes and scores one
// that is cut off, or that is no JPEG.
//
// Why: half of a photograph has a score like any other, and nobody hears that
// it was half.
//
// Example: ImageFile.LOAD_TRUNCATED_IMAGES = True
//
// Instead: let pillow raise, and open by Image.open(file, formats=["JPEG"]).
func badImageAccepted(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.takesImages(); err != nil {
		return nil, err
	}
	var found []Finding
	asked := false
	for _, g := range append([]given{{}}, s.taken...) {
		if !s.isForm(g, schema.FormBytes) {
			continue
		}
		asked = true
		more, err := s.acceptedBad(ctx, g)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if !asked {
		return nil, notRun("predict is not known to take the bytes of a file")
	}
	return found, nil
}

// acceptedBad has a finding for each kind of bad file that is scored.
func (s *subject) acceptedBad(ctx context.Context, g given) ([]Finding, error) {
	var found []Finding
	for _, b := range bad {
		if b.format != "" && s.known.documents(b.format) {
			continue
		}
		t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
			first := on.slice(0, 1)
			defer first.release()
			c, err := s.callEdited(ctx, first, g, b.name, b.is)
			if err != nil || !s.scored(c, 1) {
				return nil, err
			}
			return &trial{calls: []*call{c}, shows: answers, key: b.name}, nil
		})
		if err != nil {
			return nil, err
		}
		if t != nil {
			found = append(found, s.evidenced(t, Finding{Message: b.name + " is scored without a word", Declared: "a whole JPEG a photograph",
				Seen: "a score", Fix: "raise, or give no score, for a file that is cut off or is no JPEG"}))
		}
	}
	return found, nil
}
