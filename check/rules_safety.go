package check

import (
	"context"
	"fmt"

	"handoff/wrapper"
)

// crash finds a model that ends its process by a signal.
//
// Why: the platform's process ends with it, and so does whatever else it was doing.
//
// Example: native code that reads beyond an array.
//
// Instead: run the model under faulthandler, find the call, and pin a version
// of the library that does not crash.
func crash(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachEnd("the model's process is killed", "find the call with faulthandler",
		func(e *wrapper.HostError) bool { return e.Signal != "" && e.Deadline == 0 }), nil
}

// hang finds a model that gives no answer before its deadline.
//
// Why: the platform waits, and then gives up on every patient behind it.
//
// Example: waiting for a lock, for input, or for a server.
//
// Instead: wait for nothing, or with a time limit.
func hang(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachEnd("the model gives no answer", "wait for nothing, or with a time limit",
		func(e *wrapper.HostError) bool { return e.Deadline > 0 }), nil
}

// exits finds a model that ends its process itself.
//
// Why: sys.exit and os._exit end the platform's process too.
//
// Example: if model is None: sys.exit("no model")
//
// Instead: raise an exception that says what is wrong.
func exits(_ context.Context, s *subject) ([]Finding, error) {
	found := s.eachEnd("the model ends its process", "raise an exception instead",
		func(e *wrapper.HostError) bool { return e.Signal == "" && e.Deadline == 0 && e.Exit >= 0 })
	for _, raised := range s.allRaised() {
		if isExit(raised) && len(found) == 0 {
			f := s.fromException(raised)
			f.Message, f.Fix = "the model calls sys.exit", "raise an exception instead"
			f.trial = s.raisingCall(raised)
			found = append(found, f)
		}
	}
	return found, nil
}

// raisingCall is the trial of the call that raised, nil where none did.
func (s *subject) raisingCall(raised *wrapper.Exception) *trial {
	for _, c := range s.calls {
		if c.raised() == raised {
			return s.recorded(c, raisedBy)
		}
	}
	return nil
}

// isExit tells a call of sys.exit from other exceptions.
func isExit(raised *wrapper.Exception) bool { return raised.Type == "SystemExit" }

// eachEnd makes one finding of the hosts that ended in a way.
func (s *subject) eachEnd(message, fix string, concerns func(*wrapper.HostError) bool) []Finding {
	for _, c := range append([]*call{{err: s.loadErr}}, s.calls...) {
		end := c.end()
		if end == nil || !concerns(end) {
			continue
		}
		f := Finding{Message: fmt.Sprintf("%s in phase %s", message, end.Phase), Declared: "an answer or an exception",
			Seen: oneLine(end.Error()), Fix: fix, Evidence: shownTraceback(end.Stack)}
		f.File, f.Line = s.inStack(end.Stack)
		if c.sample != nil {
			f.trial = s.recorded(c, endedBy)
		}
		return []Finding{f}
	}
	return nil
}
