package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"handoff/wrapper"
)

// patchPinned finds a requires-python that admits some releases of 3.8 only.
//
// Why: "==3.8" means 3.8.0 and nothing else (PEP 440). pip refuses to install
// such a package on 3.8.18, though uv does not.
//
// Example: requires-python = "==3.8"
//
// Instead: requires-python = "==3.8.*"
func patchPinned(_ context.Context, s *subject) ([]Finding, error) {
	return s.judgeRequiresPython(func(admitted []int) (string, string) {
		if len(admitted) == 0 || slices.Contains(admitted, newestPatch) {
			return "", ""
		}
		return fmt.Sprintf("requires-python admits no Python after 3.8.%d", admitted[len(admitted)-1]), `write requires-python = "==3.8.*"`
	})
}

// pythonExcluded finds a requires-python that does not admit Python 3.8.
//
// Why: the platform runs 3.8; an installer refuses the package there.
//
// Example: requires-python = ">=3.9"
//
// Instead: requires-python = "==3.8.*", after a test on 3.8.
func pythonExcluded(_ context.Context, s *subject) ([]Finding, error) {
	return s.judgeRequiresPython(func(admitted []int) (string, string) {
		if len(admitted) > 0 {
			return "", ""
		}
		return "requires-python does not admit Python 3.8", `write requires-python = "==3.8.*", and test on it`
	})
}

// The last release of Python 3.8, of September 2024.
const (
	newestPatch  = 20
	newestPython = "3.8.20"
)

// judgeRequiresPython asks about the patch releases of 3.8 that are admitted.
func (s *subject) judgeRequiresPython(ask func(admitted []int) (message, fix string)) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil || m.RequiresPython == "" {
		return nil, err
	}
	clauses, err := wrapper.ParseSpecifiers(m.RequiresPython)
	if err != nil {
		return nil, notRun("requires-python cannot be read: " + err.Error())
	}
	var admitted []int
	for patch := range newestPatch + 1 {
		if wrapper.Admit(clauses, fmt.Sprintf("3.8.%d", patch)) {
			admitted = append(admitted, patch)
		}
	}
	message, fix := ask(admitted)
	if message == "" {
		return nil, nil
	}
	return []Finding{{Message: message, File: m.file, Line: cmp.Or(s.lineWith(m.file, "requires-python"), s.lineWith(m.file, "python_requires")),
		Declared: "every release of Python 3.8", Seen: fmt.Sprintf("requires-python = %q", m.RequiresPython), Fix: fix}}, nil
}

// pythonNotSaid finds metadata without requires-python.
//
// Why: an installer then takes the package for any Python, and finds out what
// it does not run on only when an import fails.
//
// Example: a [project] table with name, version and dependencies alone.
//
// Instead: requires-python = "==3.8.*"
func pythonNotSaid(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil || m.RequiresPython != "" {
		return nil, err
	}
	return []Finding{{Message: "requires-python is not said", File: m.file,
		Declared: "the Python it runs on", Seen: "no requires-python", Fix: `write requires-python = "==3.8.*"`}}, nil
}

// newerSyntax finds source that Python 3.8 cannot parse.
//
// Why: the platform runs 3.8; importing such a module raises SyntaxError.
//
// Example: a match statement, or `with (open(a) as f, open(b) as g):`
//
// Instead: write what 3.8 knows, and run the tests on it.
func newerSyntax(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, m := range s.packageModules() {
		if m.Error != nil {
			found = append(found, Finding{Message: "Python 3.8 cannot compile it: " + m.Error.Message, File: m.Path, Line: m.Error.Line,
				Offset: m.Error.Column, Declared: "source for Python 3.8", Seen: m.Error.Type, Fix: "write it with the syntax of 3.8"})
		}
	}
	return found, nil
}
