package check

import (
	"context"
	"strings"
)

// wheelDoesNotBuild finds a project of which no wheel can be built.
//
// Why: a wheel is what gets installed; without one there is no hand-off.
//
// Example: a [build-system] that names a backend which does not exist, or a
// setup.py that imports what only the authors have.
//
// Instead: run `python -m build -w` in a fresh clone until it succeeds.
func wheelDoesNotBuild(_ context.Context, s *subject) ([]Finding, error) {
	if isMissing(s.pyprojectErr) {
		return nil, notRun("there is no pyproject.toml, see 1/no-pyproject")
	}
	return s.failedInstall("the wheel does not build", "run `python -m build -w` in a fresh clone and mend what it says",
		func(step string) bool { return step == "build" }), nil
}

// doesNotInstall finds a wheel that cannot be installed in a fresh
// environment of Python 3.8.
//
// Why: the platform installs the wheel and what it requires, and nothing else.
//
// Example: dependencies = ["pandas==2.1.0"], which needs Python 3.9, or two
// pins that exclude each other.
//
// Instead: install the wheel into an empty environment of Python 3.8 before
// handing it off, and pin versions that are there for it.
func doesNotInstall(_ context.Context, s *subject) ([]Finding, error) {
	return s.failedInstall("the wheel does not install in a fresh environment of Python 3.8",
		"install it into an empty environment of Python 3.8 and mend what the installer says",
		func(step string) bool { return step != "build" }), nil
}

func (s *subject) failedInstall(message, fix string, concerns func(step string) bool) []Finding {
	e := s.installErr
	if e == nil || !concerns(e.Step) {
		return nil
	}
	return []Finding{{Message: message, File: s.packagingFile(), Declared: "a wheel that installs",
		Seen: oneLine(e.Err.Error()), Fix: fix, Evidence: strings.TrimSpace(e.Command + "\n" + e.Output)}}
}
