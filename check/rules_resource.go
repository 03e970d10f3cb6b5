package check

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"handoff/schema"
	"handoff/wrapper"
)

// resourceNotUsed finds a resource that nothing opens, or that is opened and
// not read: with a file in its place that is empty or holds something else
// the model loads all the same, and scores the same.
//
// Why: the scores are not those of the weights that were handed over, and no
// newer weights will ever change them.
//
// Example: load(weights) that builds the model from numbers in the code.
//
// Instead: read the file that load is given, or leave it out of [load.resources].
func resourceNotUsed(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.mayReload(); err != nil {
		return nil, err
	}
	unused, err := s.unused(ctx)
	if err != nil {
		return nil, err
	}
	found := s.unusedFindings(unused, "nothing opened it, and with an empty file in its place the model loads and scores the same")
	var unread []string
	err = s.eachLacking(ctx, unused, func(name string, l *lack) {
		if l.unread {
			unread = append(unread, name)
		}
	})
	if err != nil {
		return nil, err
	}
	return append(found, s.unusedFindings(unread, "it is opened, and with an empty file or other bytes in its place the model loads and scores the same")...), nil
}

func (s *subject) unusedFindings(names []string, seen string) (found []Finding) {
	for _, name := range names {
		found = append(found, s.resourceFinding(name, Finding{Message: fmt.Sprintf("resource %q is never used", name), Declared: "a model made of its resources",
			Seen: seen, Fix: "read what load is given, or leave it out of [load.resources]"}))
	}
	return found
}

// mayReload is the reason why loading once more cannot be told from the
// documented load, as a [notRun], or nil.
func (s *subject) mayReload() error {
	switch {
	case len(s.paths()) == 0:
		return notRun("load is given no file")
	case s.answered() == nil:
		return notRun("the documented call gave no result to compare with")
	}
	return s.steady()
}

// paths are the resources that load is given by their paths.
func (s *subject) paths() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.contract.Load.Resources)), func(name string) bool {
		as := s.contract.Load.Resources[name].As
		return as != "" && as != "path" || s.contract.Load.Torch == name
	})
}

// unused are the resources that nobody opened and nobody misses. What was
// opened is known from the audit hook, which native code escapes.
func (s *subject) unused(ctx context.Context) ([]string, error) {
	if s.notUsed != nil {
		return *s.notUsed, nil
	}
	opened := map[string]bool{}
	for _, w := range s.witnesses() {
		for _, e := range w.Events {
			opened[e.Resource] = true
		}
	}
	all := []string{}
	for _, name := range s.paths() {
		if opened[name] {
			continue
		}
		missed, err := s.misses(ctx, name)
		if err != nil {
			return nil, err
		}
		if !missed {
			all = append(all, name)
		}
	}
	s.notUsed = &all
	return all, nil
}

// misses tells whether an empty resource makes any difference.
func (s *subject) misses(ctx context.Context, name string) (bool, error) {
	path, remove, err := s.hollow(name)
	if err != nil {
		return false, err
	}
	defer remove()
	host, failed, err := s.another(ctx, reloading{change: func(c *wrapper.Config, spec *wrapper.Spec) {
		c.Read = append(c.Read, path)
		spec.Resources[name] = path
	}})
	if err != nil || failed != nil {
		closeHost(host)
		return failed != nil, err
	}
	defer host.Close()
	c, err := s.on(ctx, host, "the documented call", s.start().copy())
	if err != nil {
		return false, err
	}
	defer c.release()
	return !s.agree(s.answered(), c), nil
}

func closeHost(host *wrapper.Host) {
	if host != nil {
		host.Close()
	}
}

func (s *subject) resourceFinding(name string, f Finding) Finding {
	f.File, f.Line = s.shownFile(schema.FileName), s.contract.Load.Resources[name].Line
	return f
}

// loadsWithoutWeights finds a load that does not miss its weights: given a
// path to no file, or None, it makes a model that scores.
//
// Why: a path that is mistyped on the platform then gives scores of weights as
// they were initialised, and nobody is told.
//
// Example: if os.path.exists(weights): model.load_state_dict(...)
//
// Instead: open the file, and let it raise.
func loadsWithoutWeights(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.mayReload(); err != nil {
		return nil, err
	}
	unused, err := s.unused(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	err = s.eachLacking(ctx, unused, func(name string, l *lack) {
		if l.given != "" {
			found = append(found, s.resourceFinding(name, Finding{Message: fmt.Sprintf("with %s for %q load makes a model all the same", l.given, name),
				Declared: "an error that says which file is missing", Seen: "it loads and answers the documented call", Fix: "open the file, and let it raise"}))
		}
	})
	return found, err
}

// eachLacking tells what becomes of the model without each resource that load
// cannot do without, but for those that are not used.
func (s *subject) eachLacking(ctx context.Context, unused []string, tell func(name string, l *lack)) error {
	for _, name := range s.neededPaths() {
		if slices.Contains(unused, name) {
			continue
		}
		l, err := s.lacking(ctx, name)
		if err != nil {
			return err
		}
		tell(name, l)
	}
	return nil
}

// neededPaths are the paths that load cannot do without.
func (s *subject) neededPaths() []string {
	return slices.DeleteFunc(s.paths(), isSettings.MatchString)
}

// isSettings tells a resource that may be left out, with defaults in its
// place, by its keyword.
var isSettings = regexp.MustCompile(`(?i)conf|setting|option|hparam|hyper|vocab|label|meta`)
