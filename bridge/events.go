package bridge

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"strings"
	"unsafe"

	"handoff/wrapper"
)

// trust leaves reads under the folders out of the events.
func (in *interpreter) trust(folders []string) {
	for _, f := range folders {
		p := C.CString(f)
		C.handoff_audit_trust(p)
		C.free(unsafe.Pointer(p))
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
		name, detail, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		events = append(events, wrapper.Event{Phase: phase, Name: name, Detail: strings.ToValidUTF8(detail, "\uFFFD")})
	}
	return events
}
