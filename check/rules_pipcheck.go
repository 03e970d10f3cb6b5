package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"handoff/wrapper"
)

// pipCheckFails finds an installed distribution whose own requirements the
// environment does not meet, as `pip check` tells it.
//
// Why: it was installed against its authors' word; what breaks, breaks later.
//
// Example: scipy 1.10.1, which requires numpy below 1.27, beside numpy 2.0.
//
// Instead: run `pip check` in the environment, and pin versions that agree.
func pipCheckFails(_ context.Context, s *subject) ([]Finding, error) {
	if s.installed == nil {
		return nil, later(PhaseInstall)
	}
	if s.installErr != nil {
		return nil, notRun("the wheel does not install with its own pins")
	}
	var found []Finding
	for _, d := range s.installed.distributions {
		for _, r := range (&metadata{Project: &d.Project}).applicable() {
			if seen := s.unmet(r); seen != "" {
				found = append(found, Finding{Message: fmt.Sprintf("%s %s requires %s", d.Name, d.Version, r.Text), Declared: r.Text,
					Seen: seen, Fix: "pin versions that agree"})
			}
		}
	}
	return found, nil
}

// plainVersion is a version whose order its numbers alone tell.
var plainVersion = regexp.MustCompile(`^v?\d+(\.\d+)*(\.post\d+)?(\.\*)?$`)

// unmet says what is installed where a requirement is certainly not met, or "".
func (s *subject) unmet(r wrapper.Requirement) string {
	i := slices.IndexFunc(s.installed.distributions, func(d wrapper.Distribution) bool {
		return wrapper.NormalName(d.Name) == wrapper.NormalName(r.Name)
	})
	if i < 0 {
		return "no " + r.Name + " is installed"
	}
	version, _, _ := strings.Cut(s.installed.distributions[i].Version, "+")
	certain := plainVersion.MatchString(version) && !slices.ContainsFunc(r.Specifiers, func(c wrapper.Specifier) bool {
		return !plainVersion.MatchString(c.Version) || strings.Contains(c.Version+version, "post")
	})
	if !certain || wrapper.Admit(r.Specifiers, version) {
		return ""
	}
	return r.Name + " " + version + " is installed"
}
