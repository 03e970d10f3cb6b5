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
func findPython(t testing.TB) string {
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

		"by keyword":             {"def predict(*, model, frame, cutoff=0.5):\n    return frame['BUN']", []string{"BUN:2"}},
		"attribute":              {"def predict(frame):\n    return frame.AGE + frame.BUN + frame.T", []string{"BUN:2"}},
		"f-string":               {"def predict(frame):\n    return [frame[f'{c}_MAX'] for c in ('BUN', 'WBC')]", []string{"BUN_MAX:2", "WBC_MAX:2"}},
		"names made":             {"COLS = [f'{c}_MAX' for c in ('BUN',)]\ndef predict(frame):\n    return frame[COLS]", []string{"BUN_MAX:3"}},
		"row of a tuple":         {"def predict(frame):\n    return [row.BUN for row in frame.itertuples()]", []string{"BUN:2"}},
		"encoded":                {"import pandas as pd\ndef predict(frame):\n    return pd.get_dummies(frame, columns=['SEX'])", []string{"SEX:3"}},
		"sorted":                 {"def predict(frame):\n    return frame.sort_values('BUN')", []string{"BUN:2"}},
		"new frame":              {"import pandas as pd\ndef predict(frame):\n    return pd.DataFrame(frame, columns=['AGE', 'BUN'])", []string{"BUN:3"}},
		"pipe":                   {"def f(x):\n    return x['BUN']\ndef predict(frame):\n    return frame.pipe(f)", []string{"BUN:2"}},
		"inherited":              {"class B:\n    def prepare(self, x):\n        return x['BUN']\nclass M(B):\n    def predict(self, frame):\n        return self.prepare(frame)\ndef load():\n    return M()", []string{"BUN:3"}},
		"super":                  {"class B:\n    def predict(self, frame):\n        return frame['BUN']\nclass M(B):\n    def predict(self, frame):\n        return super().predict(frame)\ndef load():\n    return M()", []string{"BUN:3"}},
		"static":                 {"class M:\n    @staticmethod\n    def f(x):\n        return x['BUN']\n    def predict(self, frame):\n        return self.f(frame)\ndef load():\n    return M()", []string{"BUN:4"}},
		"property":               {"class M:\n    @property\n    def cols(self):\n        return ['BUN']\n    def predict(self, frame):\n        return frame[self.cols]\ndef load():\n    return M()", []string{"BUN:6"}},
		"with":                   {"import torch\ndef predict(frame):\n    with torch.no_grad():\n        return frame['BUN']", []string{"BUN:4"}},
		"first argument given":   {"def predict(frame):\n    if not isinstance(frame, pd.DataFrame):\n        frame = pd.DataFrame(frame)\n    return frame['BUN']", []string{"BUN:4"}},
		"either way":             {"def predict(frame):\n    if frame.empty:\n        x = frame.copy()\n    else:\n        x = frame\n    return x['BUN']", []string{"BUN:6"}},
		"own decorator":          {"def timed(f):\n    def inner(*args, **kw):\n        return f(*args, **kw)\n    return inner\n@timed\ndef predict(frame):\n    return frame['BUN']", []string{"BUN:7"}},
		"renaming decorator":     {"def lower(f):\n    def inner(frame):\n        return f(frame.rename(columns=str.lower))\n    return inner\n@lower\ndef predict(frame):\n    return frame['age']", nil},
		"known of one way alone": {"def predict(frame):\n    if config.x:\n        y = {'BUN': 1}\n    else:\n        y = frame\n    return y['BUN']", nil},
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
			uses, err := readColumns(t.Context(), plain{t}, c, src)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range uses.Reads {
				got = append(got, fmt.Sprintf("%s:%d", r.Column, r.Line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("reads %v, want %v", got, test.want)
			}
		})
	}
}

// A record's keys and predict's parameters are columns too.
func TestUndeclaredReadsByForm(t *testing.T) {
	tests := map[string]struct {
		form schema.Form
		code string
		want []string
	}{
		"key":         {schema.FormRecord, "def predict(record):\n    return record['AGE'] + record['BUN']", []string{"BUN:2"}},
		"get":         {schema.FormRecord, "def predict(record):\n    return record.get('BUN', 1)", []string{"BUN:2"}},
		"helper":      {schema.FormRecord, "def f(r, name):\n    return r[name]\ndef predict(record):\n    return [f(record, c) for c in ('AGE', 'BUN')]", []string{"BUN:2"}},
		"added":       {schema.FormRecord, "def predict(record):\n    record = dict(record, X=1)\n    record['Y'] = 2\n    record = {**record, 'Z': 3}\n    return record['X'] + record['Y'] + record['Z']", nil},
		"set":         {schema.FormRecord, "def predict(record):\n    record.setdefault('X', 1)\n    record.update({'Y': 1}, Z=2)\n    return record['X'] + record['Y'] + record['Z']", nil},
		"to frame":    {schema.FormRecord, "import pandas as pd\ndef predict(record):\n    frame = pd.DataFrame([record])\n    return frame['BUN']", []string{"BUN:4"}},
		"parameter":   {schema.FormArguments, "def predict(AGE, BUN, WBC=1):\n    return AGE + BUN", []string{"BUN:1"}},
		"rest":        {schema.FormArguments, "def predict(AGE, **rest):\n    return AGE + rest['BUN']", []string{"BUN:2"}},
		"by any name": {schema.FormArguments, "def predict(**columns):\n    return score(columns)", nil},
		"method":      {schema.FormArguments, "class M:\n    def predict(self, AGE):\n        return AGE\ndef load():\n    return M()", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range usesIn(t, test.form, test.code).Reads {
				got = append(got, fmt.Sprintf("%s:%d", r.Column, r.Line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("reads %v, want %v", got, test.want)
			}
		})
	}
}

// usesIn tells what predict of a module m does with the one declared column AGE.
func usesIn(t *testing.T, form schema.Form, code string) columnUses {
	t.Helper()
	c := &schema.Contract{Predict: schema.Predict{Call: "m:predict", Form: form}, Columns: []schema.Column{{Name: "AGE"}}}
	if strings.Contains(code, "def load") {
		c.Load.Call, c.Predict.Call = "m:load", "predict"
	}
	uses, err := readColumns(t.Context(), plain{t}, c, &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(code)}}})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// Whether a column is unused can be told only where all that becomes of the
// frame is known.
func TestUnusedColumns(t *testing.T) {
	tests := map[string]struct {
		code string
		want string // "used", "unused", or "" where that is not known
	}{
		"read":                  {"def predict(frame):\n    return frame['AGE']", "used"},
		"never read":            {"def predict(frame):\n    return 1", "unused"},
		"another selected":      {"def predict(frame):\n    return frame[['BUN']].to_numpy()", "unused"},
		"dropped":               {"def predict(frame):\n    return frame.drop(columns=['AGE'])['BUN']", "unused"},
		"tested for":            {"def predict(frame):\n    if 'AGE' not in frame.columns:\n        raise ValueError\n    return frame['BUN']", "unused"},
		"rows and lengths":      {"def predict(frame):\n    x = frame[frame['BUN'] > 1].copy()\n    return len(x), x.index, x.shape, x['BUN']", "unused"},
		"in a helper":           {"def f(x):\n    return x['BUN']\ndef predict(frame):\n    x = f(frame)\n    return x", "unused"},
		"renamed":               {"def predict(frame):\n    return frame.rename(columns={'AGE': 'a'})[['a']].to_numpy()", "used"},
		"selected in one way":   {"def predict(frame):\n    if frame.empty:\n        x = frame\n    else:\n        x = frame[['BUN']]\n    return x.to_numpy()", ""},
		"to code of others":     {"import lib\ndef predict(frame):\n    return lib.score(frame)", ""},
		"to an estimator":       {"class M:\n    def predict(self, frame):\n        return self.model.predict(frame)\ndef load():\n    return M()", ""},
		"by names not known":    {"class M:\n    def __init__(self, config):\n        self.cols = config['c']\n    def predict(self, frame):\n        return frame[self.cols]\ndef load(config):\n    return M(config)", ""},
		"as numbers":            {"def predict(frame):\n    return frame.values.sum()", ""},
		"by position":           {"def predict(frame):\n    return frame.iloc[:, 0]", ""},
		"each of its names":     {"def predict(frame):\n    return sum(frame[c] for c in frame.columns)", ""},
		"kept":                  {"class M:\n    def predict(self, frame):\n        self.frame = frame\n        return 1\ndef load():\n    return M()", ""},
		"in a list":             {"def predict(frame):\n    return f([frame])", ""},
		"in a closure":          {"def predict(frame):\n    return list(map(lambda c: frame[c], names()))", ""},
		"in an inner function":  {"def predict(frame):\n    def inner():\n        return frame[name()]\n    return run(inner)", ""},
		"in a later round":      {"def predict(frame):\n    x = None\n    for i in range(2):\n        if x is not None:\n            score(x)\n        x = frame\n    return 1", ""},
		"spread":                {"def predict(frame):\n    return f(*[frame])", ""},
		"as a whole, in sums":   {"def predict(frame):\n    return frame.sum(axis=1)", ""},
		"compared as a whole":   {"def predict(frame):\n    return (frame > 1).any()", ""},
		"in a constructor":      {"class P:\n    def __init__(self, x):\n        self.x = x\ndef predict(frame):\n    return P(frame)", ""},
		"returned":              {"def predict(frame):\n    return frame", ""},
		"renamed by a function": {"def predict(frame):\n    return frame.rename(columns=str.lower)['age']", ""},
		"walked by row":         {"def predict(frame):\n    return [row.sum() for _, row in frame.iterrows()]", ""},
		"read by row":           {"def predict(frame):\n    return [row['BUN'] for _, row in frame.iterrows()]", "unused"},
		"of a function unknown": {"from lib import predict", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			uses := usesIn(t, schema.FormDataFrame, test.code)
			got := ""
			switch {
			case slices.Contains(uses.Used, "AGE"):
				got = "used"
			case uses.Followed:
				got = "unused"
			}
			if got != test.want {
				t.Errorf("AGE is %q, want %q", got, test.want)
			}
		})
	}
}
