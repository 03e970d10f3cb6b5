package score

import (
	"context"

	"handoff/schema"
)

// maxTogether is how many parts of a call are found to fail although nothing in
// them does by itself, before the search ends. It is then not single records
// that the call fails on, and each further one would cost calls, or ends of the
// model's process, to find that the call is rejected whole.
const maxTogether = 4

// A search finds the spans of a call that failed on which predict fails by
// themselves, by halving. It takes for granted that what fails alone fails in
// company: nothing is sought in a part that is answered. One span costs about
// as many calls as the call can be halved.
//
// An answer to a part says nothing of the whole call: a predict that drops the
// second of two equal records, or scales by all that it is given, answers a
// half otherwise than the whole. So answers are thrown away, unless each row is
// a call of its own anyway.
type search struct {
	*caller
	batch    ready
	spans    []span   // of the call
	done     []answer // one for each span that fails alone; of other parts where each row is a call
	together int      // parts that fail of which nothing does alone
}

// takeApart gives what becomes of a call that failed. The spans that fail alone
// do; the rest is one more call, whose result alone is taken.
func (c *caller) takeApart(ctx context.Context, b ready, failed answer) ([]answer, error) {
	s := &search{caller: c, batch: b, spans: failed.spans}
	if _, err := s.halve(ctx, 0, len(s.spans)); err != nil || c.each {
		return s.done, err
	}
	why := &callError{err: failed.err, each: c.unit()}
	rest := answer{spans: s.rest()}
	switch {
	case len(rest.spans) == 0:
		return s.done, nil
	case len(s.done) > 0:
		var err error
		if rest, err = c.surely(ctx, b, rest.spans); err != nil {
			return s.done, err
		}
		why.err, why.again = rest.err, true
		if rest.err == nil {
			return append(s.done, rest), nil
		}
	}
	rest.err = why
	return append(s.done, rest), nil
}

// halve searches the spans from one to before the end, of which it is known or
// to be thought that predict fails on them, and tells whether it found a part
// that does. Where it does not on the first half, it is to be thought to do so on
// the second.
func (s *search) halve(ctx context.Context, from, end int) (found bool, err error) {
	middle := from + (end-from)/2
	found, err = s.ask(ctx, from, middle)
	switch {
	case err != nil:
		return false, err
	case !found && end-middle > 1:
		return s.halve(ctx, middle, end)
	}
	second, err := s.ask(ctx, middle, end)
	return found || second, err
}

// ask calls on a part, searches it where predict fails, and tells whether it
// does.
func (s *search) ask(ctx context.Context, from, end int) (fails bool, err error) {
	if s.together >= maxTogether && !s.each {
		return false, nil
	}
	call := s.once
	if end-from == 1 {
		call = s.surely
	}
	a, err := call(ctx, s.batch, s.spans[from:end])
	switch {
	case err != nil:
		return false, err
	case a.err == nil:
		s.keep(a)
		return false, nil
	case end-from == 1:
		s.done = append(s.done, a)
		return true, nil
	}
	found, err := s.halve(ctx, from, end)
	if !found {
		s.together++
	}
	return true, err
}

func (s *search) keep(a answer) {
	if s.each {
		s.done = append(s.done, a)
		return
	}
	a.result.Release()
}

// rest are the spans that do not fail alone.
func (s *search) rest() (rest []span) {
	alone := s.done
	for _, of := range s.spans {
		if len(alone) > 0 && alone[0].spans[0] == of {
			alone = alone[1:]
			continue
		}
		rest = append(rest, of)
	}
	return rest
}

// unit is what a span is called.
func (c *caller) unit() string {
	if c.rows == schema.RowsOne {
		return "record"
	}
	return "key"
}
