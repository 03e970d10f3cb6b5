package bridge

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"handoff/wrapper"
)

// eachPath hands folders to a function of audit.c, which copies them.
func eachPath(paths []string, take func(*C.char)) {
	for _, path := range paths {
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

// placeOf tells where a file lies, and which resource it belongs to.
func (m *model) placeOf(path string) (wrapper.Place, string) {
	for name, resource := range m.spec.Resources {
		if isUnder(path, resource) {
			return wrapper.PlaceResource, name
		}
	}
	for _, known := range []struct {
		place   wrapper.Place
		folders []string
	}{
		{wrapper.PlacePackage, append([]string{m.in.config.Venv}, m.spec.Roots...)},
		{wrapper.PlaceScratch, []string{os.Getenv("HOME"), os.Getenv("TMPDIR")}},
		{wrapper.PlaceWork, []string{m.work}},
		{wrapper.PlaceSystem, append(wrapper.SystemPaths(), m.in.bases...)},
	} {
		for _, folder := range known.folders {
			if isUnder(path, folder) {
				return known.place, ""
			}
		}
	}
	return wrapper.PlaceElsewhere, ""
}

func isUnder(path, folder string) bool {
	return folder != "" && (path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/"))
}
