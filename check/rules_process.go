package check

import (
	"context"
	"fmt"
)

// hashSeedSensitive finds results that change with the seed of Python's
// hashes, which is another in every process unless PYTHONHASHSEED fixes it.
//
// Why: the same patient scores differently on every start of the platform.
//
// Example: for name in set(COLUMNS): features.append(row[name])
//
// Instead: iterate over a list, or over sorted(set); hash text with hashlib.
func hashSeedSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if s.fixes("PYTHONHASHSEED") {
		return nil, notRun("the contract fixes PYTHONHASHSEED")
	}
	if err := s.comparable(); err != nil {
		return nil, err
	}
	hashed := s.hashed()
	for _, with := range s.seeds() {
		t, failed, err := s.apart(ctx, with)
		if err != nil {
			return nil, err
		}
		f := Finding{Declared: "results that do not depend on the order of a set", Fix: "iterate over a list, or over what is sorted"}
		if len(hashed) == 1 {
			f.File, f.Line = hashed[0].File, hashed[0].Line
		}
		if found := s.otherThere(with, t, failed, f); found != nil {
			return found, nil
		}
	}
	return nil, nil
}

// hashed are the places where what predict reaches hashes, or makes a set.
func (s *subject) hashed() []Finding {
	return usesOf(s.source.reached(s.entryModules()), "hash", func(what string) Finding { return Finding{Message: what} })
}

// seeds are the settings to ask about: none where another seed changed nothing
// and the code neither hashes nor makes a set. Several, since two elements of
// a set keep their order by chance under every other seed.
func (s *subject) seeds() []setting {
	var seeds []setting
	if s.others.elsewhere {
		seeds = append(seeds, setting{seed: documentedSeed + 1})
	}
	if len(s.hashed()) > 0 {
		seeds = append(seeds, setting{seed: documentedSeed + 2}, setting{seed: documentedSeed + 3})
	}
	return seeds
}

// comparable is the reason why results in other processes cannot be compared
// with those here, as a [notRun], or nil.
func (s *subject) comparable() error {
	switch {
	case len(s.samples) == 0:
		return notRun("no call was answered that probes could begin with")
	case s.others.unlike:
		return notRun("two loads of the model end differently, so that processes cannot be compared")
	}
	return s.steady()
}

// dependsOnPlace finds results that change with the time zone or the locale.
func (s *subject) dependsOnPlace(ctx context.Context) ([]Finding, error) {
	if err := s.comparable(); err != nil || !s.others.elsewhere {
		return nil, err
	}
	for _, names := range [][]string{{"TZ"}, {"LANG", "LC_ALL"}} {
		variables := s.abroad(names...)
		if len(variables) == 0 {
			continue
		}
		with := setting{seed: documentedSeed, variables: variables}
		t, failed, err := s.apart(ctx, with)
		if err != nil {
			return nil, err
		}
		f := Finding{Declared: "results that depend on the record alone", Fix: "name the zone or the locale in the code, or fix the variable in handoff.toml"}
		if found := s.otherThere(with, t, failed, f); found != nil {
			return found, nil
		}
	}
	return nil, nil
}

// otherThere is the finding of results that are other in a process with a
// setting, or of a model that does not load there; none of neither.
func (s *subject) otherThere(with setting, t *trial, failed error, f Finding) []Finding {
	switch {
	case failed != nil:
		f.Message, f.Seen = fmt.Sprintf("the model does not load with %s", with), oneLine(failed.Error())
		return []Finding{f}
	case t != nil:
		f.Message, f.Column = t.happens(fmt.Sprintf("with %s", with)), t.differing()
		return []Finding{s.evidenced(t, f)}
	}
	return nil
}
