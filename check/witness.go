package check

import (
	"errors"
	"fmt"
	"slices"

	"handoff/wrapper"
)

// A witness is what was seen of loading or of a call.
type witness struct {
	wrapper.Witnessed
	call *call // nil of loading
}

// what names the call, or what else was seen.
func (w witness) what() string {
	if w.call == nil {
		return "loading"
	}
	return w.call.what
}

// witnesses tell of loading and of every call, in their order, also of those
// that failed.
func (s *subject) witnesses() []witness {
	all := []witness{{Witnessed: s.loading()}}
	for _, c := range s.calls {
		w := witnessOf(c.err)
		if c.result != nil {
			w = c.result.Witnessed
		}
		all = append(all, witness{w, c})
	}
	return all
}

// loading is what was seen of import and load.
func (s *subject) loading() wrapper.Witnessed {
	switch {
	case s.loadErr != nil:
		return witnessOf(s.loadErr)
	case s.model != nil:
		return s.model.Info().Witnessed
	}
	return wrapper.Witnessed{}
}

// witnessOf is what was seen of what failed with the model's error.
func witnessOf(err error) wrapper.Witnessed {
	var raised *wrapper.Exception
	var refused *wrapper.ResultError
	switch {
	case errors.As(err, &raised):
		return raised.Witnessed
	case errors.As(err, &refused):
		return refused.Witnessed
	}
	return wrapper.Witnessed{}
}

// changes are those that were observed, each once a phase.
func (s *subject) changes() []wrapper.Change {
	var all []wrapper.Change
	for _, w := range s.witnesses() {
		// Libraries that put back what they changed, as warnings.catch_warnings
		// does, undo each other in calls made at once.
		if w.Observed == nil || w.call != nil && w.call.threads > 1 {
			continue
		}
		for _, c := range w.Observed.Changes {
			if !slices.ContainsFunc(all, func(o wrapper.Change) bool {
				return o.What == c.What && o.Phase == c.Phase
			}) {
				all = append(all, c)
			}
		}
	}
	return all
}

// phaseName takes the first call for what it is: a call.
func phaseName(p wrapper.Phase) wrapper.Phase {
	if p == wrapper.PhaseFirstPredict {
		return wrapper.PhasePredict
	}
	return p
}

// eachEvent makes one finding for each phase in which the audit hook saw
// something of a kind.
func (s *subject) eachEvent(message, fix string, concerns func(wrapper.Event) bool) []Finding {
	var found []Finding
	for _, w := range s.witnesses() {
		for _, e := range w.Events {
			text := fmt.Sprintf("the model %s in phase %s", message, phaseName(e.Phase))
			if concerns(e) && !slices.ContainsFunc(found, func(f Finding) bool { return f.Message == text }) {
				found = append(found, Finding{Message: text, Declared: "a model that needs the batch alone",
					Seen: "seen by the audit hook: " + e.Name, Fix: fix})
			}
		}
	}
	return found
}
