package check

import (
	"context"
	"errors"
	"slices"
	"time"

	"handoff/report"
	"handoff/wrapper"
)

// startScripts starts an interpreter for check's own scripts: no venv, none
// of the model's code, and its files to read.
func (s *subject) startScripts(ctx context.Context) (*wrapper.Host, error) {
	python, err := wrapper.FindPython(ctx)
	if err != nil {
		return nil, err
	}
	config := wrapper.Config{Python: python, Read: []string{s.project}}
	if s.contract != nil {
		for name, r := range s.contract.Load.Resources {
			if s.hasResource(name) {
				config.Read = append(config.Read, s.contract.InDir(r.Path))
			}
		}
		slices.Sort(config.Read)
	}
	return wrapper.Start(ctx, config)
}

// learnInstall builds the fresh environment.
func learnInstall(ctx context.Context, s *subject) (stop string, err error) {
	s.env, err = wrapper.BuildEnvironment(ctx, s.contract, wrapper.EnvOptions{
		Fresh:    s.opt.Fresh,
		Progress: func(step string) { s.progress(PhaseInstall, step) },
	})
	if errors.As(err, &s.installErr) {
		return "the package does not install", nil
	}
	if err != nil {
		return "", err
	}
	s.installed, err = readInstalled(s.env)
	return "", err
}

// learnImport starts the model's host and has it import the entry point and
// load the model, which is one request. Weights that are not there or not
// safe are never loaded.
func learnImport(ctx context.Context, s *subject) (stop string, err error) {
	for name := range s.contract.Load.Resources {
		if !s.hasResource(name) {
			return "a resource is not there, see 2b/resource-missing", nil
		}
	}
	if unsafe, err := s.unsafeWeights(ctx); unsafe || err != nil {
		return "the weights are not safe to load, see 3c/unsafe-global-in-weights", err
	}
	if s.unreadableConfig() {
		return "a config cannot be read, see 3a/config-format-unreadable", nil
	}
	s.loadable = true
	if err := s.load(ctx); err != nil {
		return "", err
	}
	if s.loadErr != nil && s.endedIn(wrapper.PhaseImport) {
		return "the package does not import", nil
	}
	return "", nil
}

// load loads the model, and keeps it or why it does not load.
func (s *subject) load(ctx context.Context) error {
	host, failed, err := s.another(ctx, reloading{change: func(_ *wrapper.Config, spec *wrapper.Spec) { spec.Observe = true }})
	if err == nil {
		s.model, s.loadErr = host, failed
	}
	return err
}

// endedIn tells whether loading failed in a phase of the host's.
func (s *subject) endedIn(p wrapper.Phase) bool {
	var ended *wrapper.HostError
	if errors.As(s.loadErr, &ended) {
		return ended.Phase == p
	}
	raised := s.raisedOnLoad()
	return raised != nil && raised.Phase == p
}

// learnLoad has nothing left to load: the import did. The loads that rules
// will ask for begin.
func learnLoad(ctx context.Context, s *subject) (stop string, err error) {
	if s.loadErr != nil {
		return "the model does not load", nil
	}
	s.expect(ctx, s.foreseen())
	return "", nil
}

// describe writes what was run, on what and where into the report.
func (s *subject) describe(ctx context.Context, r *Report, began time.Time) (err error) {
	receipt := &r.Receipt
	*receipt = report.Receipt{Command: "check", Tool: report.ThisTool(), Host: report.ThisHost(), Started: began.UTC(), Outputs: []report.File{}}
	receipt.Settings = s.opt.settings()
	if s.contract == nil {
		receipt.Model.Describe = wrapper.GitDescribe(ctx, s.dir)
	} else {
		wheel := ""
		if s.env != nil {
			wheel = s.env.Wheel.Path
		}
		// A resource that is not there is a finding by now, not an error.
		if receipt.Model, err = report.ModelOf(ctx, s.contract, wheel, wrapper.GitDescribe(ctx, s.contract.SourceDir())); err != nil && !isMissing(err) {
			return err
		}
	}
	if s.env != nil {
		receipt.Runtime = report.Runtime{Python: s.env.Python.Version, Packages: s.env.Freeze}
	}
	if s.model != nil {
		info := s.model.Info()
		receipt.Runtime.Threads, receipt.Runtime.Enforced, receipt.Runtime.Missing = info.Threads, info.Sandbox.Enforced, info.Sandbox.Missing
	}
	if receipt.Inputs, err = report.HashFiles(ctx, s.opt.Records, s.opt.reading().File); err != nil {
		return err
	}
	r.Model = s.name()
	receipt.Model.Name, receipt.Finished = r.Model, time.Now().UTC()
	return nil
}
