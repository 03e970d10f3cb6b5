package check

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"handoff/wrapper"
)

func TestImportsThatMustSucceed(t *testing.T) {
	tests := map[string]struct {
		code string
		want []string // absolute imports
	}{
		"plain":          {"import numpy as np, yaml.nodes\nfrom PIL import Image", []string{"numpy", "yaml.nodes", "PIL"}},
		"in a function":  {"def f():\n    import lifelines", []string{"lifelines"}},
		"relative":       {"from . import core\nfrom .core import f", nil},
		"guarded":        {"try:\n    import cupy\nexcept ImportError:\n    import numpy as cupy", nil},
		"guarded widely": {"try:\n    import cupy\nexcept Exception:\n    cupy = None", nil},
		"other error":    {"try:\n    import cupy\nexcept KeyError:\n    pass", []string{"cupy"}},
		"suppressed":     {"import contextlib\nwith contextlib.suppress(ImportError):\n    import cupy", []string{"contextlib"}},
		"type checking":  {"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import polars\nelse:\n    import pandas", []string{"typing", "pandas"}},
		"other python":   {"import sys\nif sys.version_info >= (3, 9):\n    import zoneinfo\nelse:\n    import backports.zoneinfo", []string{"sys", "backports.zoneinfo"}},
		"as a program":   {"if __name__ == '__main__':\n    import matplotlib", nil},
		"if found":       {"import importlib.util\nif importlib.util.find_spec('cupy'):\n    import cupy", []string{"importlib.util"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			facts := factsOf(t, module{Name: "p.m", Path: "p/m.py", Text: []byte(test.code)})
			var got []string
			for _, i := range facts.Imports {
				if i.Absolute {
					got = append(got, i.Name)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("imports %v, want %v", got, test.want)
			}
		})
	}
}

// factsOf is what the script tells of one module.
func factsOf(t *testing.T, m module) moduleFacts {
	t.Helper()
	var answer struct{ Modules []moduleFacts }
	if err := run(t.Context(), plain{t}, map[string]any{"modules": []module{m}}, &answer, moduleScripts...); err != nil {
		t.Fatal(err)
	}
	return answer.Modules[0]
}

func TestSyntaxOf38(t *testing.T) {
	old := factsOf(t, module{Name: "m", Path: "m.py", Text: []byte("# -*- coding: latin-1 -*-\nx = (y := 1)  # \xe9\n")})
	if old.Error != nil {
		t.Errorf("syntax of 3.8: %+v", old.Error)
	}
	newer := factsOf(t, module{Name: "m", Path: "m.py", Text: []byte("\nmatch x:\n    case 1: pass\n")})
	if newer.Error == nil || newer.Error.Line != 2 {
		t.Errorf("syntax of 3.10: %+v, want an error on line 2", newer.Error)
	}
}

// Generated code is nested deeply. What Python itself can't compile is told,
// and none of it ends the reading of all others.
func TestNestedDeeply(t *testing.T) {
	sum := func(terms int) []byte {
		return []byte("import math\nx = " + strings.Repeat("math.e + ", terms) + "0\n")
	}
	tests := map[string]struct {
		text []byte
		want string // type of the exception
	}{
		"a thousand": {sum(1000), ""},
		"too many":   {sum(5000), "RecursionError"},
		"brackets":   {[]byte("x = " + strings.Repeat("(", 300) + "1" + strings.Repeat(")", 300)), "MemoryError"},
		"constants":  {[]byte("x = 1" + strings.Repeat(" + 1", 20000)), ""},
		"at the top": {[]byte("return 1\n"), "SyntaxError"},
	}
	for name, test := range tests {
		facts, got := factsOf(t, module{Name: "m", Path: "m.py", Text: test.text}), ""
		if facts.Error != nil {
			got = facts.Error.Type
		}
		if got != test.want {
			t.Errorf("%s: got %+v, want %q", name, facts.Error, test.want)
		}
	}
}

func TestPyprojectRules(t *testing.T) {
	tests := map[string]struct {
		project string // the [project] table but its name and version
		want    []string
	}{
		"sound":            {`requires-python = "==3.8.*"` + "\n" + `dependencies = ["numpy==1.24.4", "pandas[parquet] == 2.0.3", "m @ file:///m.whl"]`, nil},
		"no version":       {`requires-python = ">=3.8"` + "\n" + `dependencies = ["numpy"]`, []string{"1a/unpinned-dependency:6"}},
		"open above":       {`requires-python = "~=3.8"` + "\n" + `dependencies = ["numpy>=1.20", "pandas!=2.0.0"]`, []string{"1a/unpinned-dependency:6", "1a/unpinned-dependency:6"}},
		"range":            {`requires-python = ">=3.8,<3.9"` + "\n" + `dependencies = ["numpy~=1.24", "pandas>=2,<3", "scipy==1.10.*"]`, []string{"1a/loose-pin:6", "1a/loose-pin:6", "1a/loose-pin:6"}},
		"not for us":       {`requires-python = ">=3.7"` + "\n" + `dependencies = ["pywin32; sys_platform == 'win32'", "typing-extensions; python_version < '3.8'"]`, nil},
		"an extra's":       {`requires-python = ">=3.7"` + "\n" + `optional-dependencies = { train = ["matplotlib"] }`, nil},
		"patch":            {`requires-python = "==3.8"`, []string{"1b/requires-python-patch-pinned:5"}},
		"patch above zero": {`requires-python = "==3.8.10"`, []string{"1b/requires-python-patch-pinned:5"}},
		"at most":          {`requires-python = ">=3.7,<=3.8"`, []string{"1b/requires-python-patch-pinned:5"}},
		"late patches":     {`requires-python = ">=3.8.10"`, nil},
		"newer":            {`requires-python = ">=3.9"`, []string{"1b/requires-python-excludes-38:5"}},
		"not said":         {``, []string{"1b/requires-python-missing:0"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text := "[project]\nname = \"p\"\nversion = \"1\"\n\n" + test.project + "\n"
			if err := os.WriteFile(filepath.Join(dir, "pyproject.toml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := &subject{dir: dir, project: dir, source: &source{}}
			if s.pyproject, s.pyprojectErr = readPyproject(dir, dir); s.pyprojectErr != nil {
				t.Fatal(s.pyprojectErr)
			}
			if got := foundByName(t, s, "1a/unpinned-dependency", "1a/loose-pin", "1b/requires-python-missing",
				"1b/requires-python-excludes-38", "1b/requires-python-patch-pinned"); !slices.Equal(got, test.want) {
				t.Errorf("findings %v, want %v", got, test.want)
			}
		})
	}
}

// What only a setup script says is told of it, and of its line.
func TestSetupScriptRules(t *testing.T) {
	dir := t.TempDir()
	const script = "from setuptools import setup\nsetup(name='p', keywords='pandas',\n    install_requires=[\n        'pandas>=1.0.0',\n        \"Scipy\",\n    ])\n"
	if err := os.WriteFile(filepath.Join(dir, "setup.py"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &subject{dir: dir, project: dir, source: &source{}}
	s.pyproject, s.pyprojectErr = readPyproject(dir, dir)
	s.installed = &installed{metadata: &wrapper.Project{Dependencies: []string{"pandas >=1.0.0", "scipy"}}}
	found, err := unpinnedDependency(t.Context(), s)
	if err != nil || len(found) != 2 || found[0].File != "setup.py" || found[0].Line != 4 || found[1].Line != 5 {
		t.Errorf("got %+v, %v; want lines 4 and 5 of setup.py", found, err)
	}
}

// foundByName asks rules and gives their findings as rule:line.
func foundByName(t *testing.T, s *subject, names ...string) []string {
	t.Helper()
	var found []string
	for _, name := range names {
		rule, err := ruleNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		findings, err := rule.find(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			found = append(found, name+":"+strconv.Itoa(f.Line))
		}
	}
	return found
}
