package check

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"handoff/wrapper"
)

func TestFilesReadBesideTheCode(t *testing.T) {
	tests := map[string]struct {
		code string
		want []string
	}{
		"with_name":          {"from pathlib import Path\nPath(__file__).with_name('u.json').read_text()", []string{"src/p/u.json:2"}},
		"parent":             {"from pathlib import Path\nopen(Path(__file__).resolve().parent / 'data' / 'u.csv')", []string{"src/p/data/u.csv:2"}},
		"parents":            {"import pathlib\np = pathlib.Path(__file__).parents[2] / 'pyproject.toml'\np.read_text()", []string{"pyproject.toml:2", "pyproject.toml:3"}},
		"by a constant":      {"from pathlib import Path\nHERE = Path(__file__).parent\ndef load():\n    return (HERE / 'u.json').open()", []string{"src/p/u.json:4"}},
		"os.path":            {"import os\nHERE = os.path.dirname(os.path.abspath(__file__))\nf = open(os.path.join(HERE, '..', 'u.json'))", []string{"src/p:2", "src/u.json:3"}},
		"resources":          {"from importlib import resources\nresources.files('p').joinpath('u.json').read_text()\nresources.read_text(__package__, 'v.json')", []string{"src/p/u.json:2", "src/p/v.json:3"}},
		"pkgutil":            {"import pkgutil\npkgutil.get_data(__name__, 'u.json')", []string{"src/p/u.json:2"}},
		"only if there":      {"import os\nF = os.path.join(os.path.dirname(__file__), 'u.json')\nif os.path.exists(F):\n    open(F)", []string{"src/p/u.json:2"}},
		"tried":              {"from pathlib import Path\ntry:\n    Path(__file__).with_name('u.json').read_text()\nexcept OSError:\n    pass", nil},
		"written":            {"import os\nopen(os.path.join(os.path.dirname(__file__), 'u.log'), 'w')", nil},
		"a name not known":   {"from pathlib import Path\ndef f(name):\n    return Path(__file__).with_name(name)", nil},
		"another's package":  {"import pkgutil\npkgutil.get_data('other', 'u.json')", nil},
		"as a program":       {"from pathlib import Path\nif __name__ == '__main__':\n    Path(__file__).with_name('u.json')", nil},
		"above the checkout": {"from pathlib import Path\nPath(__file__).parents[7] / 'u.json'", nil},
	}
	modules := func(code string) []module {
		return []module{{Name: "p", Path: "src/p/__init__.py", Package: true, Text: []byte("")}, {Name: "p.m", Path: "src/p/m.py", Text: []byte(code)}}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found, err := readBeside(t.Context(), plain{t}, &source{modules: modules(test.code)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found {
				got = append(got, fmt.Sprintf("%s:%d", f.Path, f.Line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("reads %q, want %q", got, test.want)
			}
		})
	}
}

func TestPipCheck(t *testing.T) {
	of := func(name, version string, requires ...string) wrapper.Distribution {
		return wrapper.Distribution{Project: wrapper.Project{Name: name, Version: version, Dependencies: requires}}
	}
	there := []wrapper.Distribution{of("Torch", "2.3.1+cpu"), of("numpy", "1.24.4"), of("odd", "1.0rc1"), of("dateutil", "2.9.0.post0")}
	tests := map[string]int{
		"numpy>=1.20": 0, "numpy>=1.25": 1, "numpy~=1.24": 0, "torch==2.3.1": 0, "torch==2.3.0": 1, "absent": 1, "absent; extra == 'dev'": 0,
		"absent; python_version < '3.8'": 0, "odd==1.0rc1": 0, "odd>=2": 0, "dateutil>=2.9.0": 0, "NumPy!=1.24.*": 1,
	}
	for requires, want := range tests {
		s := &subject{installed: &installed{distributions: append(there, of("m", "1", requires))}}
		if found, err := pipCheckFails(context.Background(), s); err != nil || len(found) != want {
			t.Errorf("%s: %d findings, %v; want %d", requires, len(found), err, want)
		}
	}
}
