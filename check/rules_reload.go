package check

import (
	"context"
	"fmt"

	"handoff/wrapper"
)

// loadNotDeterministic finds a load that gives another model each time.
//
// Why: after the platform's next start the same patient has another score.
//
// Example: a layer that is initialised at random after the weights were loaded.
//
// Instead: load every weight from the file, strictly.
func loadNotDeterministic(ctx context.Context, s *subject) ([]Finding, error) {
	if s.answered() == nil {
		return nil, notRun("the documented call gave no result to compare with")
	}
	if err := s.steady(); err != nil {
		return nil, err
	}
	if s.others.alike {
		return nil, nil // a load of its own, with other random numbers, scored the same
	}
	t, err := s.loadedTwice(ctx)
	if t == nil || err != nil {
		return nil, err
	}
	f := s.evidenced(t, Finding{Message: "two loads give models that score differently", Column: t.diff.output,
		Declared: "the same model from the same files", Fix: "load every weight from the file, and initialise none after"})
	f.trial, f.NoRepro = nil, "each call takes a load of its own"
	s.shrunk.calls = append(s.shrunk.calls, t.calls...) // to be released with others at the end
	return []Finding{f}, nil
}

// loadedTwice is the trial of two loads that give models which score
// differently, with other random numbers at each and all else alike.
func (s *subject) loadedTwice(ctx context.Context) (*trial, error) {
	first, err := s.scoredWith(ctx, 1)
	if first == nil || err != nil {
		return nil, err
	}
	if s.agree(s.answered(), first) {
		first.release()
		return nil, nil // which had other random numbers, and other hashes of str
	}
	second, err := s.scoredWith(ctx, 2)
	if second == nil || err != nil {
		first.release()
		return nil, err
	}
	t := s.apartBy(first, second, nil)
	if t == nil {
		first.release()
		second.release()
	}
	return t, nil
}

// scoredWith is the documented call on a model that was loaded in a process
// of its own, with the random number generators seeded; nil where it does not load.
func (s *subject) scoredWith(ctx context.Context, seed uint32) (*call, error) {
	hashes := uint32(1)
	host, failed, err := s.another(ctx, reloading{change: func(c *wrapper.Config, spec *wrapper.Spec) {
		c.HashSeed = &hashes
		spec.Observe, spec.Seed = true, &seed
	}})
	if err != nil {
		return nil, err
	}
	defer host.Close()
	if failed != nil {
		return nil, notRun("it loads once and not again: " + oneLine(failed.Error()))
	}
	return s.on(ctx, host, fmt.Sprintf("the documented call after a load of its own, random numbers seeded with %d", seed), s.start().copy())
}
