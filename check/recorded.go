package check

import (
	"context"
	"slices"

	"handoff/schema"
)

// recorded is the trial of a call that was made for any rule to look at. tell
// says what it shows, or nil; whether a smaller sample shows the same is
// found out by making the call again with that.
func (s *subject) recorded(c *call, tell func(*call) *trial) *trial {
	t := tell(c)
	if t == nil {
		return nil
	}
	t.on, t.again = c.asked, func(ctx context.Context, on *sample) (*trial, error) {
		again, err := s.make(ctx, &call{what: c.what, off: c.off, sample: on.copy()})
		if err != nil {
			return nil, err
		}
		return tell(again), nil
	}
	return t
}

// endedBy is the trial of a call that ended its process, or gave no answer.
func endedBy(c *call) *trial {
	end := c.end()
	if end == nil {
		return nil
	}
	key := end.Signal
	if end.Deadline > 0 {
		key = "no answer"
	}
	return &trial{calls: []*call{c}, shows: ends, key: key}
}

// miscountedBy is the trial of a call that gave another number of results
// than it was given rows.
func miscountedBy(c *call) *trial {
	refused := c.refused()
	if refused == nil || refused.Reason != string(schema.ReasonRows) {
		return nil
	}
	return &trial{calls: []*call{c}, shows: miscounts}
}

// carriedBy is the trial of a call whose result carries its graph.
func carriedBy(c *call) *trial {
	if c.result == nil || !c.result.Seen.RequiresGrad {
		return nil
	}
	return &trial{calls: []*call{c}, shows: tracks}
}

// refusedBy is the trial of a call whose result is not as declared.
func refusedBy(c *call) *trial {
	refused := c.refused()
	if refused == nil {
		return nil
	}
	return &trial{calls: []*call{c}, shows: breaks, key: refused.Output, reason: schema.Reason(refused.Reason)}
}

// brokenBy is the trial of a call in which an output breaks a promise.
func brokenBy(output string, reason schema.Reason) func(*call) *trial {
	return func(c *call) *trial {
		if !slices.ContainsFunc(c.violations, func(v schema.Violation) bool { return v.Column == output && v.Reason == reason }) {
			return nil
		}
		return &trial{calls: []*call{c}, shows: breaks, key: output, reason: reason}
	}
}
