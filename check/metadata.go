package check

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
		m, err := readWheel(project)
		if m != nil {
			m.file, err = filepath.Rel(base, project)
		}
		return m, err
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
	return &metadata{p, filepath.Base(path)}, nil
}

// packagingFile is the file of the project, as shown, that says what the
// package needs: the wheel itself, a setup script that says so, or pyproject.toml.
func (s *subject) packagingFile() string {
	if isWheel(s.project) {
		return s.shown(s.project)
	}
	for _, name := range []string{"setup.cfg", "setup.py"} {
		file := s.shownFile(name)
		if s.lineWith(file, "install_requires") > 0 {
			return file
		}
	}
	if isMissing(s.pyprojectErr) && s.lineWith(s.shownFile("setup.py"), "setup") > 0 {
		return s.shownFile("setup.py")
	}
	return s.shownFile("pyproject.toml")
}

// metadata is what is known so far. Where it is only in the wheel it is
// known once that is built.
func (s *subject) metadata() (*metadata, error) {
	switch {
	case s.pyproject != nil:
		return s.pyproject, nil
	case s.installed != nil && s.installed.metadata != nil:
		return &metadata{s.installed.metadata, s.packagingFile()}, nil
	case s.installErr != nil && s.installErr.Wheel != "":
		if m, _ := readWheel(s.installErr.Wheel); m != nil {
			m.file = s.packagingFile()
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

// lineOf is where the project says a requirement; 0 where it is not found.
func (s *subject) lineOf(m *metadata, requirement string) int {
	if line := m.LineOf(requirement); line > 0 || isWheel(m.file) {
		return line
	}
	content, err := os.ReadFile(filepath.Join(s.dir, m.file))
	if err != nil {
		return 0
	}
	r, _ := wrapper.ParseRequirement(requirement) // it was read before
	from := max(s.lineWith(m.file, "install_requires"), 1) - 1
	said := regexp.MustCompile(`(?i)(?:^|["'])\s*` + regexp.QuoteMeta(r.Name) + `\s*(?:["'=<>~!;,\[]|$)`)
	at := slices.IndexFunc(strings.Split(string(content), "\n")[from:], said.MatchString)
	if at < 0 {
		return 0
	}
	return 1 + from + at
}

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
