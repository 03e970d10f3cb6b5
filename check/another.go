package check

import (
	"context"

	"handoff/wrapper"
)

// A reloading is how the model is loaded once more: what is otherwise than
// documented. The zero value loads it as documented.
type reloading struct {
	// name is what it may be expected under, see [ahead]; "" for one that
	// nobody expects.
	name string
	// change alters what the host is started with and told, e.g. its hash
	// seed, its variables or its resources.
	change func(*wrapper.Config, *wrapper.Spec)
	// before is done in the host before anything of the model's is imported,
	// e.g. a script that listens. Its error is [subject.another]'s.
	before func(context.Context, *wrapper.Host) error
}

// listening has a script of check's in the host before the model is, which
// listens, and tells what it has heard where it is run again.
func listening(args any, script string) reloading {
	return reloading{name: script, before: func(ctx context.Context, host *wrapper.Host) error {
		var nothing any
		if err := run(ctx, host, args, &nothing, script); err != nil {
			return notRun("nobody could listen while the model loads: " + oneLine(err.Error()))
		}
		return nil
	}}
}

// another loads the model once more, in a further host of the same
// environment. The caller closes the host. failed is the model's own failure
// to load, after which the host holds no model; err is the harness's, and
// comes with no host.
func (s *subject) another(ctx context.Context, how reloading) (host *wrapper.Host, failed, err error) {
	if l := s.ahead.take(how.name); l != nil {
		return l.host, l.failed, l.err
	}
	return s.loadedAnew(ctx, how)
}

// loadedAnew is another, loaded now. It may be called beside other work: it
// reads of the subject what is known once the model has loaded.
func (s *subject) loadedAnew(ctx context.Context, how reloading) (host *wrapper.Host, failed, err error) {
	config, spec, err := s.hosting()
	if err != nil {
		return nil, nil, err
	}
	if how.change != nil {
		how.change(&config, &spec)
	}
	if host, err = wrapper.Start(ctx, config); err != nil {
		return nil, nil, err
	}
	if s.checkout != nil {
		err = s.checkout.place(ctx, host)
	}
	if err == nil && how.before != nil {
		err = how.before(ctx, host)
	}
	if err == nil {
		failed, err = loadIn(ctx, host, spec)
	}
	if err != nil {
		host.Close()
		return nil, nil, err
	}
	return host, failed, nil
}

// reload loads the model once more in a host that has one, which then holds
// what a module keeps of the first.
func (s *subject) reload(ctx context.Context, host *wrapper.Host, change func(*wrapper.Spec)) (failed, err error) {
	_, spec, err := s.hosting()
	if err != nil {
		return nil, err
	}
	change(&spec)
	return loadIn(ctx, host, spec)
}

// loadIn tells the model's own failure to load from the harness's.
func loadIn(ctx context.Context, host *wrapper.Host, spec wrapper.Spec) (failed, err error) {
	if failed = host.Load(ctx, spec); failed != nil && !isModels(failed) {
		return nil, failed
	}
	return failed, nil
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
	if s.checkout != nil {
		config.Read = append(config.Read, s.project)
	}
	return config, wrapper.Spec{Contract: s.contract, Resources: resources, Roots: s.roots()}, nil
}
