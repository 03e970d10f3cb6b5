package check

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"handoff/wrapper"
)

// A metadata is what a package says it needs and where it says so:
// pyproject.toml or, where that leaves it to the build, the wheel.
type metadata struct {
	*wrapper.Project
	file string // relative to the model's folder
}

// readPyproject reads the project's pyproject.toml; nil where its
// dependencies or its Python are dynamic, so that only the wheel knows. A
// project that is a wheel is read itself.
func readPyproject(base, project string) (*metadata, error) {
	if isWheel(project) {
		return readWheel(project)
	}
	p, err := wrapper.ReadProject(project)
	if err != nil {
		return nil, err
	}
	if slices.Contains(p.Dynamic, "dependencies") || slices.Contains(p.Dynamic, "requires-python") {
		return nil, nil
	}
	shown, err := filepath.Rel(base, filepath.Join(project, "pyproject.toml"))
	return &metadata{p, shown}, err
}

// readWheel reads a wheel's own metadata. One that cannot be read is the
// installer's to refuse.
func readWheel(path string) (*metadata, error) {
	p, err := wrapper.ReadWheel(path)
	if err != nil {
		return nil, nil
	}
	return &metadata{p, "METADATA"}, nil
}

// metadata is what is known so far. Where it is only in the wheel it is
// known once that is built.
func (s *subject) metadata() (*metadata, error) {
	switch {
	case s.pyproject != nil:
		return s.pyproject, nil
	case s.installed != nil && s.installed.metadata != nil:
		return s.installed.metadata, nil
	case s.installErr != nil && s.installErr.Wheel != "":
		if m, _ := readWheel(s.installErr.Wheel); m != nil {
			return m, nil
		}
	case s.pyprojectErr != nil && s.env != nil, s.pyprojectErr != nil && s.contract == nil:
		return nil, notRun("pyproject.toml cannot be read")
	}
	return nil, later(PhaseInstall)
}

// requirements are the dependencies that can be read; those that cannot are
// the installer's to refuse.
func (m *metadata) requirements() []wrapper.Requirement { return readable(m.Dependencies) }

// applicable are the requirements that count for this Python and platform.
func (m *metadata) applicable() []wrapper.Requirement {
	var list []wrapper.Requirement
	for _, r := range m.requirements() {
		if applies, err := r.Applies(newestPython); err == nil && applies {
			list = append(list, r) // a marker that cannot be read is the installer's to refuse
		}
	}
	return list
}

func readable(texts []string) []wrapper.Requirement {
	var list []wrapper.Requirement
	for _, text := range texts {
		if r, err := wrapper.ParseRequirement(text); err == nil {
			list = append(list, r)
		}
	}
	return list
}

// declares tells whether a distribution (normalised name) is a dependency,
// also of an extra.
func (m *metadata) declares(name string) bool {
	lists := [][]string{m.Dependencies}
	for _, extra := range m.Optional {
		lists = append(lists, extra)
	}
	return slices.ContainsFunc(readable(slices.Concat(lists...)), func(r wrapper.Requirement) bool {
		return wrapper.NormalName(r.Name) == name
	})
}

// isPinned tells whether one version alone satisfies a requirement.
func isPinned(r wrapper.Requirement) bool {
	return r.URL != "" || slices.ContainsFunc(r.Specifiers, func(s wrapper.Specifier) bool {
		return strings.HasPrefix(s.Op, "==") && !strings.HasSuffix(s.Version, "*")
	})
}

// isBounded tells whether a requirement keeps later versions out.
func isBounded(r wrapper.Requirement) bool {
	return isPinned(r) || slices.ContainsFunc(r.Specifiers, func(s wrapper.Specifier) bool {
		return slices.Contains([]string{"==", "~=", "<", "<="}, s.Op)
	})
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
