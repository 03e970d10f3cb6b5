package check

import (
	"context"
	"fmt"
)

// hardCodedHyperparameter finds sizes of a network's hidden layers, and rates
// of dropout, that stand as numbers in the code that the entry point reaches.
// What goes into the network and comes out of it is none: the data say that.
//
// Why: which network the weights are of is then known to the code alone, and
// another one cannot be handed over without changing it (3d).
//
// Example: nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 1))
//
// Instead: take them from the config that goes with the weights.
func hardCodedHyperparameter(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, m := range s.servingModules() {
		for _, u := range m.Uses {
			if u.Kind == "layer" {
				found = append(found, Finding{Message: "a network's sizes are written into the code: " + u.What, File: m.Path, Line: u.Line, Offset: u.Column,
					Declared: "sizes taken from a config", Seen: fmt.Sprintf("numbers in %s", m.Name), Fix: "take them from the config that goes with the weights"})
			}
		}
	}
	return found, nil
}

// servingModules are the modules of the package that loading and scoring
// import, or all where the contract's calls say nothing of that.
func (s *subject) servingModules() []moduleFacts {
	if reached := s.source.reached(s.entryModules()); len(reached) > 0 {
		return reached
	}
	return s.packageModules()
}
