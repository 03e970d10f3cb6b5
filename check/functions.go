package check

import "strings"

// A functionFact is one function, method or class of a module.
type functionFact struct {
	Name     string   `json:"name"` // within the module, e.g. "Model.predict"
	Line     int      `json:"line"`
	Doc      string   `json:"doc"`      // "" where it has no docstring
	Makes    bool     `json:"makes"`    // a class, which a call makes an object of
	Required []string `json:"required"` // parameters without a default, as far as that is certain

	path string // of its module
}

// function finds what a call of the contract names, through the imports by
// which a package passes it on; nil where that is not certain.
func (s *source) function(call string) *functionFact {
	module, name, isPath := strings.Cut(call, ":")
	if !isPath {
		return s.method(call)
	}
	for range 10 { // as often as it may be passed on
		m := s.module(module)
		if m == nil {
			return nil
		}
		if f := m.function(name); f != nil {
			return f
		}
		if module = m.passedOn(name); module == "" {
			return nil
		}
	}
	return nil
}

// method finds the one method of that name; what object it is called on is
// known only once that is loaded.
func (s *source) method(name string) *functionFact {
	var found *functionFact
	for _, m := range s.facts {
		for _, f := range m.Functions {
			if _, method, ok := strings.Cut(f.Name, "."); !ok || method != name || isTest(m.Name) {
				continue
			}
			if found != nil {
				return nil
			}
			found = m.function(f.Name)
		}
	}
	return found
}

func (m moduleFacts) function(name string) *functionFact {
	for _, f := range m.Functions {
		if f.Name == name {
			f.path = m.Path
			return &f
		}
	}
	return nil
}

// passedOn is the module that a name is imported from, or "".
func (m moduleFacts) passedOn(name string) string {
	for _, imported := range m.Imports {
		if from, ok := strings.CutSuffix(imported.Name, "."+name); ok && !imported.Absolute {
			return from
		}
	}
	return ""
}
