package check

import (
	"fmt"
	"slices"
	"time"

	"handoff/schema"
)

// reproShows is what about the calls is wrong.
type reproShows struct {
	Shows     relation
	Refusable bool // the last call may as well raise
	Exits     bool // it raises SystemExit
	Answered  int  // the child's exit code where the call came back
	Seconds   int  // that the child may take

	Expected    int64 // results
	Output      string
	FirstValues reproValues
	LastValues  reproValues
	Nested      bool
	Pairs       string
	RTol, ATol  string

	Reason    string // range, level, type or finite
	Low, High string
	Levels    string
	Type      string
}

// IsPair tells whether two calls' results are compared.
func (r reproShows) IsPair() bool { return r.Shows == differs || r.Shows == same }

// reproDeadline is how long a call that gives no answer is waited for where
// handoff itself saw the process end.
const reproDeadline = time.Minute

func (s *subject) reproShows(r *repro, t *trial) error {
	last := t.last()
	r.Shows, r.Output, r.Refusable = t.shows, t.output(), t.refusable
	switch t.shows {
	case raises:
		r.Exits = last.raised() != nil && isExit(last.raised())
	case ends:
		r.Answered, r.Seconds = 42, int(reproDeadline.Seconds())
		if ended := last.end(); ended != nil && ended.Deadline > 0 {
			r.Seconds = int(ended.Deadline.Seconds())
		}
	case miscounts:
		return s.reproCount(r, last)
	case differs, same:
		return s.reproPair(r, t)
	case breaks, spoils:
		return s.reproBreak(r, t)
	case varies:
		return noRepro("what is wrong is the kind of the result")
	}
	return nil
}

// reproCount counts what the whole result holds.
func (s *subject) reproCount(r *repro, last *call) error {
	refused := last.refused()
	if refused == nil || refused.Seen.Rows < 0 || refused.Seen.Rows == last.sample.record.NumRows() {
		return noRepro("the results are not to be counted in what predict returned")
	}
	r.Expected = last.sample.record.NumRows()
	return nil
}

func (s *subject) reproPair(r *repro, t *trial) (err error) {
	if r.FirstValues, err = s.reproValues(r.Calls[0].Result, t.calls[0], r.Output); err != nil {
		return err
	}
	if r.LastValues, err = s.reproValues(r.Last().Result, t.last(), r.Output); err != nil {
		return err
	}
	if t.pairs != nil {
		r.Pairs = "[" + list(t.pairs, func(row int64) string { return fmt.Sprint(row) }) + "]"
	}
	within := s.tolerance()
	r.RTol, r.ATol = floating(within.RTol, 64), floating(within.ATol, 64)
	kind := s.output(r.Output).DType.Kind
	r.Nested = kind == schema.JSON || kind == schema.List
	return nil
}

// reproBreak holds an output to the promise that it breaks.
func (s *subject) reproBreak(r *repro, t *trial) (err error) {
	switch t.reason {
	case schema.ReasonDType:
		return noRepro("what is wrong is the type of the result")
	case schema.ReasonPlaceholder, schema.ReasonContributions:
		return noRepro("what is wrong is what the site or the contract makes of the result")
	}
	if r.LastValues, err = s.reproValues(r.Last().Result, t.last(), r.Output); err != nil {
		return err
	}
	o := s.output(r.Output)
	switch t.reason {
	case schema.ReasonRange:
		r.Reason, r.Low, r.High = "range", boundLiteral(o.Range[0]), boundLiteral(o.Range[1])
		if o.Range[0].Time != "" {
			return noRepro("the range is of times")
		}
	case schema.ReasonLevel:
		r.Reason, r.Levels = "level", list(o.Levels, levelLiteral)
	default:
		r.Reason = "finite"
	}
	return nil
}

func (s *subject) output(name string) schema.Output {
	at := slices.IndexFunc(s.contract.Outputs, func(o schema.Output) bool { return o.Name == name })
	if at < 0 {
		return schema.Output{}
	}
	return s.contract.Outputs[at]
}

func boundLiteral(b schema.Bound) string { return floating(b.Number, 64) }

func levelLiteral(l schema.Level) string {
	if l.IsInt {
		return l.String()
	}
	return quoted(l.String())
}
