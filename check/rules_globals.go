package check

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"handoff/wrapper"
)

// workAtImport finds a package that does more than define things when it is
// imported: it reads weights, trains, prints, starts threads or processes, or
// changes what is everybody's. What its dependencies do at their own import is
// not told.
//
// Why: whoever imports the package, for a test or for its version, gets all of
// that, in an order that nobody chose (2a).
//
// Example: MODEL = torch.load("weights.pt") at the top of a module.
//
// Instead: do it in load.
func workAtImport(_ context.Context, s *subject) ([]Finding, error) {
	if s.model == nil {
		return nil, notRun("the package was not imported")
	}
	const declared, fix = "an import that defines functions and classes", "do it in load"
	found := usesOf(s.source.reached(s.entryModules()), "trains", func(what string) Finding {
		return Finding{Message: "importing the package trains: it calls " + what, Declared: declared, Fix: fix}
	})
	for _, e := range s.loading().Events {
		if e.Phase == wrapper.PhaseImport && e.By != wrapper.ByImport && isWeights(e) {
			found = append(found, Finding{Message: "importing the package reads weights", Declared: declared, Seen: "seen by the audit hook: open " + path.Base(e.Detail), Fix: fix})
			break
		}
	}
	for _, c := range s.changes() {
		if c.Phase == wrapper.PhaseImport {
			found = append(found, s.placed(c, Finding{Message: "importing the package " + c.What, Declared: declared, Seen: "it " + c.What, Fix: fix}))
		}
	}
	return found, nil
}

// weightsEndings are those of files that hold what was trained.
var weightsEndings = []string{".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5", ".hdf5", ".keras", ".onnx", ".npz", ".npy", ".safetensors"}

// isWeights tells whether an event reads a resource, or a file of weights.
func isWeights(e wrapper.Event) bool {
	file, read := strings.CutSuffix(e.Detail, " (read)")
	return e.Name == "open" && read && (e.Place == wrapper.PlaceResource || e.Place == wrapper.PlacePackage && slices.Contains(weightsEndings, path.Ext(file)))
}

// loadMutatesGlobals finds a load or a predict that changes what is
// everybody's in the process: random seeds, variables, filters of warnings,
// settings of libraries.
//
// Why: the platform runs other models in the same process, and so do tests;
// they change with it.
//
// Example: warnings.filterwarnings("ignore"), torch.manual_seed(0), os.environ[...] = ...
//
// Instead: a generator of its own (numpy.random.default_rng), warnings.catch_warnings,
// or nothing.
func loadMutatesGlobals(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, c := range s.changes() {
		if c.Kind != wrapper.KindGlobal || c.Phase == wrapper.PhaseImport {
			continue
		}
		f := Finding{Message: fmt.Sprintf("%s %s", phaseName(c.Phase), c.What), Declared: "a process left as it was", Seen: "it " + c.What,
			Fix: "keep it to the package, or put it back"}
		if !slices.ContainsFunc(found, func(other Finding) bool { return other.Message == f.Message }) {
			found = append(found, s.placed(c, f))
		}
	}
	return found, nil
}

// setters are the calls that a change may come from, by what its text says.
var setters = []struct {
	says  string
	calls []string
}{
	{"random number", []string{"seed", "manual_seed", "manual_seed_all"}},
	{"environment variable", []string{"environ", "putenv"}},
	{"warnings", []string{"filterwarnings", "simplefilter", "resetwarnings"}},
	{"prints", []string{"print"}},
	{"thread that", []string{"start"}},
	{"working directory", []string{"chdir"}},
	{"recursion limit", []string{"setrecursionlimit"}},
	{"default dtype", []string{"set_default_dtype", "set_default_tensor_type"}},
	{"number of threads", []string{"set_num_threads"}},
	{"pandas option", []string{"set_option"}},
	{"root logger", []string{"basicConfig", "setLevel"}},
	{"locale", []string{"setlocale"}},
	{"signal", []string{"signal"}},
}

// placed puts a change where the source has its one call of the kind.
func (s *subject) placed(c wrapper.Change, f Finding) Finding {
	for _, known := range setters {
		if !strings.Contains(c.What, known.says) {
			continue
		}
		at := slices.DeleteFunc(usesOf(s.packageModules(), "sets", func(what string) Finding { return Finding{Message: what, Seen: what} }),
			func(use Finding) bool { return !slices.Contains(known.calls, use.Seen) })
		if len(at) == 1 {
			f.File, f.Line, f.Offset = at[0].File, at[0].Line, at[0].Offset
		}
		break
	}
	return f
}
