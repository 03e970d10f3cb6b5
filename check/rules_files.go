package check

import (
	"context"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// writesBesideCode finds a model that writes into its package or into the
// working folder.
//
// Why: the platform's package folder may not be written to, and what lands in
// the working folder is in nobody's care.
//
// Example: open("predict.log", "a")
//
// Instead: use logging and tempfile, and let the platform say where.
func writesBesideCode(_ context.Context, s *subject) ([]Finding, error) {
	return s.filesWith("writes", "use logging or tempfile, and let the platform say where", func(_ witness, e wrapper.Event) bool {
		return besideCode(e)
	}), nil
}

func besideCode(e wrapper.Event) bool {
	return writes(e) && e.By != wrapper.ByImport && (e.Place == wrapper.PlacePackage || e.Place == wrapper.PlaceWork || e.Place == wrapper.PlaceResource)
}

func writes(e wrapper.Event) bool { return strings.HasSuffix(e.Detail, " (write)") }

// writeOutsideScratch finds a model that writes beyond its package, its
// working folder and the folders for temporary files.
//
// Why: what it writes may hold values of patients, and nobody knows of it.
//
// Example: frame.to_csv("/tmp/debug.csv")
//
// Instead: write nothing, or use tempfile.
func writeOutsideScratch(_ context.Context, s *subject) ([]Finding, error) {
	return s.filesWith("writes", "write nothing, or use tempfile", func(_ witness, e wrapper.Event) bool {
		return writes(e) && beyond(e)
	}), nil
}

// beyond tells of files that neither the package nor a library brought.
func beyond(e wrapper.Event) bool {
	return e.Place == wrapper.PlaceElsewhere && e.By != wrapper.ByImport
}

// readOutsidePackage finds a model that reads files beyond its package, its
// resources and what sound models read of the system. What Python's own
// library or a dependency reads of the system for itself counts only where
// its being refused makes the model raise.
//
// Why: the file is another on the platform, or is not there.
//
// Example: open("/etc/hostname"), or a table on a network drive.
//
// Instead: name the file among [load.resources].
func readOutsidePackage(_ context.Context, s *subject) ([]Finding, error) {
	return s.filesWith("reads", "name it among [load.resources]", func(w witness, e wrapper.Event) bool {
		return !writes(e) && beyond(e) && (s.ownDoing(e) || w.lacked(s, e)) && !s.checkout.holds(e.Detail) // 2b/path-relative-to-cwd tells
	}), nil
}

// ownDoing tells whether a read is the package's own: Python's library and
// others read of the system what they like, and the package knows nothing of
// it unless its source or a config names the file, or its folder.
func (s *subject) ownDoing(e wrapper.Event) bool {
	file := fileOf(e)
	folder, name := regexp.QuoteMeta(path.Dir(file)), regexp.QuoteMeta(path.Base(file))
	named := regexp.MustCompile(`["'/]` + name + `(?:\W|$)|["']` + folder + `["'/]`)
	return !ofTheSystem(file) || slices.ContainsFunc(s.code(), named.MatchString)
}

// fileOf is the file of an event that opens one.
func fileOf(e wrapper.Event) string {
	file, _, _ := strings.Cut(e.Detail, " (")
	return file
}

// lacked tells whether the model raised because it might not read a file,
// which is shown by its shape where the call is private.
func (w witness) lacked(s *subject, e wrapper.Event) bool {
	raised, file := w.raised(s), fileOf(e)
	return raised != nil && isRefusal(raised) && (strings.Contains(raised.Message, file) || strings.Contains(raised.Message, schema.Shape(file)))
}

// code is the text of the package's modules, of its configs and of the contract.
func (s *subject) code() []string {
	texts := []string{string(s.contract.Text)}
	for _, m := range s.source.modules {
		texts = append(texts, string(m.Text))
	}
	for _, name := range s.resourceNames(true) {
		if text, err := os.ReadFile(s.resourcePath(name)); err == nil {
			texts = append(texts, string(text))
		}
	}
	return texts
}

// ofTheSystem tells whether a file is of the kind that libraries look at for
// themselves: fonts, what the system is called.
func ofTheSystem(file string) bool {
	return slices.ContainsFunc([]string{"/etc/", "/usr/", "/sys/", "/proc/", "/dev/", "/run/", "/var/lib/", "/opt/"},
		func(dir string) bool { return strings.HasPrefix(file, dir) })
}

// filesWith makes one finding for each phase in which files were opened that
// concern a rule.
func (s *subject) filesWith(verb, fix string, concerns func(witness, wrapper.Event) bool) []Finding {
	var found []Finding
	for _, w := range s.witnesses() {
		for _, e := range w.Events {
			if e.Name != "open" || !concerns(w, e) {
				continue
			}
			file := fileOf(e)
			text := fmt.Sprintf("%s %s %s", phaseName(e.Phase), verb, s.whereIs(file, e.Place))
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Message == text }) {
				found = append(found, s.fileFinding(Finding{Message: text, Fix: fix}, w, file))
			}
		}
	}
	return found
}

// fileFinding tells how it is known that a file was opened.
func (s *subject) fileFinding(f Finding, w witness, file string) Finding {
	f.Declared, f.Seen = "files of the package, the resources and temporary ones", "seen by the audit hook in "+w.what()
	if raised := w.raised(s); raised != nil && isRefusal(raised) {
		at := s.fromException(raised)
		f.File, f.Line, f.Evidence = at.File, at.Line, at.Evidence
		f.Seen = "refused by the kernel in " + w.what()
		return f
	}
	if open := s.opens(file); open != nil {
		f.File, f.Line = open.File, open.Line
	}
	return f
}

// isRefusal tells whether an exception is the sandbox's: of a file that may
// not be read or written.
func isRefusal(raised *wrapper.Exception) bool {
	return raised.Type == "PermissionError" || raised.Type == "OSError" && strings.Contains(raised.Message, "Read-only file system")
}

// wasKept tells whether an exception comes of the sandbox, which kept the
// model from something that a rule of its own tells.
func (s *subject) wasKept(raised *wrapper.Exception) bool {
	if slices.ContainsFunc(raised.Events, reachesOut) && (raised.Phase == wrapper.PhaseLoad || s.failsWithoutNetwork()) {
		return true
	}
	return isRefusal(raised) && slices.ContainsFunc(raised.Events, func(e wrapper.Event) bool {
		return beyond(e) || besideCode(e)
	})
}

// whereIs is a file as a report shows it: by the folder that it lies in, where
// that is a machine's own.
func (s *subject) whereIs(file string, place wrapper.Place) string {
	name := file[strings.LastIndex(file, "/")+1:]
	switch place {
	case wrapper.PlacePackage:
		return name + " beside its code"
	case wrapper.PlaceWork:
		return name + " in the working folder"
	case wrapper.PlaceResource:
		return name + " among its resources"
	}
	return file
}
