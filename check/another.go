package check

import (
	"context"

	"handoff/wrapper"
)

// another loads the model once more, in a further host of the same
// environment: change, where given, may alter what that host is started with
// and told, e.g. its hash seed, its variables or its resources. The caller
// closes the host. failed is the model's own failure to load, after which the
// host holds no model; err is the harness's, and comes with no host.
func (s *subject) another(ctx context.Context, change func(*wrapper.Config, *wrapper.Spec)) (host *wrapper.Host, failed, err error) {
	config, spec, err := s.hosting()
	if err != nil {
		return nil, nil, err
	}
	if change != nil {
		change(&config, &spec)
	}
	if host, err = wrapper.Start(ctx, config); err != nil {
		return nil, nil, err
	}
	failed = host.Load(ctx, spec)
	if failed != nil && !isModels(failed) {
		host.Close()
		return nil, nil, failed
	}
	return host, failed, nil
}

// hosting is what the model's host is started with and told, as documented; a
// [notRun] where none may load it.
func (s *subject) hosting() (wrapper.Config, wrapper.Spec, error) {
	if !s.loadable {
		return wrapper.Config{}, wrapper.Spec{}, notRun("the model is not installed, or not safe to load")
	}
	resources, err := wrapper.Resources(s.contract)
	if err != nil {
		return wrapper.Config{}, wrapper.Spec{}, err
	}
	config := wrapper.ConfigFor(s.contract, s.env)
	config.Deadlines = s.opt.Deadlines
	seed := uint32(documentedSeed)
	config.HashSeed = &seed
	return config, wrapper.Spec{Contract: s.contract, Resources: resources, Roots: s.env.Roots}, nil
}
