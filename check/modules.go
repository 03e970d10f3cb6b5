package check

import (
	"slices"
	"strings"
)

// module finds a module by its dotted name.
func (s *source) module(name string) *moduleFacts {
	i := slices.IndexFunc(s.facts, func(m moduleFacts) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &s.facts[i]
}

// owns tells whether a dotted name lies in the package.
func (s *source) owns(name string) bool {
	return slices.ContainsFunc(s.facts, func(m moduleFacts) bool { return topOf(m.Name) == topOf(name) })
}

// reached lists the modules that importing the given ones runs, those first.
func (s *source) reached(names []string) []moduleFacts {
	var found []moduleFacts
	seen := map[string]bool{}
	for todo := slices.Clone(names); len(todo) > 0; {
		name := todo[0]
		todo = append(todo[1:], parents(name)...)
		m := s.module(name)
		if seen[name] || m == nil {
			continue
		}
		seen[name] = true
		found = append(found, *m)
		for _, imported := range m.Imports {
			todo = append(todo, imported.Name)
		}
	}
	return found
}

// parents gives the packages that a dotted name lies in: importing it imports them.
func parents(name string) []string {
	if i := strings.LastIndex(name, "."); i > 0 {
		return []string{name[:i]}
	}
	return nil
}

// packageModules are the modules of the packages that the contract's calls
// lie in, or of all packages where that says nothing; tests are no part of it.
func (s *subject) packageModules() []moduleFacts {
	tops := map[string]bool{}
	for _, m := range s.source.reached(s.entryModules()) {
		tops[topOf(m.Name)] = true
	}
	var found []moduleFacts
	for _, m := range s.source.facts {
		wanted := tops[topOf(m.Name)] || len(tops) == 0 && (m.Package || strings.Contains(m.Name, "."))
		if wanted && !isTest(m.Name) {
			found = append(found, m)
		}
	}
	return found
}

// entryModules are the modules that the contract's calls name.
func (s *subject) entryModules() []string {
	if s.contract == nil {
		return nil
	}
	var names []string
	for _, call := range []string{s.contract.Load.Call, s.contract.Predict.Call, s.contract.Predict.Transform} {
		if module, _, ok := strings.Cut(call, ":"); ok {
			names = append(names, module)
		}
	}
	return names
}

func topOf(name string) string {
	top, _, _ := strings.Cut(name, ".")
	return top
}

func isTest(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "."), func(part string) bool {
		return part == "tests" || part == "test" || part == "conftest" || strings.HasPrefix(part, "test_")
	})
}
