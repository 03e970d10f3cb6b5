package wrapper

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testPython finds a Python 3.8; without one the test is skipped, or fails
// where HANDOFF_TEST_PYTHON=required.
func testPython(t *testing.T) Python {
	t.Helper()
	python, err := FindPython(t.Context())
	if err == nil {
		return python
	}
	if os.Getenv("HANDOFF_TEST_PYTHON") == "required" {
		t.Fatal(err)
	}
	t.Skip(err)
	return python
}

// A described is what packaging_says.py makes of a requirement.
type described struct {
	Name       string   `json:"name"`
	Extras     []string `json:"extras"`
	Specifiers []string `json:"specifiers"`
	URL        string   `json:"url"`
	Applies    bool     `json:"applies"`
}

func describe(t *testing.T, text string) described {
	t.Helper()
	r, err := ParseRequirement(text)
	if err != nil {
		t.Fatal(err)
	}
	applies, err := r.Applies("3.8.18")
	if err != nil {
		t.Fatal(err)
	}
	d := described{Name: r.Name, Extras: append([]string{}, r.Extras...), Specifiers: []string{}, URL: r.URL, Applies: applies}
	for _, s := range r.Specifiers {
		d.Specifiers = append(d.Specifiers, s.String())
	}
	slices.Sort(d.Extras)
	slices.Sort(d.Specifiers)
	return d
}

var requirements = []string{
	"pandas", "pandas==2.0.3", " pandas == 2.0.3 ", "pandas(>=2,<3)", "pandas (>=1.5.0,!=2.0.*) ",
	"a.b_c-d~=1.4.2", "x===1.0+local", "x==1!2.0", "x[one, two]>=1", "requests [security] >= 2.8.1, == 2.8.*",
	"x @ https://example.org/a;b.whl", `x @ file:///a/b.whl ; python_version < "3.9"`,
	`x; python_version < "3.9"`, `x; python_version >= '3.10'`, `x; python_version == "3.8.*"`, `x; python_full_version <= "3.8.2"`,
	`x; "3.7" < python_version`, `x; python_version in "3.7 3.8"`, `x; python_version not in "3.6, 3.7"`,
	`x==1; sys_platform == "win32"`, `x; sys_platform != "win32" and platform_machine == "x86_64"`,
	`x; (sys_platform == "win32" or python_version < "3.9") and implementation_name == "cpython"`,
	`x; sys_platform == "win32" or sys_platform == "linux" and python_version > "3.9"`,
	`x; extra == "test"`, `x; extra == "test" or python_version == "3.8"`, `x; python_version ~= "3.6"`,
	`x; platform_system == "Linux" and platform_python_implementation != "PyPy" and os_name == "posix"`,
}

var pythonSpecifiers = []string{
	"", "==3.8", "==3.8.*", "==3.8.18", ">=3.7", ">=3.8,<4", ">=3.9", "<3.8", "<=3.8", "~=3.8", "~=3.8.0", "~=3.7",
	"!=3.8.*", "!=3.8.5", ">3.8", ">3.7,!=3.8.18", "===3.8.18", "<3.8.19", ">=3", "==3.*", ">= 3.6 , < 3.9",
}

func TestRequirementsAgreeWithPackaging(t *testing.T) {
	python := testPython(t)
	versions := []string{"3.8.0", "3.8.18", "3.7.9", "3.9.1", "3.10.0"}
	var pairs [][2]string
	for _, s := range pythonSpecifiers {
		for _, v := range versions {
			pairs = append(pairs, [2]string{s, v})
		}
	}
	question, err := json.Marshal(map[string]any{"requirements": requirements, "specifiers": pairs})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python.Executable, "-I", "testdata/packaging_says.py")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(question), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Requirements []described
		Admits       []bool
	}
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	for i, text := range requirements {
		if diff := cmp.Diff(want.Requirements[i], describe(t, text)); diff != "" {
			t.Errorf("%s: (-packaging +ours)\n%s", text, diff)
		}
	}
	for i, pair := range pairs {
		specifiers, err := ParseSpecifiers(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := Admit(specifiers, pair[1]); got != want.Admits[i] {
			t.Errorf("%q admits %s: got %v, packaging says %v", pair[0], pair[1], got, want.Admits[i])
		}
	}
}

func TestParseRequirementRefuses(t *testing.T) {
	for _, text := range []string{"", "==1.0", "x 1.0", "x=1", "x>=", "x==1 y"} {
		if r, err := ParseRequirement(text); err == nil {
			t.Errorf("%q: expected an error, got %+v", text, r)
		}
	}
	for _, marker := range []string{"python_version", `python_version < `, `a == "b"`, `os_name == "posix")`, `(os_name == "posix"`, `os_name not "x"`, `os_name < > "x"`} {
		r := Requirement{Text: marker, Marker: marker}
		if applies, err := r.Applies("3.8.18"); err == nil {
			t.Errorf("marker %q: expected an error, got %v", marker, applies)
		}
	}
}

func TestPin(t *testing.T) {
	for text, want := range map[string]string{
		"x==1.0": "1.0", "x===1.0": "1.0", "x==1.*": "", "x>=1": "", "x": "", "x==1.0,<2": "", "x @ https://example.org/x.whl": "",
	} {
		r, err := ParseRequirement(text)
		if err != nil {
			t.Fatal(err)
		}
		version, pinned := r.Pin()
		if pinned != (want != "") || pinned && version != want {
			t.Errorf("%s: got %q, %v, expected %q", text, version, pinned, want)
		}
	}
}

const standardProject = `[build-system]
requires = ["hatchling==1.26.3"]
build-backend = "hatchling.build"

[project]
name = "Small.Model"
dynamic = ["version"]
requires-python = "==3.8.*"
dependencies = [
    "pandas==2.0.3",
    'numpy==1.24.4; python_version < "3.9"',
]

[project.optional-dependencies]
test = ["pytest==8.3.3"]
`

func TestReadProject(t *testing.T) {
	dir := writeFiles(t, t.TempDir(), map[string]string{
		"pyproject.toml":              standardProject,
		"setup.py":                    "",
		"helper.py":                   "",
		"src/small_model/__init__.py": "",
		"docs/conf.txt":               "",
	})
	p, err := ReadProject(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &Project{
		Name: "Small.Model", Dynamic: []string{"version"}, RequiresPython: "==3.8.*",
		Dependencies:  []string{"pandas==2.0.3", `numpy==1.24.4; python_version < "3.9"`},
		Optional:      map[string][]string{"test": {"pytest==8.3.3"}},
		BuildRequires: []string{"hatchling==1.26.3"}, BuildBackend: "hatchling.build",
		Packages: []string{"helper.py", "src/small_model"}, text: standardProject,
	}
	if diff := cmp.Diff(want, p, cmp.AllowUnexported(Project{})); diff != "" {
		t.Error(diff)
	}
	for requirement, line := range map[string]int{"pandas==2.0.3": 10, `numpy==1.24.4; python_version < "3.9"`: 11, "pytest==8.3.3": 15, "scipy==1.0": 0} {
		if got := p.LineOf(requirement); got != line {
			t.Errorf("line of %s: got %d, expected %d", requirement, got, line)
		}
	}
}

func TestReadPoetryProject(t *testing.T) {
	p, err := ReadProject(writeFiles(t, t.TempDir(), map[string]string{"pyproject.toml": `
[tool.poetry]
name = "m"
version = "2.1"
[tool.poetry.dependencies]
python = ">=3.8,<3.9"
pandas = "2.0.3"
numpy = "^1.24"
scipy = "~1.10.1"
pytz = "^0.2.3"
six = "*"
attrs = {version = ">= 23", markers = "os_name == 'posix'"}
extra = {version = "1", optional = true}
local = {path = "../local"}
either = "1.0 || 2.0"
`}))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"attrs>=23; os_name == 'posix'", "either", "numpy>=1.24,<2", "pandas==2.0.3", "pytz>=0.2.3,<0.3", "scipy>=1.10.1,<1.11", "six"}
	if diff := cmp.Diff(want, p.Dependencies); diff != "" {
		t.Error(diff)
	}
	if p.Name != "m" || p.Version != "2.1" || p.RequiresPython != ">=3.8,<3.9" || p.LineOf("numpy>=1.24,<2") != 8 {
		t.Errorf("got %+v, numpy on line %d", p, p.LineOf("numpy>=1.24,<2"))
	}
}

func TestReadProjectFails(t *testing.T) {
	if _, err := ReadProject(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no pyproject.toml: got %v", err)
	}
	_, err := ReadProject(writeFiles(t, t.TempDir(), map[string]string{"pyproject.toml": "[project]\nname = 'x\n"}))
	if err == nil || !strings.HasPrefix(err.Error(), "pyproject.toml:2:") {
		t.Errorf("broken pyproject.toml: expected its line, got %v", err)
	}
}
