package check

import (
	"context"
	"slices"
	"strings"

	"handoff/wrapper"
)

// A conflict is a set of pins that cannot be met together, though without any
// one of them the others can.
type conflict struct {
	pins []pin
	*wrapper.Refusal
}

// askTogether looks for conflicts among the requirements that can each be met,
// and the constraints.
func (s *subject) askTogether(ctx context.Context, resolver *wrapper.Resolver, suspects []wrapper.Requirement) error {
	pins, err := s.constraints()
	if err != nil {
		return err
	}
	for _, r := range suspects {
		pins = append(pins, pin{text: r.Text})
	}
	for _, p := range s.pinned.refused { // the cause of what a lock says of the same
		pins = slices.DeleteFunc(pins, func(other pin) bool { return other.name() == p.name() })
	}
	for {
		core, refused, err := smallestConflict(ctx, resolver, pins)
		if err != nil || refused == nil {
			return err
		}
		gone, err := s.pinned.blame(ctx, resolver, core, refused)
		if err != nil {
			return err
		}
		pins = without(pins, gone)
	}
}

// blame notes a conflict, or the one constraint that nothing meets at all. It
// gives the pin without which this one is gone, so that the next shows.
func (facts *pinFacts) blame(ctx context.Context, resolver *wrapper.Resolver, core []pin, refused *wrapper.Refusal) (pin, error) {
	for _, p := range core {
		if p.file == "" {
			continue
		}
		if met, err := facts.askAlone(ctx, resolver, p); err != nil || !met {
			return p, err
		}
	}
	if len(core) > 1 {
		facts.conflicts = append(facts.conflicts, conflict{core, refused})
	}
	return core[0], nil
}

func (s *subject) constraints() ([]pin, error) {
	if isWheel(s.project) {
		return nil, nil
	}
	var pins []pin
	file, lines, err := wrapper.Constraints(s.project)
	for _, line := range lines {
		pins = append(pins, pin{line, file})
	}
	return pins, err
}

// smallestConflict takes pins away, those first that the resolver does not
// name, as long as those that are left cannot be met.
func smallestConflict(ctx context.Context, resolver *wrapper.Resolver, pins []pin) ([]pin, *wrapper.Refusal, error) {
	_, refused, err := resolve(ctx, resolver, question(pins))
	if refused == nil || err != nil {
		return nil, nil, err
	}
	named := slices.DeleteFunc(slices.Clone(pins), func(p pin) bool { return !strings.Contains(strings.ToLower(refused.Said), p.name()) })
	pins, refused, err = orFewer(ctx, resolver, pins, refused, named)
	for _, p := range pins {
		if err == nil {
			pins, refused, err = orFewer(ctx, resolver, pins, refused, without(pins, p))
		}
	}
	return pins, refused, err
}

// orFewer gives fewer pins where those cannot be met either.
func orFewer(ctx context.Context, resolver *wrapper.Resolver, pins []pin, refused *wrapper.Refusal, fewer []pin) ([]pin, *wrapper.Refusal, error) {
	if len(fewer) == 0 || len(fewer) == len(pins) {
		return pins, refused, nil
	}
	_, still, err := resolve(ctx, resolver, question(fewer))
	if err != nil || still == nil {
		return pins, refused, err
	}
	return fewer, still, nil
}

func without(pins []pin, gone pin) []pin {
	return slices.DeleteFunc(slices.Clone(pins), func(p pin) bool { return p == gone })
}

func question(pins []pin) wrapper.Question {
	var q wrapper.Question
	for _, p := range pins {
		if p.file == "" {
			q.Requirements = append(q.Requirements, p.text)
		} else {
			q.Constraints = append(q.Constraints, p.text)
		}
	}
	return q
}
