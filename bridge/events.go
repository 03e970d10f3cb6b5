package bridge

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"handoff/wrapper"
)

// eachPath hands folders, by both their names, to a function of audit.c, which copies them.
func eachPath(paths []string, take func(*C.char)) {
	for _, path := range withReal(paths) {
		p := C.CString(path)
		take(p)
		C.free(unsafe.Pointer(p))
	}
}

// trust leaves reads under the folders out of the events.
func (in *interpreter) trust(folders []string) {
	eachPath(folders, func(p *C.char) { C.handoff_audit_trust(p) })
}

// trustSpec leaves reads of code out of the events; those of resources and of
// what else the package holds are in them.
func (in *interpreter) trustSpec(spec wrapper.Spec) {
	in.trust(spec.Roots)
	eachPath(spec.Roots, func(p *C.char) { C.handoff_audit_own(p) })
	for _, path := range spec.Resources {
		in.trust([]string{path})
		eachPath([]string{path}, func(p *C.char) { C.handoff_audit_watch(p) })
	}
}

// drain gives the events since the last drain, as seen in the phase.
func (in *interpreter) drain(phase wrapper.Phase) []wrapper.Event {
	size := C.handoff_audit_size()
	if size == 0 {
		return nil
	}
	buf := make([]byte, size)
	n := C.handoff_audit_drain((*C.char)(unsafe.Pointer(&buf[0])))
	var events []wrapper.Event
	for line := range strings.Lines(string(buf[:n])) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		by, detail, _ := strings.Cut(rest, "\t")
		events = append(events, wrapper.Event{Phase: phase, Name: name, Detail: strings.ToValidUTF8(detail, "\uFFFD"), By: wrapper.Actor(by)})
	}
	return events
}

// place says where the files of open events lie, before their paths are masked.
func (m *model) place(events []wrapper.Event) []wrapper.Event {
	for i, e := range events {
		if e.Name == "open" {
			path, _, _ := strings.Cut(e.Detail, " (")
			events[i].Place, events[i].Resource = m.placeOf(filepath.Clean(path))
		}
	}
	return events
}

// A known is a place, and the folders and files that it consists of.
type known struct {
	place    wrapper.Place
	resource string
	paths    []string
}

// places are where a model's files may lie; the first that holds a file counts.
func (m *model) places() []known {
	var all []known
	for name, path := range m.spec.Resources {
		all = append(all, known{wrapper.PlaceResource, name, []string{path}})
	}
	all = append(all,
		known{wrapper.PlacePackage, "", append([]string{m.in.config.Venv}, m.spec.Roots...)},
		known{wrapper.PlaceScratch, "", []string{os.Getenv("HOME"), os.Getenv("TMPDIR")}},
		known{wrapper.PlaceWork, "", []string{m.work}},
		known{wrapper.PlaceSystem, "", append(wrapper.SystemPaths(), m.in.bases...)})
	for i := range all {
		all[i].paths = withReal(all[i].paths)
	}
	return all
}

// placeOf tells where a file lies, and which resource it belongs to.
func (m *model) placeOf(path string) (wrapper.Place, string) {
	for _, k := range m.known {
		if slices.ContainsFunc(k.paths, func(under string) bool { return isUnder(path, under) }) {
			return k.place, k.resource
		}
	}
	return wrapper.PlaceElsewhere, ""
}

// withReal adds the paths that others are links to: code may resolve what it
// is given before it opens it.
func withReal(paths []string) []string {
	all := slices.Clone(paths)
	for _, path := range paths {
		if real, err := filepath.EvalSymlinks(path); err == nil && real != path {
			all = append(all, real)
		}
	}
	return all
}

func isUnder(path, folder string) bool {
	return folder != "" && (path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/"))
}
