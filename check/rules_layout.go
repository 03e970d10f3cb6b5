package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"handoff/wrapper"
)

// noPackage finds a hand-off whose code is no package.
//
// Why: modules that lie loose, or in a folder without __init__.py, have no
// name of their own: a build leaves them out, and they meet others' modules
// of the same name.
//
// Example: model.py and utils.py beside pyproject.toml.
//
// Instead: put all code into one folder with __init__.py (2a).
func noPackage(_ context.Context, s *subject) ([]Finding, error) {
	for _, m := range s.source.facts {
		if m.Package && !isTest(m.Name) {
			return nil, nil
		}
	}
	if len(s.source.facts) == 0 && len(s.looseFolders()) == 0 {
		return nil, notRun("no Python source was found: it may be made by the build")
	}
	return []Finding{{Message: "no folder of the project is a Python package", File: s.shown(s.project), Declared: "a folder with __init__.py",
		Seen: "modules outside of any package", Fix: "put all code into one folder with __init__.py"}}, nil
}

// looseFolders are the project's folders that hold modules and no __init__.py.
func (s *subject) looseFolders() []string {
	found, err := filepath.Glob(filepath.Join(s.project, "*", "*.py"))
	if err != nil {
		return nil
	}
	return found
}

// codeOutsidePackage finds a module that the entry point needs and that lies
// outside of every package.
//
// Why: it is forgotten when the wheel is built, or is installed under a name
// that any other package may take as well.
//
// Example: `import utils` in readmission/model.py, with utils.py beside the folder.
//
// Instead: move it into the package: from readmission import utils.
func codeOutsidePackage(_ context.Context, s *subject) ([]Finding, error) {
	if !slices.ContainsFunc(s.source.facts, func(m moduleFacts) bool { return m.Package }) {
		return nil, nil // 2a/no-package
	}
	var found []Finding
	told := map[string]bool{}
	for _, m := range s.source.reached(s.entryModules()) {
		for _, imported := range m.Imports {
			file := s.looseModule(topOf(imported.Name))
			if !imported.Absolute || file == "" || told[file] {
				continue
			}
			told[file] = true
			found = append(found, Finding{Message: fmt.Sprintf("module %s lies outside the package", topOf(imported.Name)), File: m.Path, Line: imported.Line,
				Offset: imported.Column, Declared: "all code in one package", Seen: "it is " + file, Fix: "move it into the package"})
		}
	}
	return found, nil
}

// looseModule is the file, as shown, of a top-level module that is no
// package: one that the build knows, or one beside pyproject.toml.
func (s *subject) looseModule(top string) string {
	if m := s.source.module(top); m != nil {
		if m.Package {
			return ""
		}
		return m.Path
	}
	if s.source.owns(top) || slices.Contains(s.source.stdlib, top) || isWheel(s.project) {
		return ""
	}
	file := filepath.Join(s.project, top+".py")
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return s.shown(file)
}

// topLevelNameClash finds a package or module of the hand-off with the name
// of one of the standard library or of a dependency.
//
// Why: only one of both can be imported; which one depends on the order of
// sys.path, and whoever wanted the other gets the wrong code.
//
// Example: a top-level module called statistics, or types.
//
// Instead: give the package a name of its own and keep helpers inside it.
func topLevelNameClash(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, own := range s.ownNames() {
		if whose := s.takenBy(m, own.Name); whose != "" {
			found = append(found, Finding{Message: fmt.Sprintf("%s is also the name of %s", own.Name, whose), File: own.Path,
				Declared: "a top-level name of its own", Seen: "top-level name " + own.Name, Fix: "rename it, or move it into the package"})
		}
	}
	return found, nil
}

// ownNames are the packages and the modules outside of them that importing
// the entry point reaches, each by its top-level name.
func (s *subject) ownNames() []moduleFacts {
	reached := s.source.reached(s.entryModules())
	return slices.DeleteFunc(slices.Clone(s.source.facts), func(m moduleFacts) bool {
		used := slices.ContainsFunc(reached, func(r moduleFacts) bool { return r.Name == m.Name })
		return strings.Contains(m.Name, ".") || isTest(m.Name) || !m.Package && !used
	})
}

func (s *subject) takenBy(m *metadata, name string) string {
	if slices.Contains(s.source.stdlib, name) {
		return "a module of the standard library"
	}
	if normal := wrapper.NormalName(name); normal != wrapper.NormalName(m.Name) && m.declares(normal) {
		return "the dependency " + normal
	}
	return ""
}
