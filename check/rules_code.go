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

// usesOf makes a finding of every use of a kind in the modules.
func usesOf(modules []moduleFacts, kind string, tell func(what string) Finding) []Finding {
	var found []Finding
	for _, m := range modules {
		for _, use := range m.Uses {
			if use.Kind != kind {
				continue
			}
			f := tell(use.What)
			if f.File, f.Line, f.Offset = m.Path, use.Line, use.Column; f.Seen == "" {
				f.Seen = use.What
			}
			if f.Message != "" {
				found = append(found, f)
			}
		}
	}
	return found
}

// newerLibrary finds code that uses a module, a name, a method or a parameter
// of the standard library that Python 3.8 does not have. The 3.8 interpreter
// itself is asked. What is guarded by try, hasattr or sys.version_info is not
// told; a method of an object whose type is not certain is told once it raised.
//
// Why: the platform runs 3.8; the line raises there.
//
// Example: text.removeprefix("x"), list[float] in an annotation, functools.cache.
//
// Instead: write what 3.8 has: functools.lru_cache(None), typing.List, or the
// backport, declared and pinned.
func newerLibrary(_ context.Context, s *subject) ([]Finding, error) {
	tell := func(what string) Finding {
		if s.source.owns(what) {
			return Finding{} // a module of the hand-off's own is meant
		}
		return Finding{Message: "Python 3.8 has no " + what, Declared: "the standard library of Python 3.8", Fix: "write it with what 3.8 has"}
	}
	found := usesOf(s.packageModules(), "newer", tell)
	methods, err := s.newerMethods(tell)
	if found = append(found, methods...); err != nil {
		return found, err
	}
	modules := usesOf(s.packageModules(), "newer-module", tell)
	if len(modules) == 0 {
		return found, nil
	}
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	if s.installed == nil && len(m.Dependencies) > 0 { // one may be a backport
		return nil, later(PhaseInstall)
	}
	for _, f := range modules {
		if s.installed == nil || !s.isDeclared(m, f.Seen) {
			found = append(found, f)
		}
	}
	return found, nil
}

// newerMethods are the calls of methods that came with a later Python, on
// objects whose types only an exception has shown.
func (s *subject) newerMethods(tell func(string) Finding) ([]Finding, error) {
	calls := usesOf(s.packageModules(), "newer-method", func(what string) Finding { return Finding{Message: what} })
	if len(calls) > 0 && s.loadErr == nil && s.base == nil {
		return nil, later(PhaseCall)
	}
	var found []Finding
	for _, at := range calls {
		for _, e := range s.exceptions() {
			if method := s.lackedMethod(e, at); method != "" {
				f := tell(method)
				f.File, f.Line, f.Offset, f.Seen = at.File, at.Line, at.Offset, method
				found = append(found, f)
				break
			}
		}
	}
	return found, nil
}

var lacksAttribute = regexp.MustCompile(`^'(str|bytes|bytearray|int|bool)' object has no attribute '(\w+)'$`)

// lackedMethod is the method, as "str.removeprefix", for want of which a call
// raised an exception; "" where it was raised elsewhere or for other reasons.
func (s *subject) lackedMethod(e *wrapper.Exception, call Finding) string {
	at, m := e.Author(), lacksAttribute.FindStringSubmatch(e.Message)
	if at == nil || m == nil || m[2] != call.Message && m[2] != shapeOf(call.Message) || at.Line != call.Line || s.sourceOf(at.File) != call.File {
		return ""
	}
	return m[1] + "." + call.Message
}

// shapeOf is a name as messages of private calls show it.
func shapeOf(name string) string { return strings.Trim(schema.Mask("'"+name+"'", nil, nil), "'") }

// exceptions are those of load, and of calls that the contract admits.
func (s *subject) exceptions() []*wrapper.Exception {
	var all []*wrapper.Exception
	if raised := s.raisedOnLoad(); raised != nil {
		all = append(all, raised)
	}
	for _, c := range s.failed() {
		all = append(all, c.raised())
	}
	return all
}

// isNewer tells whether a top-level module is one of a later standard
// library, so that its absence is no missing dependency.
func (m moduleFacts) isNewer(root string) bool {
	return slices.ContainsFunc(m.Uses, func(u useFact) bool { return u.Kind == "newer-module" && u.What == root })
}

// hardCodedPath finds code that opens an absolute path, or looks in the
// user's home folder.
//
// Why: the path is there on the authors' machine alone.
//
// Example: open("/home/ada/readmission/weights.json"), or Path.home()
//
// Instead: take the path as an argument of load (2b).
func hardCodedPath(_ context.Context, s *subject) ([]Finding, error) {
	return usesOf(s.packageModules(), "path", func(what string) Finding {
		return Finding{Message: fmt.Sprintf("a path of the authors' own machine: %s", what), Declared: "paths that load is given",
			Fix: "take the path as an argument of load, or build it from __file__"}
	}), nil
}

// loadNotWeightsOnly finds torch.load without weights_only=True.
//
// Why: before torch 2.6 it runs whatever the file says; with weights_only it
// makes tensors and plain data, and nothing else.
//
// Example: torch.load(path, map_location="cpu")
//
// Instead: torch.load(path, map_location="cpu", weights_only=True)
func loadNotWeightsOnly(_ context.Context, s *subject) ([]Finding, error) {
	if s.contract.Load.Torch != "" {
		return nil, nil // the platform calls torch.load, and on the whole model
	}
	return usesOf(s.packageModules(), "torch-load", func(what string) Finding {
		return Finding{Message: what, Declared: "weights that run no code when loaded", Fix: "write torch.load(..., weights_only=True)"}
	}), nil
}

// noMapLocation finds torch.load without map_location.
//
// Why: tensors saved on a GPU are put back there; where there is none, it fails.
//
// Example: torch.load(path, weights_only=True)
//
// Instead: torch.load(path, map_location="cpu", weights_only=True)
func noMapLocation(_ context.Context, s *subject) ([]Finding, error) {
	return usesOf(s.packageModules(), "map-location", func(what string) Finding {
		return Finding{Message: what, Declared: "weights that load without a GPU", Fix: `write torch.load(..., map_location="cpu")`}
	}), nil
}

// dependsOnClock finds code behind the entry point that asks for today's
// date. A date that is only logged or printed does not count.
//
// Why: the same record scores differently next year, and no test can tell.
//
// Example: age = (datetime.now() - frame["BIRTH_DATE"]).dt.days
//
// Instead: take the date of the prediction as a column.
func dependsOnClock(_ context.Context, s *subject) ([]Finding, error) {
	return usesOf(s.source.reached(s.entryModules()), "clock", func(what string) Finding {
		return Finding{Message: what + " makes a result depend on the day it is asked for", Declared: "results that depend on the record alone",
			Fix: "take the date as a column"}
	}), nil
}

// dependsOnEnvironment finds code behind the entry point that reads an
// environment variable which the contract does not name, and results that
// change with the machine's time zone or locale.
//
// Why: what it holds differs between machines, and the platform does not
// know that it matters.
//
// Example: float(os.environ.get("READMISSION_CUTOFF", "0.5")), or
// datetime.fromtimestamp(seconds).hour
//
// Instead: make it a key of the config, or name it under
// [environment.variables] in handoff.toml; compute with times in a zone that
// the code names.
func dependsOnEnvironment(ctx context.Context, s *subject) ([]Finding, error) {
	if found := s.undeclaredVariables(); len(found) > 0 {
		return found, nil
	}
	return s.dependsOnPlace(ctx)
}

func (s *subject) undeclaredVariables() []Finding {
	return usesOf(s.source.reached(s.entryModules()), "variable", func(what string) Finding {
		if s.fixes(what) {
			return Finding{}
		}
		return Finding{Message: fmt.Sprintf("environment variable %s is read, which the contract does not name", what), Declared: "variables that the contract names",
			Fix: "make it a key of the config, or name it in handoff.toml"}
	})
}
