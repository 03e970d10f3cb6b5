package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handoff/wrapper"
)

// aroundInstall builds a second environment, in which distributions whose
// pins cannot be met come in the version that goes with the others, or where
// there is none are left out, and the wheel is taken whatever Pythons it says
// it is for. It tells whether that installs.
func aroundInstall(ctx context.Context, s *subject) (bool, error) {
	if s.installErr.Step == "build" {
		return false, nil
	}
	facts, err := s.pins(ctx)
	if err != nil {
		return false, err
	}
	if facts.why != "" {
		return false, notRun(facts.why)
	}
	relaxed, err := s.relaxed(ctx, facts)
	if err != nil {
		return false, err
	}
	excluded, _ := pythonExcluded(ctx, s)
	if s.anyPython = len(excluded) > 0; s.anyPython {
		relaxed = append(relaxed, relaxation{says: "the package was installed though requires-python does not admit Python 3.8"})
	}
	for _, r := range relaxed {
		if r.instead != "" {
			s.instead = append(s.instead, r.instead)
		}
	}
	if len(relaxed) == 0 {
		return false, nil
	}
	built, err := s.rebuilt(ctx)
	if built {
		for _, r := range relaxed {
			s.around = append(s.around, &workaround{says: r.says})
		}
	}
	return built, err
}

// rebuilt builds the environment that s.instead and s.extra ask for, and
// tells whether it could be done.
func (s *subject) rebuilt(ctx context.Context) (bool, error) {
	env, err := wrapper.BuildEnvironment(ctx, s.contract, wrapper.EnvOptions{Fresh: s.opt.Fresh, Instead: s.instead, Extra: s.extra, AnyPython: s.anyPython,
		Progress: func(step string) { s.progress(PhaseInstall, step) }})
	var refused *wrapper.InstallError
	if errors.As(err, &refused) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if s.env != nil {
		s.env.Close()
	}
	s.env = env
	s.installed, err = readInstalled(env)
	return err == nil, err
}

// A relaxation is what is done about a requirement that cannot be met, and
// what is installed in its place, "" for nothing.
type relaxation struct{ instead, says string }

// relaxed are the relaxations that let the wheel install; none where it is
// not for the pins that it does not.
func (s *subject) relaxed(ctx context.Context, facts *pinFacts) ([]relaxation, error) {
	gone, left := facts.gone()
	if len(gone)+len(left) == 0 {
		return nil, nil
	}
	versions, err := s.versionsWithout(ctx, gone, left)
	if versions == nil || err != nil {
		return nil, err
	}
	var all []relaxation
	for _, p := range left {
		all = append(all, relaxation{p.name() + ` ; python_version < "3"`, p.text + " was left out"})
	}
	for i, p := range gone {
		version := versions[p.name()]
		if told := slices.ContainsFunc(gone[:i], func(other pin) bool { return other.name() == p.name() }); !told && version != "" {
			all = append(all, relaxation{p.name() + "==" + version, fmt.Sprintf("%s %s was installed in place of %s", p.name(), version, p)})
		}
	}
	return all, nil
}

// gone are the pins without which the others can be met, requirements first,
// and left the requirements of what there is no wheel of at all.
func (facts *pinFacts) gone() (gone, left []pin) {
	for _, p := range facts.refused {
		if p.newest == "" && p.file == "" {
			left = append(left, p.pin)
		} else {
			gone = append(gone, p.pin)
		}
	}
	for _, c := range facts.conflicts {
		gone = append(gone, c.pins[0])
	}
	slices.SortStableFunc(gone, func(a, b pin) int { return strings.Compare(a.file, b.file) })
	return gone, left
}

// versionsWithout are the versions that meet all pins but some, those that
// constraints name if they can be had; nil where none do.
func (s *subject) versionsWithout(ctx context.Context, gone, left []pin) (map[string]string, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	constraints, err := s.constraints()
	if err != nil {
		return nil, err
	}
	resolver, err := s.resolver(ctx)
	if err != nil {
		return nil, err
	}
	var q wrapper.Question
	for _, r := range m.applicable() {
		switch p := (pin{text: r.Text}); {
		case r.URL != "", slices.Contains(left, p):
		case slices.Contains(gone, p):
			q.Requirements = append(q.Requirements, r.Name)
		default:
			q.Requirements = append(q.Requirements, p.text)
		}
	}
	for _, drops := range []func(pin) bool{
		func(p pin) bool { return slices.Contains(gone, p) },
		func(p pin) bool {
			return slices.ContainsFunc(gone, func(other pin) bool { return other.name() == p.name() })
		},
	} {
		q.Constraints = question(slices.DeleteFunc(slices.Clone(constraints), drops)).Constraints
		if versions, _, err := resolve(ctx, resolver, q); versions != nil || err != nil {
			return versions, err
		}
	}
	return nil, nil
}

func (p pin) String() string {
	if p.file == "" {
		return p.text
	}
	return p.text + " in " + p.file
}
