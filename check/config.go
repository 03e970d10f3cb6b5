package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"handoff/schema"
)

var namedConfig = regexp.MustCompile(`(?i)conf|setting|hyper|params\b|options`)

// isConfig tells whether a resource is a config rather than weights, by how
// it is given to load, by its name or by its file's.
func isConfig(name string, r schema.Resource) bool {
	written := []string{".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf"}
	return r.As == "dict" || namedConfig.MatchString(name) || slices.Contains(written, filepath.Ext(r.Path))
}

// resourceNames are the contract's resources that are there, the weights or
// the configs among them, sorted.
func (s *subject) resourceNames(configs bool) []string {
	var names []string
	for name, r := range s.contract.Load.Resources {
		if isConfig(name, r) == configs && s.hasResource(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// resourcePath is where a resource lies.
func (s *subject) resourcePath(name string) string {
	return s.contract.InDir(s.contract.Load.Resources[name].Path)
}

// configs are the configs whose keys can be asked about, sorted. Where there
// is none, or not all of them can be, the error says why, as a [notRun].
func (s *subject) configs() (names []string, why error) {
	names = s.resourceNames(true)
	switch {
	case s.contract.Load.Torch != "":
		return nil, notRun("the model is what torch.load returns, which takes no config")
	case len(names) == 0:
		return nil, notRun("[load.resources] names no config")
	}
	return slices.DeleteFunc(names, func(name string) bool {
		unclear := s.unclearConfig(name)
		if unclear != "" && why == nil {
			why = notRun(fmt.Sprintf("config %q %s", name, unclear))
		}
		return unclear != ""
	}), why
}

// unclearConfig says why nothing is known of a config's keys, or is "".
func (s *subject) unclearConfig(name string) string {
	path := s.resourcePath(name)
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		return "is no file that can be read"
	case settingsOf(formatOf(path), text) == nil:
		return "is no table whose keys are text, in JSON, YAML or TOML"
	}
	return ""
}
