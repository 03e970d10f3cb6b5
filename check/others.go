package check

import "context"

// others are what was learned of the calls that come before one, and of
// further processes. Where neither changes a result, as in a sound model, it
// takes one further process to know it.
type others struct {
	leak      *trial // shows that results depend on the calls before
	unlike    bool   // two processes alike give different results, or one does not load
	elsewhere bool   // a process elsewhere does
	alike     bool   // no process elsewhere does: it was asked, on all samples
}

// probeBefore sees whether the calls before one change its result.
func (s *subject) probeBefore(ctx context.Context) (err error) {
	if s.unsteady || len(s.samples) == 0 {
		return nil
	}
	s.others.leak, err = s.demonstrate(ctx, s.afterOthers)
	return err
}

// elsewhere is a process in which all is otherwise that must make no difference.
func (s *subject) elsewhere() setting {
	return setting{seed: documentedSeed + 1, variables: s.abroad("TZ", "LANG", "LC_ALL"), random: 1}
}

// probeElsewhere calls in a process elsewhere. Where results are others
// there, further processes tell the causes apart.
func (s *subject) probeElsewhere(ctx context.Context) error {
	if len(s.samples) == 0 || s.steady() != nil {
		return nil
	}
	f, err := s.further(ctx, s.elsewhere())
	if err != nil {
		return err
	}
	t, err := f.apart(ctx)
	if s.others.alike = t == nil && err == nil && f.failed == nil; s.others.alike && s.asks("safety/memory-grows", "safety/threads-grow") {
		s.endureIn(ctx, f.host)
		return nil
	}
	f.host.Close()
	if s.others.alike || err != nil {
		return err
	}
	s.others.elsewhere = true
	return s.toldApart(ctx)
}

// toldApart finds out why results are others elsewhere, where it is nothing
// that a rule looks for by itself.
func (s *subject) toldApart(ctx context.Context) error {
	t, failed, err := s.apart(ctx, setting{seed: documentedSeed})
	if s.others.unlike = failed != nil; t == nil || err != nil {
		return err
	}
	if s.others.unlike, err = s.loadsDiffer(ctx); err == nil && !s.others.unlike {
		s.others.leak = t
	}
	return err
}

// loadsDiffer tells whether two processes alike give different results for
// their first call.
func (s *subject) loadsDiffer(ctx context.Context) (bool, error) {
	var first [2]*call
	for i := range first {
		var err error
		if first[i], err = s.firstCall(ctx); err != nil {
			return false, err
		}
	}
	return first[0] == nil || first[1] == nil || !s.agree(first[0], first[1]), nil
}

// firstCall is the first call of a process like the documented one, or nil
// where the model does not load there.
func (s *subject) firstCall(ctx context.Context) (*call, error) {
	f, err := s.further(ctx, setting{seed: documentedSeed})
	if err != nil {
		return nil, err
	}
	defer f.host.Close()
	if f.failed != nil {
		return nil, nil
	}
	return f.call(ctx, "a call", s.samples[0].copy())
}
