package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/wrapper"
)

// unsafeGlobal finds weights whose pickle imports something that no weights
// need.
//
// Why: unpickling calls whatever the file names. A file that names os.system
// runs a command of its author's choosing, or of whoever changed the file.
//
// What a torch file keeps of plain data besides tensors, an argparse.Namespace
// say, is harmless and a warning: weights_only=True refuses it.
//
// Example: a .pt file whose data.pkl holds the opcode GLOBAL 'os system'.
//
// Instead: save model.state_dict(), and load it with weights_only=True.
func unsafeGlobal(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, w := range s.weights {
		if w.Error != "" {
			found = append(found, Finding{Message: "the pickle cannot be read to its end, so that it cannot be called safe",
				File: s.shown(w.Path), Declared: "weights of tensors and plain data", Seen: w.Error, Fix: "save the weights anew, as a state_dict"})
		}
		for _, g := range w.beyondPlain() {
			origin, err := s.originOf(g)
			if err != nil {
				return nil, err
			}
			if origin == foreign {
				found = append(found, s.globalFinding(w, g))
			}
		}
		if w.Kind == "torch" && len(w.beyondPlain()) == 0 { // which say enough
			found = append(found, s.refusedByTorch(w)...)
		}
	}
	return found, nil
}

// refusedByTorch makes a finding of what a torch file holds besides tensors,
// harmless as it is.
func (s *subject) refusedByTorch(w weightsFile) []Finding {
	var names []string
	for _, g := range w.beyondTorch() {
		if g.isPlain() {
			names = append(names, g.String())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []Finding{{Severity: SeverityWarning, Message: "it holds more than tensors, so that torch.load(..., weights_only=True) refuses it", File: s.shown(w.Path),
		Declared: "weights of tensors in dicts and lists", Seen: shortened(names, 3), Fix: "save model.state_dict() and nothing else; keep the rest as JSON beside it"}}
}

func (s *subject) globalFinding(w weightsFile, g globalFact) Finding {
	where := fmt.Sprintf("opcode at byte %d", g.Offset)
	if g.Member != "" {
		where += " of " + g.Member
	}
	return Finding{Message: fmt.Sprintf("unpickling it would import %s", g), File: s.shown(w.Path),
		Declared: "weights of tensors and plain data", Seen: fmt.Sprintf("%s.%s, %s", g.Module, g.Name, where),
		Fix: "save model.state_dict() and nothing else"}
}

// wholeModelPickled finds a torch file that holds whole objects of classes
// rather than a state_dict.
//
// Why: such a file loads only where the very same classes can be imported,
// and loading it runs code. Where the contract says torch = "...", which the
// cookbook allows, it is a warning.
//
// Example: torch.save(model, "model.pt")
//
// Instead: torch.save(model.state_dict(), "weights.pt"), and a load function
// that builds the model and calls load_state_dict.
func wholeModelPickled(_ context.Context, s *subject) ([]Finding, error) {
	return s.pickledClasses(func(w weightsFile) bool { return w.Kind == "torch" }, func(w weightsFile) Finding {
		f := Finding{Message: "it holds a whole model, not a state_dict", Declared: "a state_dict",
			Fix: "save model.state_dict() and build the model in load"}
		if w.Resource != "" && s.contract.Load.Torch == w.Resource {
			f.Severity = SeverityWarning
		}
		return f
	})
}

// pickledModel finds a pickle, not of torch, that holds objects of declared
// dependencies or plain data.
//
// Why: loading a pickle runs what it says, which nobody can see by looking at
// it, and one of fitted objects loads only with the versions that wrote it.
//
// Example: joblib.dump(LogisticRegression().fit(x, y), "model.joblib")
//
// Instead: keep the fitted numbers as plain data and rebuild the object from
// them, or keep the pickle and its exact pins together.
func pickledModel(_ context.Context, s *subject) ([]Finding, error) {
	found, err := s.pickledClasses(func(w weightsFile) bool { return w.Kind != "torch" }, func(weightsFile) Finding {
		return Finding{Message: "it is a pickle of a fitted object", Declared: "weights as plain data",
			Fix: "keep the fitted numbers as plain data, or its exact pins beside it"}
	})
	for _, w := range s.weights {
		if w.Kind == "pickle" && w.Error == "" && len(w.beyondPlain()) == 0 {
			found = append(found, Finding{Message: "it is a pickle, though what it holds is plain data", File: s.shown(w.Path), Declared: "weights in a format that cannot run code",
				Seen: "nothing in it that takes a pickle", Fix: "keep them as JSON, or as arrays in .npz, which numpy.load reads with allow_pickle=False"})
		}
	}
	return found, err
}

// pickledClasses makes one finding for each file of a kind that names
// classes of the package or its dependencies.
func (s *subject) pickledClasses(concerns func(weightsFile) bool, describe func(weightsFile) Finding) ([]Finding, error) {
	var found []Finding
	for _, w := range s.weights {
		var names []string
		for _, g := range w.beyondPlain() {
			origin, err := s.originOf(g)
			if err != nil {
				return nil, err
			}
			if origin == ours {
				names = append(names, g.String())
			}
		}
		if len(names) == 0 || !concerns(w) {
			continue
		}
		f := describe(w)
		f.File, f.Seen = s.shown(w.Path), shortened(names, 3)
		found = append(found, f)
	}
	return found, nil
}

func shortened(names []string, n int) string {
	slices.Sort(names)
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

// An origin says whose code a global of a pickle is.
type origin int

const (
	ours    origin = iota // the package's, or that of a declared dependency
	foreign               // the standard library's, or of nobody in the environment
)

// originOf tells whose a global is. The standard library is known from the
// start; what brings another module, once the environment is there.
func (s *subject) originOf(g globalFact) (origin, error) {
	switch {
	case slices.Contains(s.source.stdlib, g.root()), g.root() == "__builtin__":
		return foreign, nil
	case s.source.owns(g.root()):
		return ours, nil
	case s.installed != nil:
		if len(s.installed.providers[g.root()]) > 0 {
			return ours, nil
		}
		return foreign, nil
	case s.pyproject != nil && s.pyproject.declares(wrapper.NormalName(g.root())):
		return ours, nil
	}
	return foreign, later(PhaseInstall)
}

// unsafeWeights tells whether anything in the weights forbids loading them:
// plain data, of which there is a warning, does not.
func (s *subject) unsafeWeights(ctx context.Context) (bool, error) {
	found, err := unsafeGlobal(ctx, s)
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity != SeverityWarning }), err
}
