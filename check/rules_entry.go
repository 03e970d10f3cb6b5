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
// there.
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

// noPredict finds a contract whose predict, or transform, is not there.
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
// that is certain, otherwise by what importing and loading it gave.
func (s *subject) missingCall(section, call, what string) ([]Finding, error) {
	if module, name, ok := strings.Cut(call, ":"); ok && s.source.owns(module) {
		if f := s.missingInSource(module, name, what); f != nil {
			f.Declared = fmt.Sprintf("[%s] call = %q", section, call)
			return []Finding{*f}, nil
		}
	}
	if call == "" {
		return nil, nil
	}
	if s.loadErr == nil && s.model == nil {
		return nil, later(PhaseLoad)
	}
	raised := s.raisedOnLoad()
	if raised == nil || !namesMissing(raised, call) {
		return nil, nil
	}
	return []Finding{{Message: fmt.Sprintf("the %s %s is not there", what, call), File: s.shownFile(schema.FileName),
		Declared: fmt.Sprintf("[%s] call = %q", section, call), Seen: raised.Type + ": " + raised.Message,
		Fix: "name it as the package has it"}}, nil
}

// missingInSource looks for the name among the module's definitions, and for
// the nearest one.
func (s *subject) missingInSource(module, name, what string) *Finding {
	first, _, _ := strings.Cut(name, ".")
	m := s.source.module(module)
	if m == nil {
		names := make([]string, len(s.source.facts))
		for i, other := range s.source.facts {
			names[i] = other.Name
		}
		return &Finding{Message: fmt.Sprintf("the %s's module %s is not in the package", what, module), File: s.shownFile(schema.FileName),
			Seen: "no such module", Fix: suggestion(schema.Nearest(module, names), "name a module that is there")}
	}
	if m.Error != nil || m.Dynamic || slices.Contains(m.Defines, first) || s.source.module(module+"."+first) != nil {
		return nil
	}
	return &Finding{Message: fmt.Sprintf("the %s %s is not in module %s", what, name, module), File: m.Path, Line: 1,
		Seen: "no such name", Fix: suggestion(schema.Nearest(first, m.Defines), "define it, or name the one that is meant")}
}

func suggestion(near, otherwise string) string {
	if near == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q", near)
}

var (
	noModule    = regexp.MustCompile(`No module named '([^']+)'`)
	noAttribute = regexp.MustCompile(`has no attribute '([^']+)'`)
)

// namesMissing tells whether an exception says that the call itself is not
// there, rather than something its code looked for.
func namesMissing(raised *wrapper.Exception, call string) bool {
	module, name, _ := strings.Cut(call, ":")
	if raised.Author() != nil {
		return false
	}
	if m := noModule.FindStringSubmatch(raised.Message); m != nil && strings.Contains(call, ":") {
		return module == m[1] || strings.HasPrefix(module, m[1]+".")
	}
	m := noAttribute.FindStringSubmatch(raised.Message)
	if name == "" {
		name = module // an attribute of what load returned
	}
	return raised.Type == "AttributeError" && m != nil && slices.Contains(strings.Split(name, "."), m[1])
}
