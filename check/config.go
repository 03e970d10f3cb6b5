package check

import (
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
