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
