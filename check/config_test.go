package check

import "testing"

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
