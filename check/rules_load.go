package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"handoff/schema"
	"handoff/wrapper"
)

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
func doesNotImport(ctx context.Context, s *subject) ([]Finding, error) {
	raised := s.raisedOnLoad()
	if raised == nil || raised.Phase != wrapper.PhaseImport || isExit(raised) || s.entryMissing() {
		return nil, nil
	}
	f := s.fromException(raised)
	f.Message = "the entry point's module does not import: " + f.Message
	f.Declared, f.Fix = "an import that works in a fresh environment", "install the wheel into an empty environment and import it from another folder"
	if missing, err := packageMissing(ctx, s); err == nil && len(missing) > 0 && s.notInWheel(raised) != "" {
		return nil, nil // the cause is told
	}
	if module := s.notInWheel(raised); module != "" {
		f.Message, f.Fix = fmt.Sprintf("module %s is in the source but not in the wheel", module), "have the build take in the package"
	}
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
	if raised == nil || raised.Phase != wrapper.PhaseLoad || isExit(raised) || s.entryMissing() || s.relativePathIn(raised) != "" || isMismatch(raised) || s.wasKept(raised) {
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
