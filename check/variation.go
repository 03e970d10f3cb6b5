package check

import (
	"context"
	"fmt"

	"handoff/schema"
)

// variation calls with a sample as it is and with a variant of it that the
// contract does not speak of, and gives the trial of their being apart. pairs
// is that of [subject.apartBy]. It takes the variant.
func (s *subject) variation(ctx context.Context, on *sample, what string, variant *sample, pairs []int64) (*trial, error) {
	plain, err := s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil || plain.err != nil {
		variant.release()
		return nil, err
	}
	other, err := s.provoke(ctx, what, variant)
	if err != nil {
		return nil, err
	}
	return s.otherwise(plain, other, pairs), nil
}

// otherwise is the trial of a call that ended otherwise than the plain one,
// which was answered: it raised, its result could not be read, or differs. A
// call that ended the process shows a fault of another kind.
func (s *subject) otherwise(plain, other *call, pairs []int64) *trial {
	if t := unreadable(other); t != nil {
		return t
	}
	return s.apartBy(plain, other, pairs)
}

// unreadable is the trial of a call that raised, or whose result is not what
// the outputs declare; nil of others.
func unreadable(c *call) *trial {
	refused := c.refused()
	switch {
	case refused == nil:
		return raisedBy(c)
	case refused.Reason == string(schema.ReasonRows):
		return &trial{calls: []*call{c}, shows: miscounts, key: refused.Output}
	}
	return &trial{calls: []*call{c}, shows: breaks, key: refused.Output, reason: schema.Reason(refused.Reason)}
}

// happens says what became of a trial's last call.
func (t *trial) happens(with string) string {
	switch t.shows {
	case raises:
		return fmt.Sprintf("a call raises %s %s", t.last().raised().Type, with)
	case miscounts:
		return "there are more or fewer results than rows " + with
	case breaks:
		return "the result is not as declared " + with
	}
	return "a row's result changes " + with
}

// differing is the output in which a trial's results differ, or "".
func (t *trial) differing() string {
	if t.diff == nil {
		return ""
	}
	return t.diff.output
}
