package epic

import (
	"fmt"
	"slices"
	"time"
)

// Options are what a column's declaration says of its raw values.
type Options struct {
	Decode []string // decoders, applied in order
	// Want is the kind that the column's dtype needs: text that is left after
	// the decoders is read as that kind, and a Day and a time become one
	// another where nothing is lost. Int and Float both accept any number, and
	// with Text everything stays as it is.
	Want Kind
	// Missing lists raw texts that stand for a missing value. Unless Want is
	// Text, blank text is missing too and tokens are compared without the
	// white space around a value.
	Missing     []string
	True, False []string // of flags; nil for the decoder's own
	NullIs      *bool    // what a missing flag is taken for
	// Zone is the IANA zone of the clock that wall times were read from. A
	// Wall time becomes an Instant by it; "" leaves it a Wall time.
	Zone       string
	Comparator string // "reject" (or ""), or "drop": what becomes of the < of "<0.01"
	Unit       string
}

// A step takes a value that is not Missing to the next one.
type step func(Value) (Value, error)

// A Pipeline decodes the values of one column. It may be used from several
// goroutines at once.
type Pipeline struct {
	options Options
	steps   []step
	zone    *time.Location // nil without a zone
}

// Compile makes a column's pipeline. An error is one of the declaration.
func Compile(o Options) (*Pipeline, error) {
	p := &Pipeline{options: o}
	for _, name := range o.Decode {
		i := find(name)
		if i < 0 {
			return nil, fmt.Errorf("unknown decoder %q: expected one of %q", name, Names())
		}
		p.steps = append(p.steps, decoders[i].build(o))
	}
	if s := reader(o); s != nil {
		p.steps = append(p.steps, s)
	}
	return p, p.loadZone()
}

func (p *Pipeline) loadZone() (err error) {
	if p.options.Zone == "" {
		return nil
	}
	if p.zone, err = time.LoadLocation(p.options.Zone); err != nil {
		return fmt.Errorf("zone %q: expected an IANA name such as America/Chicago: %w", p.options.Zone, err)
	}
	return nil
}

// Decode takes a raw value to the column's kind. The result is Missing where
// the raw value is; an error is an *[Error]. It does not allocate for values
// that decode to anything but a new text.
func (p *Pipeline) Decode(v Value) (Value, error) {
	v, err := p.run(v)
	if err != nil {
		return Value{}, err
	}
	if v.Kind == Missing && p.options.NullIs != nil {
		return OfBool(*p.options.NullIs), nil
	}
	if v.Kind == Wall && p.zone != nil {
		return instant(v.Int, p.zone)
	}
	return v, nil
}

func (p *Pipeline) run(v Value) (Value, error) {
	if v = p.settle(v); v.Kind == Missing {
		return v, nil
	}
	for _, s := range p.steps {
		var err error
		if v, err = s(v); err != nil || v.Kind == Missing {
			return v, err
		}
	}
	if len(p.options.Decode) > 0 {
		v = p.settle(v) // a decoder may have uncovered a token, as trim does
	}
	return v, nil
}

// settle turns the column's missing tokens, and blank text where that has no
// other meaning, into Missing.
func (p *Pipeline) settle(v Value) Value {
	if v.Kind != Text {
		return v
	}
	if p.options.Want != Text {
		if v.Text = trimSpace(v.Text); v.Text == "" {
			return Value{}
		}
	}
	if len(p.options.Missing) > 0 && slices.Contains(p.options.Missing, v.Text) {
		return Value{}
	}
	return v
}

// reader is the step that a dtype itself asks for, nil for text.
func reader(o Options) step {
	switch o.Want {
	case Int, Float, Uint:
		return numberReader
	case Bool:
		return flagReader(o)
	case Day:
		return readDay
	case Wall, Instant:
		return readTime
	case Span:
		return onText(readSpan)
	}
	return nil
}

// plain builds a decoder that no option concerns.
func plain(s step) func(Options) step { return func(Options) step { return s } }

// onText reads texts and leaves values that have a type as they are.
func onText(s step) step {
	return func(v Value) (Value, error) {
		if v.Kind != Text {
			return v, nil
		}
		return s(v)
	}
}

// trimSpace is strings.TrimSpace for the common case of nothing to trim.
func trimSpace(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	return trimmed(s)
}
