package check

import (
	"context"
	"fmt"
	"strings"
)

// noWheelForPython38 finds a dependency whose version has no wheel for
// CPython 3.8 on Linux x86-64, by uv's resolver. One that was built from
// source here is a warning: the platform may have no compiler.
//
// Why: the platform runs 3.8 and installs wheels; a version that began with
// 3.9 does not install there at all.
//
// Example: dependencies = ["pandas==2.1.0"]
//
// Instead: pin, and train with, the newest version that has a wheel.
func noWheelForPython38(ctx context.Context, s *subject) ([]Finding, error) {
	return s.refusedPins(ctx, false, func(p refusedPin) Finding {
		f := Finding{Message: p.text + " has no wheel for Python 3.8", Fix: fmt.Sprintf("train with %s==%s, the newest that has one, and pin it", p.name(), p.newest)}
		if p.newest == "" {
			f.Fix = "do without it: no version of it has one"
		}
		if s.installErr == nil {
			f.Severity = SeverityWarning
		}
		return f
	})
}

// pinNotFound finds a dependency whose version, or name, does not exist, by
// uv's resolver.
//
// Why: nothing can install it.
//
// Example: dependencies = ["numpy==1.24.44"]
//
// Instead: pin the version that `pip freeze` gives where the model was tested.
func pinNotFound(ctx context.Context, s *subject) ([]Finding, error) {
	return s.refusedPins(ctx, true, func(p refusedPin) Finding {
		f := Finding{Message: "there is no " + p.text, Fix: fmt.Sprintf("pin a version that exists; %s is the newest for Python 3.8", p.newest)}
		if p.newest == "" {
			f.Fix = "correct the name"
		}
		return f
	})
}

func (s *subject) refusedPins(ctx context.Context, notThere bool, tell func(refusedPin) Finding) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	facts, err := s.pins(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, p := range facts.refused {
		if p.NotThere() == notThere {
			f := tell(p)
			f.File, f.Line, f.Seen, f.Evidence = m.file, s.lineOf(m, p.text), p.text, p.Said
			if p.file != "" {
				f.File = s.shownFile(p.file)
				f.Line = s.lineWith(f.File, p.text)
			}
			f.Declared = "a version with a wheel for CPython 3.8, Linux x86-64"
			found = append(found, f)
		}
	}
	return facts.answer(found)
}

// answer gives findings; where there are none and the resolver could not be
// asked, that.
func (facts *pinFacts) answer(found []Finding) ([]Finding, error) {
	if facts.why != "" && len(found) == 0 {
		return nil, notRun(facts.why)
	}
	return found, nil
}

// conflictingPins finds dependencies that exclude each other, or that
// constraints.txt or a lock file excludes, by uv's resolver.
//
// Why: no environment can hold them; the installation ends there.
//
// Example: dependencies = ["pandas==2.0.3", "numpy==1.19.5"], where that
// pandas requires numpy 1.20.3 or later.
//
// Instead: take all versions from one environment in which the model was tested.
func conflictingPins(ctx context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	facts, err := s.pins(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, c := range facts.conflicts {
		found = append(found, Finding{Message: "versions that exclude each other: " + c.String(), File: m.file, Line: c.line(m),
			Declared: "versions that can be installed together", Seen: oneLine(c.Said), Fix: "take all from one environment that was tested", Evidence: c.Said})
	}
	return facts.answer(found)
}

// line is where the metadata name the first of the pins that is theirs.
func (c conflict) line(m *metadata) int {
	for _, p := range c.pins {
		if line := m.LineOf(p.text); line > 0 && p.file == "" {
			return line
		}
	}
	return 0
}

func (c conflict) String() string {
	var texts []string
	for _, p := range c.pins {
		texts = append(texts, p.String())
	}
	return strings.Join(texts, ", ")
}
