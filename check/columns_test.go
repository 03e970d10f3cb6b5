package check

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

// plain runs scripts in the plain interpreter, so that what they tell is
// tested apart from the host.
type plain struct{ t *testing.T }

func (p plain) Run(ctx context.Context, script wrapper.Script) (json.RawMessage, error) {
	p.t.Helper()
	python := findPython(p.t)
	file := p.t.TempDir() + "/script.py"
	source := script.Source + "\nimport json, sys\njson.dump(main(json.load(sys.stdin)), sys.stdout)\n"
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		return nil, err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, python, "-I", file)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(script.Args), &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, said.String())
	}
	return out, nil
}

// findPython is the interpreter's path; without one a test is skipped, or
// fails where Python is required.
func findPython(t *testing.T) string {
	t.Helper()
	python, err := wrapper.FindPython(t.Context())
	if err != nil {
		if os.Getenv("HANDOFF_TEST_PYTHON") == "required" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return python.Executable
}

func TestUndeclaredReads(t *testing.T) {
	tests := map[string]struct {
		code string   // of module m, whose predict(frame) is called
		want []string // column:line
	}{
		"subscript":         {"def predict(frame):\n    return frame['AGE'] + frame['BUN']", []string{"BUN:2"}},
		"list":              {"def predict(frame):\n    return frame[['AGE', 'BUN']]", []string{"BUN:2"}},
		"module constant":   {"COLS = ['AGE'] + ['BUN']\ndef predict(frame):\n    return frame[COLS]", []string{"BUN:3"}},
		"loop":              {"COLS = ('AGE', 'BUN')\ndef predict(frame):\n    for c in COLS:\n        frame[c] = frame[c] + 1", []string{"BUN:4"}},
		"comprehension":     {"COLS = {'AGE': 1, 'BUN': 2}\ndef predict(frame):\n    return [frame[c] * w for c, w in COLS.items()]", []string{"BUN:3"}},
		"partly known dict": {"import math\nCOLS = {'BUN': (math.sqrt, 1)}\ndef predict(frame):\n    return [f(frame[c], *a) for c, (f, *a) in COLS.items()]", []string{"BUN:4"}},
		"loc":               {"def predict(frame):\n    return frame.loc[:, 'BUN'], frame.loc[frame['AGE'] > 3, ['AGE', 'WBC']]", []string{"BUN:2", "WBC:2"}},
		"get":               {"def predict(frame):\n    return frame.get('BUN')", []string{"BUN:2"}},
		"drop":              {"def predict(frame):\n    return frame.drop(columns=['BUN'])", []string{"BUN:2"}},
		"optional":          {"def predict(frame):\n    if 'BUN' in frame:\n        return frame['BUN']", []string{"BUN:3"}},
		"class":             {"class M:\n    COLS = ['BUN']\n    def predict(self, frame):\n        return self.prepare(frame)\n    def prepare(self, x):\n        return x[self.COLS]\ndef load():\n    return M()", []string{"BUN:6"}},
		"attribute of init": {"COLS = ['BUN']\nclass M:\n    def __init__(self, path):\n        self.cols = list(COLS)\n    def predict(self, frame):\n        return frame[self.cols]\ndef load():\n    m = M('x')\n    return m", []string{"BUN:6"}},
		"helper":            {"def scale(x, name='BUN'):\n    return x[name]\ndef predict(frame):\n    f = frame.copy()\n    return scale(f)", []string{"BUN:2"}},
		"apply":             {"def predict(frame):\n    return frame.apply(lambda row: row['BUN'], axis=1)", []string{"BUN:2"}},
		"rows":              {"def predict(frame):\n    return [r['BUN'] for _, r in frame.iterrows()]", []string{"BUN:2"}},
		"delete":            {"def predict(frame):\n    del frame['BUN']", []string{"BUN:2"}},

		"declared":              {"def predict(frame):\n    return frame['AGE']", nil},
		"created":               {"def predict(frame):\n    frame['X'] = frame['AGE']\n    return frame[['X']]", nil},
		"assigned":              {"def predict(frame):\n    return frame.assign(X=1)['X']", nil},
		"inserted":              {"def predict(frame):\n    frame.insert(0, 'X', 1)\n    return frame['X']", nil},
		"created in a helper":   {"def add(x):\n    x['X'] = 1\n    return x\ndef predict(frame):\n    return add(frame)['X']", nil},
		"renamed":               {"def predict(frame):\n    return frame.rename(columns={'AGE': 'age'})['age']", nil},
		"dead for the declared": {"def predict(frame):\n    if 'AGE' in frame.columns:\n        return frame['AGE']\n    else:\n        return frame['age']", nil},
		"fallback":              {"def predict(frame):\n    try:\n        return frame['AGE']\n    except KeyError:\n        return frame['age']", nil},
		"from the config":       {"class M:\n    def __init__(self, config):\n        self.cols = config['columns']\n    def predict(self, frame):\n        return frame[self.cols]\ndef load(config):\n    return M(config)", nil},
		"unknown name created":  {"def predict(frame):\n    for c in make():\n        frame[c] = 1\n    return frame['X']", nil},
		"code of others":        {"import lib\ndef predict(frame):\n    frame = lib.prepare(frame)\n    return frame['X']", nil},
		"mutated by unknown":    {"def predict(frame):\n    steps[0](frame)\n    return frame['X']", nil},
		"own dictionary":        {"WEIGHTS = {'BUN': 1}\ndef predict(frame):\n    return WEIGHTS['BUN'] * frame['AGE']", nil},
		"constant changed":      {"COLS = ['BUN']\nCOLS.clear()\ndef predict(frame):\n    return frame[COLS]", nil},
		"lenient drop":          {"def predict(frame):\n    return frame.drop(columns=['y'], errors='ignore')", nil},
		"recursion":             {"def predict(frame):\n    return predict(frame)", nil},
		"renamed columns":       {"def predict(frame):\n    frame.columns = ['a']\n    return frame['a']", nil},
		"dummies":               {"import pandas as pd\ndef predict(frame):\n    d = pd.get_dummies(frame)\n    return d['SEX_M']", nil},
		"model first":           {"def predict(model, frame):\n    return model['weights'] * frame['BUN']", []string{"BUN:2"}},
		"model by keyword":      {"def predict(frame, *, model):\n    return model['weights'] * frame['BUN']", []string{"BUN:2"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := &schema.Contract{Predict: schema.Predict{Call: "m:predict", Form: schema.FormDataFrame}, Columns: []schema.Column{{Name: "AGE"}}}
			if strings.Contains(test.code, "model") {
				c.Predict.Model = "model"
			}
			if strings.Contains(test.code, "def load") {
				c.Load.Call, c.Predict.Call = "m:load", "predict"
			}
			src := &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(test.code)}}}
			reads, err := readColumns(t.Context(), plain{t}, c, src)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range reads {
				got = append(got, fmt.Sprintf("%s:%d", r.Column, r.Line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("reads %v, want %v", got, test.want)
			}
		})
	}
}
