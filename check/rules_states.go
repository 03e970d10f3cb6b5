package check

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/wrapper"
)

// stateDictMismatch finds a state_dict whose keys or shapes do not fit the
// network that load builds. Where strict=False hides it, the model is loaded
// once more while somebody listens: parameters that no key filled are an
// error, keys that fill none a warning.
//
// Why: a parameter that the file does not fill stays as initialised, at random,
// and the scores with it.
//
// Example: keys behind "module.", of a DataParallel, loaded with strict=False.
//
// Instead: save and load the state_dict of the very network, strictly.
func stateDictMismatch(ctx context.Context, s *subject) ([]Finding, error) {
	if raised := s.raisedOnLoad(); raised != nil && isMismatch(raised) {
		f := s.fromException(raised)
		f.Message, f.Declared, f.Fix = "the state_dict does not fit the network", "keys and shapes of the network's own", "save the state_dict of the network that load builds"
		return []Finding{f}, nil
	}
	if s.model == nil || s.loadErr != nil || s.laxModule() == nil {
		return nil, nil
	}
	loaded, err := s.listenToLoading(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, l := range loaded {
		if len(l.Missing)+len(l.Unexpected) > 0 {
			found = append(found, s.mismatch(l))
		}
	}
	return found, nil
}

func isMismatch(raised *wrapper.Exception) bool {
	return strings.HasPrefix(raised.Message, "Error(s) in loading state_dict")
}

// laxModule is a module that may load a state_dict that does not fit.
func (s *subject) laxModule() *module {
	i := slices.IndexFunc(s.source.modules, func(m module) bool {
		return bytes.Contains(m.Text, []byte("load_state_dict")) && bytes.Contains(m.Text, []byte("strict"))
	})
	if i < 0 {
		return nil
	}
	return &s.source.modules[i]
}

// A loadedState is what py/states.py tells of the calls of load_state_dict on
// one module.
type loadedState struct {
	Module     string   `json:"module"`
	Missing    []string `json:"missing"`
	Unexpected []string `json:"unexpected"`
	Keys       int      `json:"keys"` // that the module has
}

func (s *subject) listenToLoading(ctx context.Context) ([]loadedState, error) {
	host, failed, err := s.another(ctx, listeningToLoading)
	if err != nil {
		return nil, err
	}
	defer host.Close()
	if failed != nil {
		return nil, notRun("the model did not load a second time: " + oneLine(failed.Error()))
	}
	var answer struct {
		Loaded []loadedState `json:"loaded"`
	}
	err = run(ctx, host, struct{}{}, &answer, "states")
	return answer.Loaded, err
}

var listeningToLoading = listening(struct{}{}, "states")

func (s *subject) mismatch(l loadedState) Finding {
	f := Finding{Message: fmt.Sprintf("the state_dict does not fill %d of %d parameters and buffers of %s", len(l.Missing), l.Keys, l.Module),
		Declared: "a state_dict that fits", Fix: "save the state_dict of the network that load builds, and load it strictly"}
	if len(l.Missing) == 0 {
		f.Severity, f.Message = SeverityWarning, fmt.Sprintf("%d keys of the state_dict fit nothing in %s", len(l.Unexpected), l.Module)
	}
	var seen []string
	for what, keys := range map[string][]string{"missing": l.Missing, "unexpected": l.Unexpected} {
		if len(keys) > 0 {
			seen = append(seen, what+": "+shortened(keys, 3))
		}
	}
	slices.Sort(seen)
	f.Seen = strings.Join(seen, "; ")
	f.File = s.laxModule().Path
	f.Line = s.lineWith(f.File, "load_state_dict")
	return f
}

// pickledByOtherVersion finds a pickled object that says of itself that
// another version of a dependency wrote it than the one that is pinned.
//
// Why: what an object of one version means to another, nobody promises: it
// fails, or scores differently, without a word.
//
// Example: a scikit-learn 1.2.2 model beside dependencies = ["scikit-learn==1.3.2"]
//
// Instead: pin the version that wrote it, or write it anew with the one pinned.
func pickledByOtherVersion(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	var found []Finding
	for _, w := range s.weights {
		for _, v := range w.Versions {
			for _, r := range m.applicable() {
				pin := pinOf(r)
				if pin == "" || (wrapper.Specifier{Op: "==", Version: pin}).Admits(v.Version) || !s.provides(r, v.Name) {
					continue
				}
				found = append(found, Finding{Message: fmt.Sprintf("%s was pickled by %s %s", v.Of, r.Name, v.Version), File: s.shown(w.Path), Declared: r.Text,
					Seen: v.Name + " " + v.Version, Fix: "pin the version that wrote it, or write it anew with the one pinned"})
			}
		}
	}
	return found, nil
}

// provides tells whether a requirement's distribution goes by a name, or
// brings a module of that name.
func (s *subject) provides(r wrapper.Requirement, name string) bool {
	own := wrapper.NormalName(r.Name)
	return own == wrapper.NormalName(name) || slices.Contains(s.installed.providers[name], own)
}
