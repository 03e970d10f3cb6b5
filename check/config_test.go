package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
)

func TestParsesAsConfig(t *testing.T) {
	tests := map[string]struct {
		path, text string
		parses     bool
	}{
		"json":                {"c.json", `{"hidden": [16, 8]}`, true},
		"json as Python":      {"c.json", `{"limits": [-Infinity, NaN]}`, true},
		"json with a comma":   {"c.json", `{"hidden": [16, 8],}`, false},
		"yaml":                {"c.yaml", "hidden: [16, 8]\n", true},
		"yaml with own tags":  {"c.yml", "hidden: !!python/tuple [16, 8]\n", true},
		"yaml with a tab":     {"c.yaml", "network:\n\thidden: 1\n", false},
		"toml":                {"c.toml", "[network]\nhidden = [16, 8]\n", true},
		"toml without quotes": {"c.toml", "optimiser = adam\n", false},
		"ini":                 {"c.ini", "[network]\nhidden = 16\n", false},
		"python":              {"config.py", "HIDDEN = [16, 8]\n", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if err := parsesAsConfig(test.path, []byte(test.text)); (err == nil) != test.parses {
				t.Errorf("got %v, want that it parses: %v", err, test.parses)
			}
		})
	}
}

// A config of whose keys nothing is known is told, and hides no other.
func TestConfigsThatCanBeAskedAbout(t *testing.T) {
	tests := map[string]struct {
		file, text string // "" for a folder
		why        string
	}{
		"table":                 {"c.yaml", "network:\n  hidden: 8\n", ""},
		"table with a merge":    {"c.yaml", "base: &b\n  hidden: 8\nnetwork:\n  <<: *b\n", ""},
		"quoted truth value":    {"c.yaml", "\"on\": 8\n", ""},
		"JSON as Python writes": {"c.json", `{"limit": Infinity}`, ""},
		"folder":                {"c", "", "no file"},
		"list":                  {"c.yaml", "- 8\n", "keys are text"},
		"numbers as keys":       {"c.yaml", "levels:\n  1: low\n", "keys are text"},
		"truth value as a key":  {"c.yaml", "on: 8\n", "keys are text"},
		"ini":                   {"c.ini", "[network]\nhidden = 8\n", "keys are text"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := withResources(t, "other = \"settings.toml\"\nconfig = \""+test.file+"\"\n")
			path := s.contract.InDir(test.file)
			if test.text == "" {
				if err := os.Mkdir(path, 0o700); err != nil {
					t.Fatal(err)
				}
			} else if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			names, why := s.configs()
			if (why == nil) != (test.why == "") || why != nil && !strings.Contains(why.Error(), test.why) {
				t.Errorf("got %v, want a reason with %q", why, test.why)
			}
			if !slices.Contains(names, "other") || slices.Contains(names, "config") != (test.why == "") {
				t.Errorf("of %v it can be asked", names)
			}
		})
	}
}

// withResources is a subject whose contract names further resources, and
// settings.toml among them.
func withResources(t *testing.T, resources string) *subject {
	t.Helper()
	dir, _ := materialised(t, "breast")
	path := filepath.Join(dir, schema.FileName)
	replace(t, path, "[load.resources]\n", "[load.resources]\n"+resources)
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("hidden = 8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	contract, err := schema.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return &subject{contract: contract, dir: dir, project: dir}
}

// A rule about the config passes where there is one to ask about, and no other.
func TestRulesWithoutConfig(t *testing.T) {
	needHost(t)
	about := []string{"3a/config-format-unreadable", "3a/documented-config-fails", "3d/config-ignored", "3d/config-key-undocumented"}
	tests := map[string]string{"breast": "names no config", "lung": "no config"}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := materialised(t, name)
			r := checked(t, dir, Options{Select: about})
			for _, rule := range about {
				if reason := reasonFor(r, rule); !strings.Contains(reason, want) {
					t.Errorf("%s: not run for %q, want a reason with %q", rule, reason, want)
				}
			}
		})
	}
}
