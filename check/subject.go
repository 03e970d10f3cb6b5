package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"handoff/schema"
	"handoff/wrapper"
)

// A subject is the hand-off with all that a run has learned of it so far.
// Each phase adds its part; a rule reads those of its phase and before.
type subject struct {
	opt      Options
	wanted   []Rule           // those to be asked
	dir      string           // absolute, the folder of the contract
	project  string           // absolute, the folder with pyproject.toml, or a wheel
	contract *schema.Contract // nil where there is none

	// static
	pyproject    *metadata // nil where only the wheel knows
	pyprojectErr error     // why pyproject.toml could not be read
	source       *source
	weights      []weightsFile
	beside       []besideFact
	columns      columnUses
	input        inputUses
	documented   []document
	shownConfigs map[string][]configExample // that documents show, by resource
	dropped      []droppedFact
	known        formFacts // the forms of a photograph that the package knows

	// install
	env        *wrapper.Environment
	installErr *wrapper.InstallError // of the documented environment, also where another is gone on with
	instead    []string              // requirements of that other in place of the wheel's
	anyPython  bool                  // and that it is installed whatever Pythons it says it is for
	extra      []string              // and such as are installed besides
	installed  *installed
	resolves   *wrapper.Resolver // once anything was asked of it
	pinned     *pinFacts         // once they were asked for

	// import, load
	loadable bool // it is installed, and its weights are there and safe to load
	model    wrapper.Model
	loadErr  error     // an *Exception or *HostError
	checkout *checkout // whose code is run in place of the wheel's; nil for that

	// call, examples, probes
	base     *call         // the documented one
	onward   *call         // the one behind it that was answered, where it failed
	around   []*workaround // of what failed, in the order found
	used     *configUse    // once it was asked for
	calls    []*call
	examples []example
	scores   []scores              // records that were scored as handoff score does
	samples  []*sample             // that probes begin with, each answered in full: made ones first
	order    rowOrder              // of made rows: the model refuses some combinations
	unsteady bool                  // two calls alike gave different results
	others   others                // what calls before and further processes change
	unknown  []asked               // columns of which an unseen level is scored, once that was asked
	poisons  []string              // columns that, where missing, make a score missing
	missing  map[missingCall]*call // made so far
	causes   map[string]cause      // what exceptions are about, by what they say
	ahead    ahead
	limits   limits
	taken    []given            // the further forms in which it takes a photograph
	forms    map[given]formHost // the model, loaded for them
	shrunk   shrunk
	// what rules learn once for several of them
	notUsed  *[]string        // resources
	missed   map[string]*lack // of resources
	enduring *enduring        // the same call made again and again
}

// A Phase is a stretch of a run, after which certain rules can be asked.
type Phase string

// The phases, in order.
const (
	PhaseStatic   Phase = "static"
	PhaseInstall  Phase = "install"
	PhaseImport   Phase = "import"
	PhaseLoad     Phase = "load"
	PhaseCall     Phase = "call"
	PhaseExamples Phase = "examples"
	PhaseProbes   Phase = "probes"
	PhaseReview   Phase = "review" // of all calls together
)

// A step is what a phase does: learn gives the reason why none after it can
// be done, in words that end "not run: ...", or "". around, where there is
// one, then works round that, and tells whether the run can go on behind it.
type step struct {
	phase  Phase
	learn  func(context.Context, *subject) (stop string, err error)
	around func(context.Context, *subject) (went bool, err error)
}

var steps = []step{
	{PhaseStatic, learnStatic, nil},
	{PhaseInstall, learnInstall, aroundInstall},
	{PhaseImport, learnImport, aroundImport},
	{PhaseLoad, learnLoad, aroundLoad},
	{PhaseCall, learnCall, aroundCall},
	{PhaseExamples, learnExamples, nil},
	{PhaseProbes, learnProbes, nil},
	{PhaseReview, learnReview, nil},
}

// learnReview is of a phase that asks about what is known already, and about
// time: nothing else is to run beside the model then.
func learnReview(_ context.Context, s *subject) (string, error) {
	s.ahead.end()
	return "", nil
}

func (p Phase) index() int {
	for i, s := range steps {
		if s.phase == p {
			return i
		}
	}
	return -1
}

// name is the model's, or its folder's where there is no contract.
func (s *subject) name() string {
	if s.contract == nil {
		return filepath.Base(s.dir)
	}
	return s.contract.Model.Name
}

func (s *subject) progress(p Phase, step string) {
	if s.opt.Progress != nil {
		s.opt.Progress(p, step)
	}
}

// release lets go of the host and of Arrow memory.
func (s *subject) release() {
	s.ahead.end()
	s.enduring.end()
	if s.model != nil {
		s.model.Close()
	}
	for _, kept := range s.forms {
		kept.Close()
	}
	if s.env != nil {
		s.env.Close()
	}
	if s.resolves != nil {
		s.resolves.Close()
	}
	for _, c := range slices.Concat(s.calls, s.shrunk.calls) {
		c.release()
	}
	for _, on := range s.shrunk.samples {
		on.release()
	}
}

func holdsAnything(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) > 0
}

// learnStatic reads what there is without installing or running any of it.
func learnStatic(ctx context.Context, s *subject) (stop string, err error) {
	s.pyproject, s.pyprojectErr = readPyproject(s.dir, s.project)
	host, err := s.startScripts(ctx)
	if err != nil {
		return "", err
	}
	defer host.Close()
	if s.source, err = readSource(ctx, host, s.dir, s.project); err != nil {
		return "", err
	}
	if s.beside, err = readBeside(ctx, host, s.source); err != nil {
		return "", err
	}
	if s.contract == nil {
		return fmt.Sprintf("there is no %s: write one, as docs/contract.md shows", schema.FileName), nil
	}
	pickles, err := packagedPickles(s.project)
	if err != nil {
		return "", err
	}
	if s.weights, err = scanWeights(ctx, host, s.contract, pickles); err != nil {
		return "", err
	}
	if s.columns, err = readColumns(ctx, host, s.contract, s.source); err != nil {
		return "", err
	}
	if s.input, err = readInput(ctx, host, s.contract, s.source); err != nil {
		return "", err
	}
	if s.known, err = readForms(ctx, host, s.contract, s.source); err != nil {
		return "", err
	}
	if s.dropped, err = readDropped(ctx, host, s.source); err != nil {
		return "", err
	}
	if err := s.readShownConfigs(ctx, host); err != nil {
		return "", err
	}
	return "", s.readDocuments(ctx, host)
}
