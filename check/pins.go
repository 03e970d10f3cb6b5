package check

import (
	"context"
	"errors"
	"slices"
	"strings"

	"handoff/wrapper"
)

// A pinFacts is what uv's resolver said of the named dependencies.
type pinFacts struct {
	refused   []refusedPin
	conflicts []conflict
	why       string // why it could not be asked, "" where it could
}

// A refusedPin is one that no wheel meets, whatever the others.
type refusedPin struct {
	pin
	*wrapper.Refusal
	newest string // version that there is a wheel of, "" where there is none
}

// A pin is a requirement, or a line of a constraints file.
type pin struct {
	text string
	file string // "" for a requirement
}

// pins asks the resolver, once a run. What is installed was found and agrees;
// then it is asked only of what may have been built here for want of a wheel.
func (s *subject) pins(ctx context.Context) (*pinFacts, error) {
	m, err := s.metadata()
	if err != nil || s.pinned != nil {
		return s.pinned, err
	}
	s.pinned = &pinFacts{}
	suspects := slices.DeleteFunc(m.applicable(), func(r wrapper.Requirement) bool { return r.URL != "" || s.installed != nil && !s.builtHere(r) })
	if len(suspects) == 0 {
		return s.pinned, nil
	}
	resolver, err := s.resolver(ctx)
	if err == nil {
		err = s.pinned.ask(ctx, resolver, suspects)
		if err == nil && s.installed == nil {
			err = s.askTogether(ctx, resolver, suspects)
		}
	}
	if err != nil {
		s.pinned.why = "the resolver cannot be asked: " + oneLine(err.Error())
	}
	return s.pinned, ctx.Err()
}

// builtHere tells whether an installed distribution may have been built from
// source: an index takes no wheel of the bare tag that a build gives.
func (s *subject) builtHere(r wrapper.Requirement) bool {
	return slices.ContainsFunc(s.installed.distributions, func(d wrapper.Distribution) bool {
		return wrapper.NormalName(d.Name) == wrapper.NormalName(r.Name) &&
			slices.ContainsFunc(d.Tags, func(tag string) bool { return strings.HasSuffix(tag, "-linux_x86_64") })
	})
}

// ask asks about each requirement by itself.
func (facts *pinFacts) ask(ctx context.Context, resolver *wrapper.Resolver, suspects []wrapper.Requirement) error {
	for _, r := range suspects {
		if _, err := facts.askAlone(ctx, resolver, pin{text: r.Text}); err != nil {
			return err
		}
	}
	return nil
}

// askAlone tells whether a wheel meets a pin, and notes where none does.
func (facts *pinFacts) askAlone(ctx context.Context, resolver *wrapper.Resolver, p pin) (bool, error) {
	_, refused, err := resolve(ctx, resolver, wrapper.Question{Requirements: []string{p.text}, Alone: true})
	if err != nil || refused == nil {
		return err == nil, err
	}
	newest, _, err := resolve(ctx, resolver, wrapper.Question{Requirements: []string{p.name()}, Alone: true})
	facts.refused = append(facts.refused, refusedPin{p, refused, newest[p.name()]})
	return false, err
}

// resolver is the one that all of a run's questions go to, found when the
// first is asked. The subject closes it.
func (s *subject) resolver(ctx context.Context) (*wrapper.Resolver, error) {
	if s.resolves == nil {
		found, err := wrapper.NewResolver(ctx)
		if err != nil {
			return nil, err
		}
		s.resolves = found
	}
	return s.resolves, nil
}

// resolve parts the answer that nothing meets a question from there being none.
func resolve(ctx context.Context, resolver *wrapper.Resolver, q wrapper.Question) (map[string]string, *wrapper.Refusal, error) {
	var refused *wrapper.Refusal
	versions, err := resolver.Resolve(ctx, q)
	if errors.As(err, &refused) {
		return nil, refused, nil
	}
	return versions, nil, err
}

func (p pin) name() string {
	r, _ := wrapper.ParseRequirement(p.text) // it was read before
	return wrapper.NormalName(r.Name)
}
