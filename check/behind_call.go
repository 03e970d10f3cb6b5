package check

import (
	"context"
	"errors"
	"slices"
)

// maxAround is how many failures of the documented call are worked round, one
// behind the other: a model that always finds another has been shown enough.
const maxAround = 12

// aroundCall looks for a call that is answered behind the documented one,
// which failed, and tells whether there is one.
func aroundCall(ctx context.Context, s *subject) (bool, error) {
	went, err := s.workedRound(ctx)
	if went || err != nil {
		return went, err
	}
	return s.stoodIn(ctx)
}

// workedRound makes the documented call again and again, each time with what
// it failed for worked round, until it is answered.
func (s *subject) workedRound(ctx context.Context) (bool, error) {
	failing := s.base
	for range maxAround {
		w, c, err := s.wayAround(ctx, failing)
		if c == nil || err != nil {
			return false, err
		}
		s.around, s.calls = append(slices.Clip(s.around), w), append(s.calls, c)
		if !c.failed() {
			s.onward = c
			return true, nil
		}
		failing = c
	}
	return false, nil
}

// start is the sample that further calls begin with: the documented one, or
// what was answered behind it.
func (s *subject) start() *sample {
	if c := s.answered(); c != nil {
		return c.asked
	}
	return s.base.asked
}

// answered is the documented call, or, where it failed, the one behind it
// that did not; nil where none was answered.
func (s *subject) answered() *call {
	for _, c := range []*call{s.base, s.onward} {
		if c != nil && c.err == nil {
			return c
		}
	}
	return nil
}

// wayAround finds what a failing call needs to get further, and the call made
// with that; no call where there is no way.
func (s *subject) wayAround(ctx context.Context, failing *call) (*workaround, *call, error) {
	raised := failing.raised()
	if raised == nil || isExit(raised) {
		return nil, nil, nil
	}
	if s.missesFile(raised) {
		if w, c, err := s.provided(ctx, failing); c != nil || err != nil {
			return w, c, err
		}
	}
	if name := s.absent(raised); name != "" && !failing.sample.record.Schema().HasField(name) {
		return s.supply(ctx, failing, name)
	}
	about, err := s.causeOf(ctx, failing)
	if err != nil {
		return nil, nil, err
	}
	var ways []*workaround
	for _, a := range about.nulls {
		ways = append(ways, filling(a.columns))
	}
	for _, a := range about.dtypes {
		if w := a.retyping(); w != nil {
			ways = append(ways, w)
		}
	}
	return s.firstAnswered(ctx, ways)
}

// provided is the call of a model that was loaded once more with what a
// failing call is for the want of, where that then fails no more as it did.
func (s *subject) provided(ctx context.Context, failing *call) (*workaround, *call, error) {
	inCheckout := s.checkout != nil
	w, err := s.provide(ctx, failing.raised())
	if w == nil || err != nil {
		return nil, nil, err
	}
	c, err := s.tried(ctx, w)
	if c == nil || err != nil {
		return nil, nil, err
	}
	if t := raisedBy(c); t == nil || t.key != raisedBy(failing).key {
		return w, c, nil
	}
	c.release()
	if inCheckout {
		return nil, nil, nil
	}
	return nil, nil, s.leaveCheckout(ctx)
}

// firstAnswered gives the first of some ways that leads to an answer.
func (s *subject) firstAnswered(ctx context.Context, ways []*workaround) (*workaround, *call, error) {
	for _, w := range ways {
		c, err := s.tried(ctx, w)
		if c == nil || err != nil || !c.failed() {
			return w, c, err
		}
		c.release()
	}
	return nil, nil, nil
}

// tried is the documented call with one more workaround, kept from what rules
// look at: if it does not help, what it shows is no fault of the model's. It
// is nil where no more calls are to be made.
func (s *subject) tried(ctx context.Context, w *workaround) (*call, error) {
	calls, around := s.calls, s.around
	defer func() { s.calls, s.around = calls, around }()
	s.around = append(slices.Clip(around), w)
	c, err := s.call(ctx, s.base.what, s.base.asked.copy())
	var reason notRun
	if errors.As(err, &reason) {
		return nil, nil
	}
	if err == nil {
		err = s.inPublic(ctx, c)
	}
	return c, err
}

func release(calls ...*call) {
	for _, c := range calls {
		if c != nil {
			c.release()
		}
	}
}
