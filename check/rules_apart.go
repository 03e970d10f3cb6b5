package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/wrapper"
)

// networkNeeded finds an import or a load that tries to reach the network, and
// a predict that fails because there is none.
//
// Why: the platform has no network. What is not in the wheel or among the
// resources is not there.
//
// Example: from_pretrained("bert-base-uncased"), or newer weights that are
// downloaded at load.
//
// Instead: hand over the files, and load them by their path.
func networkNeeded(_ context.Context, s *subject) ([]Finding, error) {
	for _, w := range s.witnesses() {
		at := slices.IndexFunc(w.Events, reachesOut)
		if at < 0 || w.call != nil && !s.failsWithoutNetwork() {
			continue
		}
		f := Finding{Message: w.what() + " tries to reach the network", Declared: "a model that works without a network",
			Seen: "seen by the audit hook: " + w.Events[at].Name, Fix: "hand over what is fetched, and load it by its path"}
		if raised := w.raised(s); raised != nil {
			from := s.fromException(raised)
			f.File, f.Line, f.Evidence = from.File, from.Line, from.Evidence
			f.Message = fmt.Sprintf("%s fails without a network: %s", w.what(), raised.Type)
		}
		return []Finding{f}, nil
	}
	return nil, nil
}

// raised is what loading or the call ended with, or nil.
func (w witness) raised(s *subject) *wrapper.Exception {
	if w.call == nil {
		return s.raisedOnLoad()
	}
	return w.call.raised()
}

// failsWithoutNetwork tells whether calls try to reach the network, and none
// of them is answered.
func (s *subject) failsWithoutNetwork() bool {
	tried := slices.DeleteFunc(s.witnesses(), func(w witness) bool { return w.call == nil || !slices.ContainsFunc(w.Events, reachesOut) })
	return len(tried) > 0 && !slices.ContainsFunc(tried, func(w witness) bool { return w.call.result != nil })
}

// network finds a predict that tries to reach the network and goes on without.
//
// Why: the platform has none to give it, and a record must not leave.
//
// Example: requests.post(url, json=row) in predict.
//
// Instead: bring everything along in the wheel and the resources.
func network(_ context.Context, s *subject) ([]Finding, error) {
	if s.failsWithoutNetwork() {
		return nil, nil // 1c/network-needed tells
	}
	return s.eachEvent("tries to reach the network", "bring everything along in the wheel and the resources", func(e wrapper.Event) bool {
		return phaseName(e.Phase) == wrapper.PhasePredict && reachesOut(e)
	}), nil
}

// Events of CPython 3.8's audit hook, from the table in its documentation.
var (
	networkEvents = []string{"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
	processEvents = []string{"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.exec", "pty.spawn"}
)

// reachesOut tells of the network, but not of what a dependency does while it
// is being imported.
func reachesOut(e wrapper.Event) bool {
	return slices.Contains(networkEvents, e.Name) && e.By != wrapper.ByImport && !isLocal(e.Detail)
}

// isLocal tells whether an address is of this machine: a path, or loopback.
func isLocal(address string) bool {
	for _, sign := range []string{"127.0.0.1", "localhost", "::1", "/"} {
		if strings.HasPrefix(strings.TrimLeft(address, `('"b `), sign) {
			return true
		}
	}
	return false
}

// subprocess finds a model that starts other programs or forks.
//
// Why: what it starts may outlive the call, and holds what the process had open.
//
// Example: os.fork(), subprocess.run(["Rscript", "score.R"])
//
// Instead: do it in Python, in the call.
func subprocess(_ context.Context, s *subject) ([]Finding, error) {
	found := s.eachEvent("starts another process", "do it in the call itself", func(e wrapper.Event) bool {
		return slices.Contains(processEvents, e.Name) && ownDoing(e.By, e.Phase)
	})
	if len(found) > 0 {
		return found, nil
	}
	for _, c := range s.changes() { // those that raise no event: multiprocessing, native code
		if c.Kind == wrapper.KindProcess && c.Phase == wrapper.PhasePredict {
			return []Finding{{Message: "the model starts another process in phase " + string(c.Phase), Declared: "a model that needs the batch alone",
				Seen: "seen among the processes of the host", Fix: "do it in the call itself"}}, nil
		}
	}
	return nil, nil
}

// ownDoing tells what the package does from what sound libraries do: those
// ask other programs about the machine once, when they are imported or first used.
func ownDoing(by wrapper.Actor, phase wrapper.Phase) bool {
	return by == wrapper.ByPackage || by == wrapper.ByLibrary && phase == wrapper.PhasePredict
}
