package epic

import (
	"fmt"
	"slices"
	"strings"
)

// Options are what a column's declaration says of its raw values.
type Options struct {
	Decode []string // decoders, applied in order
	// Want is the kind that the column's dtype needs: text that is left after
	// the decoders is read as that kind, and a Day and a time become one
	// another where nothing is lost. Int and Float both accept any number, and
	// with Text everything stays as it is.
	Want Kind
	// Missing lists raw texts that stand for a missing value; where a text is
	// a number, a typed value of that number does too. Unless Want is Text,
	// blank text is missing as well and tokens are compared without the white
	// space around a value.
	Missing     []string
	SiteMissing []string // as Missing, but for what stands in Levels, True or False
	Levels      []string // values that the column knows
	True, False []string // of flags; nil for the decoder's own
	NullIs      *bool    // what a missing flag is taken for
	// Zone is the IANA zone of the clock that wall times were read from. A
	// Wall time becomes an Instant by it; "" leaves it a Wall time.
	Zone string
	// Ambiguous and Nonexistent say what becomes of a wall time that the
	// zone's clocks show twice or never: "reject" (or "") or "missing";
	// "earlier" or "later"; "shift_forward" or "shift_backward".
	Ambiguous, Nonexistent string
	Comparator             string // "reject" (or ""), "drop" or "missing": what becomes of "<0.01"
	Unreadable             string // "reject" (or "") or "missing": what becomes of what no decoder can read
	Unit                   string
	List                   List     // of the decoders of codes; nil where no profile gives it
	ListName               string   // for messages
	Unknown                string   // "reject" (or ""), "missing", or what a code or name becomes that the list does not have
	Fillers                []string // dates that mean none, for filler_dates
}

// A step takes a value that is not Missing to the next one.
type step func(Value) (Value, error)

// A Pipeline decodes the values of one column. It may be used from several
// goroutines at once.
type Pipeline struct {
	options Options
	tokens  []string
	numbers []Value // of the tokens
	steps   []step
	fillers map[int64]bool // days that mean none; nil where that is not asked
	clock   *clock         // nil without a zone
}

// Compile makes a column's pipeline. An error is one of the declaration, or of
// a profile that does not go with it.
func Compile(o Options) (*Pipeline, error) {
	p := &Pipeline{options: o, tokens: tokensOf(o)}
	p.numbers = numbersOf(p.tokens)
	for _, name := range o.Decode {
		i := find(name)
		if i < 0 {
			return nil, fmt.Errorf("unknown decoder %q: expected one of %q", name, Names())
		}
		s, err := decoders[i].build(o)
		if err != nil {
			return nil, err
		}
		p.steps = append(p.steps, s)
		if name == "filler_dates" {
			p.fillers, _ = fillerDays(o.Fillers)
		}
	}
	if s := reader(o); s != nil {
		p.steps = append(p.steps, s)
	}
	return p, p.loadZone()
}

func (p *Pipeline) loadZone() error {
	if p.options.Zone == "" {
		return nil
	}
	zone, err := LoadZone(p.options.Zone)
	p.clock = &clock{zone, p.options.Ambiguous, p.options.Nonexistent}
	return err
}

// IsPlain tells whether a raw number is always what it decodes to.
func (p *Pipeline) IsPlain() bool { return len(p.options.Decode) == 0 && p.numbers == nil }

// Tokens are the raw texts that stand for a missing value.
func (p *Pipeline) Tokens() []string { return p.tokens }

// Decode takes a raw value to the column's kind. The result is Missing where
// the raw value is; an error is an *[Error]. It does not allocate for values
// that decode to anything but a new text.
func (p *Pipeline) Decode(raw Value) (Value, error) {
	v, err := p.run(raw)
	switch {
	case err == nil:
	case p.options.Unreadable == "missing" && err != errCode && err != errName:
		return missingFor(unreadable), nil
	default:
		return Value{}, hinted(err, raw)
	}
	if v.Kind == Missing && v.Int >= 0 && p.options.NullIs != nil {
		return OfBool(*p.options.NullIs), nil
	}
	if v.Kind == Wall && p.clock != nil {
		return p.clock.instant(v.Int)
	}
	return v, nil
}

// nullWords are what other programs write for no value. They are no values of
// a patient, and are never taken for missing unless the contract says so.
var nullWords = []string{"NULL", "NaN", "NA", "N/A", "#N/A", "<NA>", "None", "nil", "NaT", `\N`, ".", "-"}

// NullWord gives a text that other programs write for no value as the list of
// such words has it, "" for every other text.
func NullWord(text string) string {
	if len(text) > 8 { // longer than any of them, with some space around
		return ""
	}
	word := trimSpace(text)
	if i := slices.IndexFunc(nullWords, func(n string) bool { return strings.EqualFold(n, word) }); i >= 0 {
		return nullWords[i]
	}
	return ""
}

// hinted says what to do where a text that cannot be read is such a word.
func hinted(err error, raw Value) error {
	e, ok := err.(*Error)
	if ok && NullWord(raw.Text) != "" {
		return &Error{e.Decoder, e.Expected + `; where this text stands for no value, list it in missing`}
	}
	return err
}

func (p *Pipeline) run(v Value) (Value, error) {
	if v = p.settle(v); v.Kind == Missing {
		return v, nil
	}
	for _, s := range p.steps {
		next, err := s(v)
		if err != nil && p.isFiller(v) {
			return missingFor(fillerDate), nil
		}
		if v = next; err != nil || v.Kind == Missing {
			return v, err
		}
	}
	if v.Kind == Text && len(p.options.Decode) > 0 {
		v = p.settleText(v) // a decoder may have uncovered a token, as trim does
	}
	return v, nil
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
func plain(s step) func(Options) (step, error) {
	return func(Options) (step, error) { return s, nil }
}

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
