package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handoff/schema"
	"handoff/wrapper"
)

// A call is one call of predict and what came of it.
type call struct {
	what       string        // e.g. "the documented call"
	missing    string        // the column made missing for it; everyColumn for all that may be
	unusual    bool          // its values are such as few records hold
	off        bool          // the contract does not admit it: what the model does with it breaks no promise to answer
	sample     *sample       // what predict was given
	asked      *sample       // what it was to be given, before anything was worked round
	around     []*workaround // in force when it was made
	behind     []*workaround // what of these it took
	parts      int           // the runs of rows it was made in, each a call of predict: see [wrapper.Call]
	threads    int           // of Python's that made them at once
	in         *further      // the process it was made in; nil for the documented one
	result     *wrapper.Result
	err        error // an *Exception, a *ResultError, a *HostError or an *InputError; nil where it answered
	violations []schema.Violation
}

const everyColumn = "*"

func (c *call) release() {
	c.result.Release()
	c.sample.release()
	c.asked.release()
}

// raised is the exception that the call ended with, or nil.
func (c *call) raised() *wrapper.Exception {
	var raised *wrapper.Exception
	errors.As(c.err, &raised)
	return raised
}

// refused is what kept the call's result from being read, or nil.
func (c *call) refused() *wrapper.ResultError {
	var refused *wrapper.ResultError
	errors.As(c.err, &refused)
	return refused
}

// returned describes what predict returned, also where it could not be read;
// nil where it returned nothing.
func (c *call) returned() *wrapper.Seen {
	if refused := c.refused(); refused != nil {
		return &refused.Seen
	}
	if c.result == nil {
		return nil
	}
	return &c.result.Seen
}

// unmade says which record cannot be made what predict takes, so that it was
// not called; nil where it was.
func (c *call) unmade() *wrapper.InputError {
	var unmade *wrapper.InputError
	errors.As(c.err, &unmade)
	return unmade
}

// call makes a call that the contract admits and keeps what came of it; the
// subject takes the sample. Its error is the harness's own, or a [notRun]
// where no more calls are to be made.
func (s *subject) call(ctx context.Context, what string, with *sample) (*call, error) {
	return s.make(ctx, &call{what: what, sample: with})
}

// provoke makes a call that the contract does not admit, to see what the
// model does with it.
func (s *subject) provoke(ctx context.Context, what string, with *sample) (*call, error) {
	return s.make(ctx, &call{what: what, sample: with, off: true})
}

func (s *subject) make(ctx context.Context, c *call) (*call, error) {
	if err := s.limits.reached(s.model); err != nil {
		return nil, err
	}
	model, err := s.modelFor(ctx, c)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	observe := c.threads == 0 // what calls at once do besides, those in turn do as well
	if err := s.predict(ctx, model, c, observe); err != nil {
		return nil, err
	}
	s.limits.spent(c, time.Since(began))
	if s.limits.starved { // by the calls before: this one is no worse than they
		return nil, s.limits.reached(model)
	}
	s.calls = append(s.calls, c)
	switch {
	case c.err != nil && !isModels(c.err):
		return nil, fmt.Errorf("%s: %w", c.what, c.err)
	case c.err == nil && !c.off:
		c.violations = s.contract.ValidateOutput(c.result.Outputs, s.expectedRows(c), s.opt.Profile)
	}
	return c, nil
}

// predict makes a call with what its sample becomes by what is worked round.
// Its error is that this could not be made; the model's own is the call's.
func (s *subject) predict(ctx context.Context, model wrapper.Model, c *call, observe bool) (err error) {
	c.asked, c.around = c.sample, s.around
	if c.sample, c.behind, err = s.sent(c.asked); err != nil {
		return fmt.Errorf("%s: %w", c.what, err)
	}
	c.result, c.err = model.Predict(ctx, wrapper.Call{Batch: c.sample.record, Index: c.sample.labels, Private: s.isPrivate(c.sample),
		Parts: c.parts, Threads: c.threads, Observe: observe})
	return nil
}

// admitted are the calls made so far that the contract admits.
func (s *subject) admitted() []*call {
	return slices.DeleteFunc(slices.Clone(s.calls), func(c *call) bool { return c.off })
}

// isModels tells the failures of the model and of its records from the
// harness's.
func isModels(err error) bool {
	var unmade *wrapper.InputError
	var raised *wrapper.Exception
	var refused *wrapper.ResultError
	var ended *wrapper.HostError
	return errors.As(err, &unmade) || errors.As(err, &raised) || errors.As(err, &refused) || errors.As(err, &ended) && ended.Phase != wrapper.PhaseStart
}

// expectedRows is how many results a call must have given. Where results are
// matched by key, the bridge has counted them.
func (s *subject) expectedRows(c *call) int64 {
	if s.contract.Predict.Rows == schema.RowsOne {
		return c.sample.record.NumRows()
	}
	return c.result.Outputs.NumRows()
}

// learnCall makes the documented call.
func learnCall(ctx context.Context, s *subject) (stop string, err error) {
	first, err := s.firstSample()
	if err != nil {
		return "", err
	}
	if err := s.document(ctx, first); err != nil {
		return "", err
	}
	if s.base.failed() {
		return "the documented call fails", s.inPublic(ctx, s.base)
	}
	return "", nil
}

// document makes the documented call with a sample. Where an example holds a
// record that cannot be given to predict, which is told of the example, rows
// made from the contract take its place.
func (s *subject) document(ctx context.Context, with *sample) (err error) {
	documented := s.call
	if !with.private {
		documented = func(ctx context.Context, what string, with *sample) (*call, error) {
			return s.callMade(ctx, what, with, nil)
		}
	}
	if s.base, err = documented(ctx, "the documented call", with); err != nil {
		return err
	}
	unmade := s.base.unmade()
	switch {
	case unmade == nil:
		return nil
	case !with.private || len(s.contract.Examples) == 0:
		return fmt.Errorf("%s: %s: %w", s.base.what, with.from, unmade)
	}
	made, err := s.made(nil)
	if err != nil {
		return err
	}
	return s.document(ctx, made)
}

// inPublic repeats a failed call with rows made from the contract where its
// own are private: if they fail at the same place, the exception can be told
// word by word.
func (s *subject) inPublic(ctx context.Context, failed *call) error {
	raised := failed.raised()
	if raised == nil || !s.isPrivate(failed.sample) {
		return nil
	}
	made, err := s.made(nil)
	if err != nil {
		return err
	}
	c, err := s.on(ctx, s.model, failed.what, made)
	if err != nil {
		return err
	}
	defer c.release()
	if other := c.raised(); other != nil && sameFault(raised, other) {
		failed.err = other
	}
	return nil
}

func sameFault(a, b *wrapper.Exception) bool {
	x, y := a.Author(), b.Author()
	return a.Type == b.Type && x != nil && y != nil && x.File == y.File && x.Line == y.Line
}

// isPrivate tells whether a sample's values are to be kept out of texts.
func (s *subject) isPrivate(with *sample) bool { return with.private && !s.opt.ShowValues }

// failed tells whether the call ended without any answer.
func (c *call) failed() bool { return c.raised() != nil || c.ended() }

// end is how the call took its host with it, or nil.
func (c *call) end() *wrapper.HostError {
	var end *wrapper.HostError
	errors.As(c.err, &end)
	return end
}

// ended tells whether the call took its host with it.
func (c *call) ended() bool { return c.end() != nil }
