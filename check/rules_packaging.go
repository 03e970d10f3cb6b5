package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/wrapper"
)

// noPyproject finds a project without a pyproject.toml, or with one that
// cannot be read.
//
// Why: it is the one file by which a build tool, an index and the platform
// know what the package is called and what it needs.
//
// Example: a folder with setup.py, or with loose scripts.
//
// Instead: write a pyproject.toml with [build-system] and [project].
func noPyproject(_ context.Context, s *subject) ([]Finding, error) {
	switch {
	case isMissing(s.pyprojectErr):
		return []Finding{{
			Message:  "the project has no pyproject.toml",
			Declared: "a package that can be built and installed",
			Seen:     "no such file in " + s.shown(s.project),
			Fix:      "write a pyproject.toml with [build-system] and [project]",
		}}, nil
	case s.pyprojectErr != nil:
		return []Finding{{
			Message: "pyproject.toml cannot be read",
			File:    s.shown(s.project) + "/pyproject.toml",
			Seen:    s.pyprojectErr.Error(),
			Fix:     "write it as TOML",
		}}, nil
	}
	return nil, nil
}

// unpinnedDependency finds a dependency that any later version satisfies.
//
// Why: the model was fitted and tested with one version; the next release of
// a library may change its scores, or not install on the platform at all.
//
// Example: dependencies = ["pandas", "scikit-learn>=1.0"]
//
// Instead: dependencies = ["pandas==2.0.3", "scikit-learn==1.3.2"]
func unpinnedDependency(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachDependency(func(r wrapper.Requirement) *Finding {
		if isBounded(r) {
			return nil
		}
		return &Finding{
			Message: fmt.Sprintf("dependency %s is not pinned", r.Name),
			Fix:     fmt.Sprintf(`pin the version it was trained and tested with: "%s==..."`, r.Name),
		}
	})
}

// loosePin finds a dependency whose versions are bounded but not fixed.
//
// Why: a range or a wildcard installs whatever is newest in it on the day of
// the installation.
//
// Example: dependencies = ["numpy~=1.24", "pandas==2.0.*"]
//
// Instead: dependencies = ["numpy==1.24.4", "pandas==2.0.3"]
func loosePin(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachDependency(func(r wrapper.Requirement) *Finding {
		if isPinned(r) || !isBounded(r) {
			return nil
		}
		return &Finding{
			Message: fmt.Sprintf("dependency %s is held to a range, not to a version", r.Name),
			Fix:     fmt.Sprintf(`pin one version: "%s==..."`, r.Name),
		}
	})
}

// eachDependency asks about every dependency that counts here, and says where
// it is written.
func (s *subject) eachDependency(ask func(wrapper.Requirement) *Finding) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, r := range m.applicable() {
		if f := ask(r); f != nil {
			f.File, f.Line, f.Seen = m.file, s.lineOf(m, r.Text), r.Text
			f.Declared = cmp.Or(f.Declared, "one exact version, ==")
			found = append(found, *f)
		}
	}
	return found, nil
}

// undeclaredImport finds a module that the package imports and that no
// declared dependency brings.
//
// Why: on the authors' machine it happened to be there, or another dependency
// pulls it in today; in a fresh environment the import fails, or does after
// the next release of that other dependency.
//
// Example: `import lifelines` with dependencies = ["pandas==2.0.3"]
//
// Instead: declare and pin the distribution that brings it. An optional
// import belongs in try: ... except ImportError.
func undeclaredImport(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	var found []Finding
	told := map[string]bool{}
	for _, module := range s.packageModules() {
		for _, imported := range module.Imports {
			root, _, _ := strings.Cut(imported.Name, ".")
			if told[root] || !imported.Absolute || s.source.owns(root) || slices.Contains(s.source.stdlib, root) || s.isDeclared(m, root) || module.isNewer(root) {
				continue
			}
			told[root] = true
			found = append(found, s.undeclaredFinding(module, imported, root))
		}
	}
	for _, f := range s.unmetNeeds(m) {
		if !slices.ContainsFunc(formNeeds(s.contract), func(root string) bool { return told[root] }) {
			found = append(found, f)
		}
	}
	return found, nil
}

func (s *subject) undeclaredFinding(module moduleFacts, imported importFact, root string) Finding {
	f := Finding{Message: fmt.Sprintf("imports %s, which no dependency brings", root), File: module.Path, Line: imported.Line, Offset: imported.Column,
		Declared: "dependencies that bring every import", Seen: "import " + imported.Name,
		Fix: "declare and pin the distribution that brings " + root}
	own := slices.IndexFunc(s.source.facts, func(m moduleFacts) bool { return strings.HasSuffix(m.Name, "."+root) })
	if brings := s.installed.providers[root]; len(brings) > 0 {
		f.Seen += fmt.Sprintf("; installed only because another dependency requires %s", strings.Join(brings, " or "))
		f.Fix = fmt.Sprintf("declare and pin %s", strings.Join(brings, " or "))
	} else if own >= 0 {
		f.Seen += fmt.Sprintf("; the package has %s", s.source.facts[own].Name)
		f.Fix = fmt.Sprintf("import it as %s, or declare and pin the distribution that brings %s", s.source.facts[own].Name, root)
	}
	return f
}

// isDeclared tells whether a declared distribution brings an import, or
// would: that of an extra is not installed, so its own name has to do. A
// module beside the package is 2a/code-outside-package's to tell.
func (s *subject) isDeclared(m *metadata, root string) bool {
	return s.looseModule(root) != "" || m.declares(wrapper.NormalName(root)) || slices.ContainsFunc(s.installed.providers[root], m.declares)
}
