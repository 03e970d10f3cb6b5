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

// A besideFact is one place where a module reads a file by its own place.
type besideFact struct {
	Path   string `json:"path"` // relative to the model's folder
	Module string `json:"module"`
	File   string `json:"file"` // of the module
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// readBeside finds what the modules read by their own place.
func readBeside(ctx context.Context, host scripter, src *source) ([]besideFact, error) {
	var answer struct {
		Files []besideFact `json:"files"`
	}
	if err := run(ctx, host, map[string]any{"modules": src.modules}, &answer, "names", "beside"); err != nil {
		return nil, fmt.Errorf("looking for files beside the code: %w", err)
	}
	return answer.Files, nil
}

// dataMissing finds a file, or a folder, that a module reads by its own
// place, that lies in the source and is not in the wheel. Where the
// documented call works all the same it is a warning.
//
// Why: it is there in the authors' checkout, and nowhere else.
//
// Example: Path(__file__).with_name("units.json"), where the build takes in
// Python files alone.
//
// Instead: have the build take it in (package-data in setuptools), or give
// load its path.
func dataMissing(_ context.Context, s *subject) ([]Finding, error) {
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	if isWheel(s.project) || s.installed.files == nil {
		return nil, nil
	}
	if s.loadErr == nil && s.base == nil {
		return s.missingData(SeverityError), later(PhaseCall)
	}
	if s.answered() != nil && s.checkout == nil {
		return s.missingData(SeverityWarning), nil
	}
	return s.missingData(SeverityError), nil
}

func (s *subject) missingData(severity Severity) []Finding {
	var found []Finding
	reached := s.source.reached(s.entryModules())
	for _, read := range s.beside {
		i := slices.IndexFunc(reached, func(m moduleFacts) bool { return m.Name == read.Module })
		known := slices.ContainsFunc(found, func(f Finding) bool { return f.Seen == read.Path })
		if i < 0 || known || !s.isData(read.Path) || s.inWheel(reached[i], read.Path) {
			continue
		}
		found = append(found, Finding{Severity: severity, Message: fmt.Sprintf("%s is read beside the code, and is not in the wheel", filepath.Base(read.Path)),
			File: read.File, Line: read.Line, Offset: read.Column, Declared: "a wheel that holds what the code reads by its own place",
			Seen: read.Path, Fix: "have the build take it in, or give load its path"})
	}
	return found
}

// isData tells whether something in the source is a file of data, or a folder
// with any and no package.
func (s *subject) isData(shown string) bool {
	path := filepath.Join(s.dir, filepath.FromSlash(shown))
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return err == nil && info.Mode().IsRegular() && filepath.Ext(path) != ".py"
	}
	code := slices.ContainsFunc(s.source.facts, func(m moduleFacts) bool { return strings.HasPrefix(m.Path, shown+"/") })
	return !code && holdsAnything(path)
}

// inWheel tells whether the wheel has what lies in the source at a place that
// a module reads, at the same place seen from the module.
func (s *subject) inWheel(m moduleFacts, shown string) bool {
	file := strings.ReplaceAll(m.Name, ".", "/") + ".py"
	if m.Package {
		file = strings.ReplaceAll(m.Name, ".", "/") + "/__init__.py"
	}
	within, ok := strings.CutPrefix(shown, strings.TrimSuffix(m.Path, file))
	return ok && slices.ContainsFunc(s.installed.files, func(name string) bool { return name == within || strings.HasPrefix(name, within+"/") })
}

// worksOnlyInPlace finds a package that loads in the project's checkout and
// does not from its wheel, where no other rule names the cause.
//
// Why: the platform has the wheel and nothing else.
//
// Example: a module that lists the tables in a folder beside it, which the
// build leaves out.
//
// Instead: install the wheel into an empty environment, and load the model
// there, from another folder.
func worksOnlyInPlace(ctx context.Context, s *subject) ([]Finding, error) {
	raised := s.raisedOnLoad()
	if raised == nil || isExit(raised) || s.causeOfAbsence(ctx, raised) {
		return nil, nil
	}
	if isWheel(s.project) {
		return nil, notRun("the hand-off is a wheel: there is no checkout")
	}
	works, err := s.loadsInPlace(ctx)
	if !works || err != nil {
		return nil, err
	}
	f := s.fromException(raised)
	f.Message = "the model loads in the checkout, and not from its wheel: " + f.Message
	f.Declared, f.Fix = "a wheel that holds all that load needs", "find what it reads of the checkout, and have the build take it in"
	return []Finding{f}, nil
}

// causeOfAbsence tells whether another rule names what is not in the wheel.
func (s *subject) causeOfAbsence(ctx context.Context, raised *wrapper.Exception) bool {
	if s.relativePathIn(raised) != "" || s.notInWheel(raised) != "" || len(s.missingData(SeverityError)) > 0 {
		return true
	}
	loose, err := codeOutsidePackage(ctx, s)
	return err == nil && len(loose) > 0
}

// loadsInPlace tries the documented load call with the environment's
// dependencies and the checkout's code, from the checkout.
func (s *subject) loadsInPlace(ctx context.Context) (bool, error) {
	if s.checkout != nil {
		return true, nil
	}
	s.checkout = &checkout{s.project, s.project}
	defer func() { s.checkout = nil }()
	host, failed, err := s.another(ctx, reloading{})
	if err != nil {
		return false, err
	}
	defer host.Close()
	return failed == nil, nil
}
