package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// wheelDoesNotBuild finds a project of which no wheel can be built.
//
// Why: a wheel is what gets installed; without one there is no hand-off.
//
// Example: a [build-system] that names a backend which does not exist, or a
// setup.py that imports what only the authors have.
//
// Instead: run `python -m build -w` in a fresh clone until it succeeds.
func wheelDoesNotBuild(_ context.Context, s *subject) ([]Finding, error) {
	if isMissing(s.pyprojectErr) {
		return nil, notRun("there is no pyproject.toml, see 1/no-pyproject")
	}
	return s.failedInstall("the wheel does not build", "run `python -m build -w` in a fresh clone and mend what it says",
		func(step string) bool { return step == "build" }), nil
}

// doesNotInstall finds a wheel that cannot be installed in a fresh
// environment of Python 3.8.
//
// Why: the platform installs the wheel and what it requires, and nothing else.
//
// Example: dependencies = ["pandas==2.1.0"], which needs Python 3.9, or two
// pins that exclude each other.
//
// Instead: install the wheel into an empty environment of Python 3.8 before
// handing it off, and pin versions that are there for it.
func doesNotInstall(_ context.Context, s *subject) ([]Finding, error) {
	return s.failedInstall("the wheel does not install in a fresh environment of Python 3.8",
		"install it into an empty environment of Python 3.8 and mend what the installer says",
		func(step string) bool { return step != "build" }), nil
}

func (s *subject) failedInstall(message, fix string, concerns func(step string) bool) []Finding {
	e := s.installErr
	if e == nil || !concerns(e.Step) {
		return nil
	}
	return []Finding{{Message: message, File: s.shownFile("pyproject.toml"), Declared: "a wheel that installs",
		Seen: oneLine(e.Err.Error()), Fix: fix, Evidence: strings.TrimSpace(e.Command + "\n" + e.Output)}}
}

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

// doesNotImport finds a package whose entry point cannot be imported in the
// fresh environment, from another folder than the project's.
//
// Why: what works from the authors' checkout may lean on files and packages
// that the wheel does not bring.
//
// Example: `from utils import scale`, where utils.py lies beside the package.
//
// Instead: put all code into the package, declare every dependency, and try
// the import in an empty environment from another folder.
func doesNotImport(_ context.Context, s *subject) ([]Finding, error) {
	raised := s.raisedOnLoad()
	if raised == nil || raised.Phase != wrapper.PhaseImport || isExit(raised) || s.entryMissing() {
		return nil, nil
	}
	f := s.fromException(raised)
	f.Message = "the entry point's module does not import: " + f.Message
	f.Declared, f.Fix = "an import that works in a fresh environment", "install the wheel into an empty environment and import it from another folder"
	return []Finding{f}, nil
}

// entryMissing tells whether the names themselves are missing, which is
// another rule's to tell.
func (s *subject) entryMissing() bool {
	for _, rule := range []func(context.Context, *subject) ([]Finding, error){noEntryPoint, noPredict} {
		if found, err := rule(context.Background(), s); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

// raisedOnLoad is the exception that importing or loading raised, or nil.
func (s *subject) raisedOnLoad() *wrapper.Exception {
	var raised *wrapper.Exception
	errors.As(s.loadErr, &raised)
	return raised
}

// loadFails finds a documented load call that raises.
//
// Why: a model that cannot be loaded cannot be used (3a).
//
// Example: load() reads a file that is not among its arguments, or looks for
// a key that the config does not have.
//
// Instead: run the load call of the docstring with the files of the hand-off.
func loadFails(_ context.Context, s *subject) ([]Finding, error) {
	raised := s.raisedOnLoad()
	if raised == nil || raised.Phase != wrapper.PhaseLoad || isExit(raised) || s.entryMissing() || s.relativePathIn(raised) != "" {
		return nil, nil
	}
	f := s.fromException(raised)
	f.Message = "the documented load call raises: " + f.Message
	f.Declared, f.Fix = "a load call that works as documented", "run it with the files of the hand-off, from another folder"
	return []Finding{f}, nil
}

// resourceMissing finds a resource of the contract that is not there.
//
// Why: the weights are part of the hand-off.
//
// Example: weights = "resources/weights.pt", with the file left out of the archive.
//
// Instead: hand over every file that [load.resources] names.
func resourceMissing(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for name, resource := range s.contract.Load.Resources {
		if s.hasResource(name) {
			continue
		}
		found = append(found, Finding{Message: fmt.Sprintf("resource %q is not there", name), File: s.shownFile(schema.FileName), Line: resource.Line,
			Declared: filepath.ToSlash(resource.Path), Seen: "no such file or folder", Fix: "hand it over, or correct its path"})
	}
	return found, nil
}
