package check

import "context"

// notDeterministic finds a predict that gives different results for two calls
// alike.
//
// Why: a patient's score must not depend on when it was asked for.
//
// Example: missing values are drawn at random; dropout is live.
//
// Instead: model.eval(), and fixed values for what is missing.
func notDeterministic(ctx context.Context, s *subject) ([]Finding, error) {
	t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
		var same [3]*call // of which the first has another one before it
		for i := range same {
			var err error
			if same[i], err = s.call(ctx, "a call with "+on.from, on.copy()); err != nil {
				return nil, err
			}
		}
		return s.apartBy(same[1], same[2], nil), nil
	})
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: "two calls alike give different results", Column: t.diff.output,
		Declared: "the same result for the same rows", Fix: "call model.eval(), and draw nothing at random"})}, nil
}
