package epic

import "slices"

// Why a value is missing is its Int: 0 for NULL and for blank text, from 1 the
// number of the column's token, and below 0 one of these.
const (
	unreadable int64 = -1 - iota
	unknownCode
	fillerDate
	keyBelow1
	zoneChange
	comparator
	noneText
)

var whyMissing = map[int64]string{
	0: "null", unreadable: "(unreadable)", unknownCode: "(unknown code)", fillerDate: "(filler date)",
	keyBelow1: "(key below 1)", zoneChange: "(hour that the zone skips or repeats)", comparator: "(comparator)", noneText: "(None or NaN)",
}

// UnknownLevel is the missing value that stands for a level nobody declared,
// for whoever knows the levels.
func UnknownLevel() Value { return missingFor(unknownCode) }

func missingFor(why int64) Value { return Value{Int: why} }

// Why says why a value that [Pipeline.Decode] gave is missing: a token of the
// column, "null" for NULL and for blank text, or a reason in brackets. None of
// these is a value of a patient.
func (p *Pipeline) Why(missing Value) string {
	if i := missing.Int; i > 0 && i <= int64(len(p.tokens)) {
		return p.tokens[i-1]
	}
	return whyMissing[missing.Int]
}

// caboodleTokens are the texts that stand beside NULL in Caboodle.
var caboodleTokens = []string{"*Unspecified", "*Unknown", "*Not Applicable", "*Deleted"}

// tokensOf are the texts that mean missing: those of the column and those of
// its decoders and its site, unless the column knows them as values.
func tokensOf(o Options) []string {
	tokens := slices.Clone(o.Missing)
	further := o.SiteMissing
	if slices.Contains(o.Decode, "caboodle_key") || slices.Contains(o.Decode, "caboodle_text") {
		further = append(slices.Clone(further), caboodleTokens...)
	}
	for _, token := range further {
		if !slices.Contains(o.Levels, token) && !slices.Contains(o.True, token) && !slices.Contains(o.False, token) && !slices.Contains(tokens, token) {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// numbersOf are the tokens that are numbers, as a typed file holds them; what
// is none is Missing. It is nil where there is none.
func numbersOf(tokens []string) (numbers []Value) {
	for i, token := range tokens {
		if v, ok := ParseNumber(token); ok {
			if numbers == nil {
				numbers = make([]Value, len(tokens))
			}
			numbers[i] = v
		}
	}
	return numbers
}

// settle turns the column's missing tokens, and blank text where that has no
// other meaning, into Missing.
func (p *Pipeline) settle(v Value) Value {
	switch v.Kind {
	case Text:
		return p.settleText(v)
	case Int, Uint, Float:
		for i, n := range p.numbers {
			if n.Kind != Missing && same(n, v) {
				return missingFor(int64(i) + 1)
			}
		}
	}
	return v
}

func (p *Pipeline) settleText(v Value) Value {
	if p.options.Want != Text {
		if v.Text = trimSpace(v.Text); v.Text == "" {
			return Value{}
		}
	}
	if i := slices.Index(p.tokens, v.Text); i >= 0 {
		return missingFor(int64(i) + 1)
	}
	return v
}

// same tells whether two numbers are the same, whatever their kinds.
func same(a, b Value) bool {
	if a.Kind == b.Kind && a.Kind != Float {
		return a.Int == b.Int
	}
	x, _ := a.AsFloat()
	y, _ := b.AsFloat()
	return x == y && a.Kind != Uint && b.Kind != Uint
}

// A Tally counts a column's missing values by why they are missing.
type Tally struct {
	pipeline *Pipeline
	counts   []int64 // the tokens' behind those of the reasons and of null
}

// NewTally makes a tally, which one goroutine at a time may use.
func (p *Pipeline) NewTally() *Tally {
	return &Tally{p, make([]int64, len(whyMissing)+len(p.tokens))}
}

// Add counts a missing value that the pipeline gave.
func (t *Tally) Add(missing Value) { t.counts[missing.Int+t.null()]++ }

// null is the index of what has no reason but that it is missing.
func (t *Tally) null() int64 { return int64(len(whyMissing) - 1) }

// Take gives the counts since it was last called, nil where there are none.
func (t *Tally) Take() (counts map[string]int64) {
	for i, n := range t.counts {
		if n > 0 && counts == nil {
			counts = map[string]int64{}
		}
		if n > 0 {
			counts[t.pipeline.Why(missingFor(int64(i)-t.null()))] += n
		}
	}
	clear(t.counts)
	return counts
}
