package check

import (
	"context"
	"fmt"

	"handoff/schema"
)

// A trial is the calls that show a fault, in the order they were made, and
// what about them shows it.
type trial struct {
	calls []*call
	shows relation
	// pairs says which row of the first call's result each row of the last
	// one's is held against; nil where they have the same positions.
	pairs []int64
	// key is what stays the same while the sample shrinks: an exception with
	// its place, an output's name. Another key is another fault.
	key string
	// diff is how far two results are apart, where that is what is shown.
	diff *difference
	// reason is the promise that an output breaks, where that is what is shown.
	reason schema.Reason
	// refusable says that the last call may as well raise.
	refusable bool
	// on is the sample that again was asked with, by which a smaller one that
	// shows the same can be found. Both are nil where that cannot be asked.
	on    *sample
	again probe
	// of is the sample that shrinking began with, and rows are those of its
	// rows that were left; nil where nothing was tried.
	of   *sample
	rows []int64
}

// A relation is how the calls of a trial show a fault.
type relation string

const (
	raises    relation = "raises"    // the last call raises
	differs   relation = "differs"   // the first and the last call's results differ
	varies    relation = "varies"    // they are of different kinds
	same      relation = "same"      // they do not differ, though they should
	answers   relation = "answers"   // the last call answers, though it should refuse
	spoils    relation = "spoils"    // the last call's result is missing or infinite
	breaks    relation = "breaks"    // an output of the last call's is not as declared
	miscounts relation = "miscounts" // the last call gives another number of results than rows
	tracks    relation = "tracks"    // the last call's result carries its graph
	ends      relation = "ends"      // the last call ends the process, or gives no answer
)

// last is the call that shows the fault.
func (t *trial) last() *call { return t.calls[len(t.calls)-1] }

// shown are the calls that take part in what is shown: all whose results are
// compared, or the last alone.
func (t *trial) shown() []*call {
	if t.shows == differs || t.shows == same || t.shows == varies {
		return t.calls
	}
	return t.calls[len(t.calls)-1:]
}

// output is the output that the trial is about, "" where it is about none.
func (t *trial) output() string {
	if t.diff != nil {
		return t.diff.output
	}
	return t.key
}

// A probe asks the loaded model one question: it makes calls on variants of
// a sample and gives those that show the fault, or nil. It is asked again
// with ever smaller samples, and must tell from the sample alone.
type probe func(ctx context.Context, on *sample) (*trial, error)

// demonstrate asks a probe on each of the samples until one shows the fault.
func (s *subject) demonstrate(ctx context.Context, p probe) (*trial, error) {
	return s.demonstrateOn(ctx, s.samples, p)
}

// demonstrateOn is demonstrate on some samples.
func (s *subject) demonstrateOn(ctx context.Context, samples []*sample, p probe) (*trial, error) {
	if len(samples) == 0 {
		return nil, notRun("no call was answered that probes could begin with")
	}
	for _, on := range samples {
		t, err := p(ctx, on)
		if err != nil {
			return nil, err
		}
		if t != nil {
			t.on, t.again = on, p
			return t, nil
		}
	}
	return nil, nil
}

// raisedBy is the trial of a call that raised, nil of one that did not.
func raisedBy(c *call) *trial {
	raised := c.raised()
	if raised == nil {
		return nil
	}
	key := raised.Type
	if at := raised.Author(); at != nil {
		key = fmt.Sprintf("%s at %s:%d", raised.Type, at.File, at.Line)
	}
	return &trial{calls: []*call{c}, shows: raises, key: key}
}

// apartBy is the trial of two calls whose results differ: where pairs says
// so, row i of b's against row pairs[i] of a's. It is nil where they agree or
// one of the calls gave none.
func (s *subject) apartBy(a, b *call, pairs []int64) *trial {
	d := s.compareResults(a, b, pairs)
	if d == nil {
		return nil
	}
	return &trial{calls: []*call{a, b}, shows: differs, pairs: pairs, key: d.output, diff: d}
}

// evidenced places a trial's evidence in a finding.
func (s *subject) evidenced(t *trial, f Finding) Finding {
	f.trial = t
	c := t.last()
	if raised := c.raised(); raised != nil {
		at := s.fromException(raised)
		f.File, f.Line, f.Seen, f.Evidence = at.File, at.Line, at.Seen, at.Evidence
	}
	if refused := c.refused(); refused != nil {
		f.Seen = fmt.Sprintf("%s where %s was declared", refused.Got, refused.Declared)
	}
	if t.diff != nil {
		f.Rows = t.diff.rows
		f.Seen = fmt.Sprintf("output %q: %s, compared within rtol %g, atol %g", t.diff.output, s.differs(*t.diff), s.tolerance().RTol, s.tolerance().ATol)
	}
	if f.Evidence == "" && c.result != nil {
		f.Evidence = "rows of " + c.sample.from + "\n" + returned(c.result.Seen)
	}
	return f
}
