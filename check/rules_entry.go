package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// noEntryPoint finds a documented load call whose module or function is not
// there, or cannot be called.
//
// Why: it is the one name by which the platform comes to the model (3a).
//
// Example: call = "readmission.model:create_model", where the function is
// called make_model.
//
// Instead: name in handoff.toml and in the docs the function as the package has it.
func noEntryPoint(_ context.Context, s *subject) ([]Finding, error) {
	return s.missingCall("load", s.contract.Load.Call, "entry point")
}

// noPredict finds a contract whose predict, or transform, is not there or
// cannot be called.
//
// Why: without the one documented function nobody can score (3b).
//
// Example: call = "predict" where the loaded object has only forward.
//
// Instead: give the loaded object a predict, or name the function that scores.
func noPredict(_ context.Context, s *subject) ([]Finding, error) {
	found, err := s.missingCall("predict", s.contract.Predict.Call, "predict function")
	if err != nil || len(found) > 0 {
		return found, err
	}
	return s.missingCall("transform", s.contract.Predict.Transform, "transform")
}

// missingCall tells whether "pkg.mod:name" is there: by the source where
// that is certain, otherwise by what importing and loading it gave. A module
// may come from a build or be an extension, so that only the import knows.
func (s *subject) missingCall(section, call, what string) ([]Finding, error) {
	module, name, isPath := strings.Cut(call, ":")
	file := s.shownFile(schema.FileName)
	f := Finding{Message: fmt.Sprintf("the %s %s is not there", what, call), File: file, Line: s.lineWith(file, call),
		Declared: fmt.Sprintf("[%s] call = %q", section, call), Fix: s.nearestCall(module, name)}
	switch m := s.source.module(module); {
	case call == "":
		return nil, nil
	case isPath && m != nil && s.lacks(m, name):
		f.Seen = fmt.Sprintf("%s defines no %s", m.Path, name)
		return []Finding{f}, nil
	case s.loadErr == nil && s.model == nil:
		return nil, later(PhaseLoad)
	}
	raised := s.raisedOnLoad()
	if raised == nil || !namesMissing(raised, call) || s.notInWheel(raised) != "" {
		return nil, nil
	}
	f.Seen = raised.Type + ": " + raised.Message
	if raised.Type == "TypeError" {
		f.Message, f.Fix = fmt.Sprintf("the %s %s cannot be called", what, call), "name a function"
	}
	return []Finding{f}, nil
}

// lacks tells whether a module certainly does not have a name.
func (s *subject) lacks(m *moduleFacts, name string) bool {
	first, _, _ := strings.Cut(name, ".")
	return m.Error == nil && !m.Dynamic && !slices.Contains(m.Defines, first) && s.source.module(m.Name+"."+first) == nil
}

// nearestCall says what may be meant by a call that is not there.
func (s *subject) nearestCall(module, name string) string {
	if m := s.source.module(module); m != nil {
		return suggestion(name, m.Defines, "define it, or name the one that is meant")
	}
	names := make([]string, len(s.source.facts))
	for i, m := range s.source.facts {
		names[i] = m.Name
	}
	return suggestion(module, names, "name what the package has")
}

// notInWheel is a module that an exception misses although the source has it.
func (s *subject) notInWheel(raised *wrapper.Exception) string {
	m := noModule.FindStringSubmatch(raised.Message)
	if m == nil || s.source.module(m[1]) == nil {
		return ""
	}
	return m[1]
}

// suggestion is the candidate with the fewest edits, or else the first that
// begins with the name, as load_model does with load.
func suggestion(name string, candidates []string, otherwise string) string {
	near := schema.Nearest(name, candidates)
	if i := slices.IndexFunc(candidates, func(c string) bool { return strings.HasPrefix(c, name) }); near == "" && i >= 0 {
		near = candidates[i]
	}
	if near == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q", near)
}

var (
	noModule    = regexp.MustCompile(`No module named '([^']+)'`)
	noAttribute = regexp.MustCompile(`has no attribute '([^']+)'`)
	notCallable = regexp.MustCompile(`^'([^']+)' is not callable: `) // as the bridge says it
)

// namesMissing tells whether an exception says that the call itself is not
// there or cannot be called, rather than something its code looked for.
func namesMissing(raised *wrapper.Exception, call string) bool {
	module, name, _ := strings.Cut(call, ":")
	if raised.Author() != nil {
		return false
	}
	if m := noModule.FindStringSubmatch(raised.Message); m != nil && strings.Contains(call, ":") {
		return module == m[1] || strings.HasPrefix(module, m[1]+".")
	}
	if name == "" {
		name = module // an attribute of what load returned
	}
	if m := notCallable.FindStringSubmatch(raised.Message); m != nil {
		return raised.Type == "TypeError" && m[1] == name
	}
	m := noAttribute.FindStringSubmatch(raised.Message)
	return raised.Type == "AttributeError" && m != nil && slices.Contains(strings.Split(name, "."), m[1])
}
