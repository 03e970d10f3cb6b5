package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"handoff/schema"
	"handoff/wrapper"
)

// A given is a form in which photographs are handed to predict, where it is
// another than the contract's.
type given struct {
	form   schema.Form
	pixels string // of a tensor: uint8, or float32 from 0 to 1
}

func (g given) String() string { return formWords[g.form] }

// formOf says in which form a photograph is given, be it the contract's own.
func (s *subject) formOf(g given) string {
	if g == (given{}) {
		g.form = s.contract.Predict.Form
	}
	return g.String()
}

var formWords = map[schema.Form]string{schema.FormBytes: "bytes", schema.FormPIL: "a PIL.Image", schema.FormTensor: "a tensor"}

// formFacts is what py/forms.py tells: the forms in which the package says
// that predict takes a photograph.
type formFacts struct {
	Forms  []schema.Form `json:"forms"`
	Pixels string        `json:"pixels"` // of a tensor; "" where that is not said
	// Formats are those that it says it takes beside JPEG, as "PNG".
	Formats []string `json:"formats"`
}

func (f formFacts) documents(format string) bool { return slices.Contains(f.Formats, format) }

// readForms looks through what predict reaches for the forms it knows.
func readForms(ctx context.Context, host scripter, c *schema.Contract, src *source) (facts formFacts, err error) {
	if c.Image == nil {
		return facts, nil
	}
	modules := slices.DeleteFunc(slices.Clone(src.modules), func(m module) bool { return isTest(m.Name) })
	args := map[string]any{"modules": modules, "calls": []string{c.Predict.Call, c.Predict.Transform}}
	if err := run(ctx, host, args, &facts, "syntax", "resolve", "forms"); err != nil {
		return facts, fmt.Errorf("looking for the forms of a photograph: %w", err)
	}
	return facts, nil
}

// others are the forms beside the contract's that the package says it takes.
func (f formFacts) others(c *schema.Contract) []given {
	var found []given
	for _, form := range f.Forms {
		switch {
		case form == c.Predict.Form || form == schema.FormTensor && f.Pixels == "":
		case form == schema.FormTensor:
			found = append(found, given{form, f.Pixels})
		default:
			found = append(found, given{form: form})
		}
	}
	return found
}

// A formHost is the model loaded once more, with a contract of another form.
type formHost struct {
	*wrapper.Host
	failed error // it does not load that way
}

// modelFor is the model that a call is made of: that of the call's process,
// or the one there is, or, for another form, one in a further host, which is
// kept. Its error may be a [notRun].
func (s *subject) modelFor(ctx context.Context, c *call) (wrapper.Model, error) {
	on := c.sample
	switch {
	case c.in != nil:
		return c.in.host, nil
	case on.given == (given{}):
		return s.model, nil
	}
	kept, ok := s.forms[on.given]
	if !ok {
		var err error
		if kept, err = s.loadedFor(ctx, on.given); err != nil {
			return nil, err
		}
		if s.forms == nil {
			s.forms = map[given]formHost{}
		}
		s.forms[on.given] = kept
	}
	if kept.failed != nil {
		return nil, notRun(fmt.Sprintf("the model does not load to take %s: %s", on.given, oneLine(kept.failed.Error())))
	}
	return kept, nil
}

func (s *subject) loadedFor(ctx context.Context, g given) (formHost, error) {
	how, err := s.inForm(g)
	if err != nil {
		return formHost{}, err
	}
	host, failed, err := s.another(ctx, how)
	return formHost{host, failed}, err
}

// inForm loads the model with a contract of another form.
func (s *subject) inForm(g given) (reloading, error) {
	contract, err := inForm(s.contract, g)
	return reloading{name: "to take " + g.String(), change: func(_ *wrapper.Config, spec *wrapper.Spec) { spec.Contract = contract }}, err
}

// inForm is the contract with another form, as its text, since a contract
// travels as one.
func inForm(c *schema.Contract, g given) (*schema.Contract, error) {
	var document struct {
		Predict map[string]any `toml:"predict"`
		Image   map[string]any `toml:"image"`
	}
	whole := map[string]any{}
	if err := errors.Join(toml.Unmarshal(c.Text, &document), toml.Unmarshal(c.Text, &whole)); err != nil {
		return nil, err
	}
	document.Predict["form"] = string(g.form)
	for _, key := range []string{"layout", "dtype", "scale"} {
		delete(document.Image, key)
	}
	if g.form == schema.FormTensor {
		document.Image["dtype"] = g.pixels
		if g.pixels == "float32" {
			document.Image["scale"] = "0-1"
		}
	}
	whole["predict"], whole["image"] = document.Predict, document.Image
	text, err := toml.Marshal(whole)
	if err != nil {
		return nil, err
	}
	return schema.Parse(c.Path, text)
}

// probeForms finds the forms, beside the contract's, that the package says
// it takes and that are answered.
func (s *subject) probeForms(ctx context.Context) error {
	for _, g := range s.known.others(s.contract) {
		c, err := s.givenAs(ctx, g)
		if err != nil {
			return err
		}
		if c != nil && c.err == nil {
			s.taken = append(s.taken, g)
		}
	}
	return nil
}

// givenAs makes a call with one made photograph in a form; nil where the model
// does not even load for it.
func (s *subject) givenAs(ctx context.Context, g given) (*call, error) {
	if err := s.limits.reached(s.model); err != nil {
		return nil, err
	}
	made, err := s.made(nil)
	if err != nil {
		return nil, err
	}
	defer made.release()
	one := made.slice(0, 1)
	one.given = g
	c, err := s.provoke(ctx, "a call with a photograph given as "+s.formOf(g), one)
	var reason notRun
	if errors.As(err, &reason) {
		return nil, nil
	}
	return c, err
}
