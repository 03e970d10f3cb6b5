package check

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"handoff/wrapper"
)

// packageMissing finds a module of the package that is not in its wheel.
//
// Why: it works from the checkout, where the folder lies, and nowhere else.
//
// Example: packages = ["readmission"], where there is readmission/layers/ as well.
//
// Instead: have the build find all packages, and install the wheel elsewhere to see.
func packageMissing(_ context.Context, s *subject) ([]Finding, error) {
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	if isWheel(s.project) || s.installed.files == nil {
		return nil, nil
	}
	var found []Finding
	for _, m := range s.source.reached(s.entryModules()) {
		if !s.installed.holds(m) && s.isOutermost(m) {
			found = append(found, Finding{Message: fmt.Sprintf("module %s is not in the wheel", m.Name), File: m.Path,
				Declared: "a wheel that holds what the entry point imports", Seen: "no such file in the wheel", Fix: "have the build take it in"})
		}
	}
	return found, nil
}

// isOutermost tells whether the package that a module lies in is in the wheel,
// or there is none: a folder that is missing is told once.
func (s *subject) isOutermost(m moduleFacts) bool {
	for _, name := range parents(m.Name) {
		if parent := s.source.module(name); parent != nil {
			return s.installed.holds(*parent)
		}
	}
	return true
}

// holds tells whether the wheel brought a module, as source or as an
// extension of the same name.
func (in *installed) holds(m moduleFacts) bool {
	file := strings.ReplaceAll(m.Name, ".", "/")
	if m.Package {
		file += "/__init__"
	}
	return slices.ContainsFunc(in.files, func(name string) bool { return strings.HasPrefix(name, file+".") })
}

// weightsInWheel finds a declared resource that rides in the wheel.
//
// Why: weights are large and change without the code; a wheel holds code (2b).
//
// Example: weights = "readmission/weights.pt"
//
// Instead: keep them in a folder beside the package, and give load the path.
func weightsInWheel(_ context.Context, s *subject) ([]Finding, error) {
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	var found []Finding
	for name, resource := range s.contract.Load.Resources {
		within, err := filepath.Rel(s.project, s.contract.InDir(resource.Path))
		if err != nil {
			return nil, err
		}
		within = strings.TrimPrefix(filepath.ToSlash(within), "src/")
		if filepath.IsLocal(within) && slices.Contains(s.installed.files, within) {
			found = append(found, Finding{Message: fmt.Sprintf("resource %s rides in the wheel", name), File: s.shown(s.contract.InDir(resource.Path)),
				Declared: "resources apart from the package", Seen: path.Base(resource.Path) + " is in the wheel", Fix: "keep it in a folder beside the package, and out of the build"})
		}
	}
	return found, nil
}

// unlockedTransitive finds a hand-off that fixes what it requires and not
// what that pulls in.
//
// Why: tomorrow's installation gets other versions of those than the authors tested with.
//
// Example: pins of pandas and torch alone, without a constraints.txt.
//
// Instead: hand off a constraints.txt, or a lock file, that pins every
// distribution installed.
func unlockedTransitive(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	if s.env.Constraints != "" {
		return nil, nil
	}
	var pulled []string
	for _, d := range s.installed.distributions {
		if name := wrapper.NormalName(d.Name); !d.Own && !m.declares(name) {
			pulled = append(pulled, name)
		}
	}
	if len(pulled) == 0 {
		return nil, nil
	}
	slices.Sort(pulled)
	return []Finding{{Message: "what the dependencies pull in is not fixed", File: m.file, Declared: "a constraints.txt or a lock file",
		Seen: oneLine("no such file; they pull in " + strings.Join(pulled, ", ")), Fix: "write constraints.txt from an environment that was tested"}}, nil
}

// unusedDependency finds a declared dependency that no module imports and no
// other dependency requires.
//
// Why: it takes time and room to install, and brings its own conflicts and flaws.
//
// Example: "jupyter==1.0.0", of the notebooks that the model came from.
//
// Instead: leave it out, or move it to an extra.
func unusedDependency(_ context.Context, s *subject) ([]Finding, error) {
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	return s.eachDependency(func(r wrapper.Requirement) *Finding {
		if s.uses(wrapper.NormalName(r.Name)) {
			return nil
		}
		return &Finding{Message: fmt.Sprintf("dependency %s is never imported", r.Name), Declared: "what the code needs", Fix: "leave it out, or move it to an extra"}
	})
}

// uses tells whether anything may need a distribution: a module that imports
// or as much as names what it brings, the weights, another distribution. One
// that brings nothing to import is not judged.
func (s *subject) uses(name string) bool {
	needed, brings := false, false
	for _, d := range s.installed.distributions {
		needed = needed || !d.Own && slices.ContainsFunc(readable(d.Dependencies), func(r wrapper.Requirement) bool { return wrapper.NormalName(r.Name) == name })
	}
	for root, by := range s.installed.providers {
		if slices.Contains(by, name) {
			brings = true
			needed = needed || s.mentions(root) || s.contract != nil && slices.Contains(mayUse(s.contract), root)
		}
	}
	return needed || !brings
}

func (s *subject) mentions(root string) bool {
	inWeights := slices.ContainsFunc(s.weights, func(w weightsFile) bool {
		return slices.ContainsFunc(w.Globals, func(g globalFact) bool { return topOf(g.Module) == root })
	})
	return inWeights || slices.ContainsFunc(s.source.facts, func(m moduleFacts) bool { return slices.Contains(m.Mentions, root) })
}
