package check

import (
	"context"
	"fmt"
	"strings"

	"handoff/wrapper"
)

// firstObserved is the first call of which something was observed.
func (s *subject) firstObserved(concerns func(*wrapper.Observed) bool) *call {
	for _, w := range s.witnesses() {
		if w.call != nil && w.Observed != nil && concerns(w.Observed) {
			return w.call
		}
	}
	return nil
}

// observedOf is what was observed of a call.
func observedOf(c *call) *wrapper.Observed {
	if c.result != nil {
		return c.result.Observed
	}
	return witnessOf(c.err).Observed
}

// inputMutated finds a predict that changes what it was given.
//
// Why: the frame belongs to the caller, who may store it or give it to the
// next model.
//
// Example: frame["AGE"] = frame["AGE"].fillna(60)
//
// Instead: frame = frame.copy() first, or frame.assign(...).
func inputMutated(_ context.Context, s *subject) ([]Finding, error) {
	c := s.firstObserved(func(o *wrapper.Observed) bool { return len(o.Mutated) > 0 })
	if c == nil {
		return nil, nil
	}
	what := strings.Join(observedOf(c).Mutated, ", ")
	return []Finding{{Message: fmt.Sprintf("predict changes its input: %s", oneLine(what)), Declared: "an input left as it was",
		Seen: "compared with a copy after " + c.what, Fix: "work on a copy"}}, nil
}

// trainMode finds a predict that runs dropout or batch norm as in training.
//
// Why: dropout makes scores random, and batch norm makes them depend on the
// other patients in the batch and moves the weights with every call.
//
// Example: return model, where model.eval() was meant.
//
// Instead: return model.eval()
func trainMode(_ context.Context, s *subject) ([]Finding, error) {
	c := s.firstObserved(func(o *wrapper.Observed) bool { return len(o.Training) > 0 })
	if c == nil {
		return nil, s.needsModules()
	}
	return []Finding{{Message: "predict runs " + strings.Join(observedOf(c).Training, ", ") + " in training mode", Declared: "layers in evaluation mode",
		Seen: "seen in " + c.what, Fix: "call model.eval() in load"}}, nil
}

// gradEnabled finds a predict that builds a graph for gradients.
//
// Why: a graph takes time and keeps the memory of all intermediate results.
//
// Example: self.network(x).detach()
//
// Instead: with torch.no_grad(): self.network(x)
func gradEnabled(_ context.Context, s *subject) ([]Finding, error) {
	c := s.firstObserved(func(o *wrapper.Observed) bool { return o.Graph })
	switch {
	case c == nil:
		return nil, s.needsModules()
	case s.carryingGraph() != nil:
		return nil, nil // 3b/output-requires-grad tells of it
	}
	return []Finding{{Message: "predict builds a graph for gradients", Declared: "results alone", Seen: "a module's output carries its graph in " + c.what,
		Fix: "call the network under torch.no_grad()"}}, nil
}

// needsModules is the reason why torch modules could not be watched, as a
// [notRun], or nil.
func (s *subject) needsModules() error {
	if s.installed != nil && len(s.installed.providers["torch"]) == 0 {
		return notRun("the environment has no torch")
	}
	return nil
}
