package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"handoff/wrapper"
)

// A setting is what a further process is started with otherwise than the
// documented one: another hash seed, other variables, and with other random
// numbers while it loads.
type setting struct {
	seed      uint32
	variables map[string]string
	random    uint32 // seeds the generators of random numbers; 0 leaves them alone
}

// String reads on after "a process with".
func (w setting) String() string {
	var parts []string
	if w.seed != documentedSeed {
		parts = append(parts, fmt.Sprintf("PYTHONHASHSEED=%d", w.seed))
	}
	for _, name := range slices.Sorted(maps.Keys(w.variables)) {
		parts = append(parts, name+"="+w.variables[name])
	}
	if w.random > 0 {
		parts = append(parts, fmt.Sprintf("random numbers seeded with %d", w.random))
	}
	if len(parts) == 0 {
		return "the same settings"
	}
	return strings.Join(parts, " ")
}

// reloading loads the model in a process with the setting.
func (w setting) reloading() reloading {
	return reloading{name: w.String(), change: func(c *wrapper.Config, spec *wrapper.Spec) {
		if w.random > 0 {
			spec.Observe, spec.Seed = true, &w.random
		}
		c.HashSeed = &w.seed
		c.Variables = maps.Clone(c.Variables)
		if c.Variables == nil {
			c.Variables = map[string]string{}
		}
		maps.Copy(c.Variables, w.variables)
	}}
}

// documentedSeed is that of the process that all other calls are made in:
// the same in every run of check, so that two give the same report.
const documentedSeed = 0

// A further is the model in a process of its own.
type further struct {
	s       *subject
	host    *wrapper.Host
	setting setting
	failed  error // to load, by the model's own fault
}

// further loads the model in a process with a setting. The caller closes it.
func (s *subject) further(ctx context.Context, with setting) (*further, error) {
	host, failed, err := s.another(ctx, with.reloading())
	if err != nil {
		return nil, err
	}
	return &further{s, host, with, failed}, nil
}

// differs is a probe for a sample's results being others there. Its rows come
// in reverse order first: what calls leave behind is another than here.
func (f *further) differs(ctx context.Context, on *sample) (*trial, error) {
	plain, err := f.s.call(ctx, "a call with "+on.from, on.copy())
	if err != nil || plain.err != nil {
		return nil, err
	}
	order := on.rows()
	slices.Reverse(order)
	turned, err := on.take(order)
	if err != nil {
		return nil, err
	}
	if _, err := f.call(ctx, "the rows in reverse order", turned); err != nil {
		return nil, err
	}
	other, err := f.call(ctx, "the same call", on.copy())
	if err != nil {
		return nil, err
	}
	return f.s.otherwise(plain, other, nil), nil
}

// call makes a call there. The further takes the sample.
func (f *further) call(ctx context.Context, what string, with *sample) (*call, error) {
	return f.s.make(ctx, &call{what: what + " in a process with " + f.setting.String(), off: true, sample: with, in: f})
}

// apart is the trial that shows results to be others in a process with a
// setting, or nil. Where the model does not load there, failed says why.
func (s *subject) apart(ctx context.Context, with setting) (t *trial, failed, err error) {
	f, err := s.further(ctx, with)
	if err != nil {
		return nil, nil, err
	}
	defer f.host.Close()
	t, err = f.apart(ctx)
	return t, f.failed, err
}

// apart is the trial that shows results to be others there, or nil.
func (f *further) apart(ctx context.Context) (t *trial, err error) {
	if f.failed != nil {
		return nil, nil
	}
	for _, on := range f.s.samples {
		if t, err = f.differs(ctx, on); t != nil || err != nil {
			break
		}
	}
	return t, err
}

// A place far away: another zone and locale than a host's own, which are UTC
// and C. The zone is behind, so that a day that begins is another there. The
// locale has a decimal comma; where it is not installed code that asks for
// the machine's raises, and all other code goes on in C.
var faraway = map[string]string{"TZ": "America/Anchorage", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"}

// abroad are the named variables of a place far away, but for those that the
// contract fixes.
func (s *subject) abroad(names ...string) map[string]string {
	variables := map[string]string{}
	for _, name := range names {
		if !s.fixes(name) {
			variables[name] = faraway[name]
		}
	}
	return variables
}

// fixes tells whether the contract promises the model a variable.
func (s *subject) fixes(name string) bool {
	_, promised := s.contract.Environment.Variables[name]
	return promised
}
