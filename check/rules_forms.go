package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// imageFormUnsupported finds a predict that takes a photograph in none of the
// forms in which one can be given: bytes, a PIL.Image, a tensor.
//
// Why: photographs come from a store, not from a disk; what wants a path must
// be given a temporary file of each patient's.
//
// Example: def predict(self, path): image = Image.open(path)
//
// Instead: take the file's bytes, a PIL.Image or a tensor.
func imageFormUnsupported(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.takesImages(); err != nil {
		return nil, err
	}
	if s.base == nil {
		return nil, notRun("predict could not be called")
	}
	if s.base.raised() == nil {
		return nil, nil
	}
	refusals, err := s.refusedForms(ctx)
	if err != nil || len(refusals) == 0 {
		return nil, err
	}
	f := s.fromException(refusals[0].raised())
	f.Message, f.Declared = "predict takes a photograph neither as bytes nor as a PIL.Image nor as a tensor", "form = "+fmt.Sprintf("%q", s.contract.Predict.Form)
	f.Fix, f.Seen = "take the bytes of the file, a PIL.Image or a tensor, and open no path", eachRefusal(refusals)
	return []Finding{f}, nil
}

// refusedForms are the calls with a made photograph in each form, where each
// is refused for what it is; nil otherwise. An exception that is the same
// whatever was given has another cause.
func (s *subject) refusedForms(ctx context.Context) ([]*call, error) {
	var refusals []*call
	for _, g := range allForms(s.contract) {
		c, err := s.givenAs(ctx, g)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue // its library is not there to make it
		}
		if raised := c.raised(); raised == nil || !refusesForm(raised) {
			return nil, nil
		}
		refusals = append(refusals, c)
	}
	if sameRefusal(refusals) && !wantsPath(refusals[0].raised()) {
		return nil, nil
	}
	return refusals, nil
}

// allForms begins with the contract's own.
func allForms(c *schema.Contract) []given {
	all := []given{{}}
	for _, g := range []given{{form: schema.FormBytes}, {form: schema.FormPIL}, {schema.FormTensor, "uint8"}} {
		if g.form != c.Predict.Form {
			all = append(all, g)
		}
	}
	return all
}

var (
	// ofType are what Python says of an argument of a type that does not fit.
	ofType = regexp.MustCompile(`object has no attribute|embedded null byte|not subscriptable|has no len\(\)`)
	ofPath = regexp.MustCompile(`(?i)\b(path|os\.PathLike|file ?name|no such file|file name too long)\b`)
)

// refusesForm tells whether an exception is about what kind of object the
// photograph is.
func refusesForm(raised *wrapper.Exception) bool {
	return raised.Type == "TypeError" || ofType.MatchString(raised.Message) || wantsPath(raised)
}

func wantsPath(raised *wrapper.Exception) bool {
	return raised.Type == "FileNotFoundError" || ofPath.MatchString(raised.Message)
}

func sameRefusal(refusals []*call) bool {
	return !slices.ContainsFunc(refusals, func(c *call) bool {
		return c.raised().Type != refusals[0].raised().Type || c.raised().Message != refusals[0].raised().Message
	})
}

func eachRefusal(refusals []*call) string {
	seen := make([]string, len(refusals))
	for i, c := range refusals {
		seen[i] = fmt.Sprintf("%s: %s", c.what, c.raised().Type)
	}
	return strings.Join(seen, "; ")
}

// imageFormsDisagree finds a predict whose score of a photograph depends on
// the form in which it takes it.
//
// Why: the platform may give either; a patient's score must not hang on that.
//
// Example: an image is resized by pillow, a tensor by torchvision.
//
// Instead: bring each form to one of them first, and go on from there alike.
func imageFormsDisagree(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.comparesImages(); err != nil {
		return nil, err
	}
	if len(s.taken) == 0 {
		return nil, notRun("predict is not known to take a photograph in another form than " + s.formOf(given{}))
	}
	var found []Finding
	for _, g := range s.taken {
		t, err := s.demonstrate(ctx, s.inForms(g))
		if err != nil {
			return nil, err
		}
		if t != nil {
			found = append(found, s.evidenced(t, Finding{Column: t.diff.output,
				Message:  fmt.Sprintf("a photograph given as %s has another score than the same one given as %s", s.formOf(g), s.formOf(given{})),
				Declared: "one photograph, one score", Fix: "bring each form to one of them first, and prepare that alike"}))
		}
	}
	return found, nil
}

// inForms calls with photographs in two forms. They are such that every
// decoder gives the same pixels, so that whoever decodes does not matter.
func (s *subject) inForms(g given) probe {
	alike := redrawn(mosaic, asJPEG(100))
	return func(ctx context.Context, on *sample) (*trial, error) {
		own, err := s.callEdited(ctx, on, given{}, "a mosaic of each photograph", alike)
		if err != nil {
			return nil, err
		}
		other, err := s.callEdited(ctx, on, g, "a mosaic of each photograph", alike)
		if err != nil {
			return nil, err
		}
		return s.apartBy(own, other, nil), nil
	}
}
