package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// What predict is given for a row must not depend on the rows that come with
// it, or the model would be blamed for that.
func TestWorkaroundsTreatEachRowAlike(t *testing.T) {
	c := everyDType(t)
	record, err := generate(c, 9, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	s := &subject{contract: c}
	holes := &sample{record: withMissing(record, s.columnNames(), 2)}
	defer holes.release()
	for _, kind := range []schema.Kind{schema.Float64, schema.Int64, schema.Str, schema.Bool, schema.Datetime, schema.Date} {
		s.around = append(s.around, supplying(schema.Column{Name: "NEW_" + string(kind), DType: schema.DType{Kind: kind}}))
	}
	s.around = append(s.around, filling(s.columnNames()))
	for _, name := range s.columnNames() {
		s.around = append(s.around, copying("LIKE_"+name, name))
	}
	order := []int64{8, 3, 3, 0}
	whole, behind, err := s.sent(holes)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.release()
	if len(behind) != len(s.around) {
		t.Errorf("%d workarounds say that they did something, want %d", len(behind), len(s.around))
	}
	want, err := whole.take(order)
	if err != nil {
		t.Fatal(err)
	}
	defer want.release()
	part, err := holes.take(order)
	if err != nil {
		t.Fatal(err)
	}
	defer part.release()
	got, _, err := s.sent(part)
	if err != nil {
		t.Fatal(err)
	}
	defer got.release()
	for i, field := range want.record.Schema().Fields() {
		if !array.Equal(want.record.Column(i), got.record.Column(i)) {
			t.Errorf("column %s: %v in a batch of its own, %v among others", field.Name, got.record.Column(i), want.record.Column(i))
		}
		if strings.HasPrefix(field.Name, "LIKE_") && lacksAny(want.record.Column(i)) {
			t.Errorf("column %s has missing values, which were filled", field.Name)
		}
	}
}

// A sample that needs no change is given as it is, and nothing is said of it.
func TestNothingWorkedRound(t *testing.T) {
	on := &sample{record: integers32(t, "AGE"), labels: []string{"a", "b", "c"}}
	defer on.release()
	s := &subject{around: []*workaround{filling([]string{"AGE"}), copying("BUN", "UREA"), supplying(schema.Column{Name: "AGE"})}}
	given, behind, err := s.sent(on)
	if err != nil {
		t.Fatal(err)
	}
	defer given.release()
	if given.record != on.record || len(behind) > 0 || !slices.Equal(given.labels, on.labels) {
		t.Errorf("given %v, behind %v", given, behind)
	}
}

func integers32(t *testing.T, name string) arrow.Record {
	t.Helper()
	c := schema.Column{Name: name, DType: schema.DType{Kind: schema.Int32}}
	values, err := generateColumn(c, c.Arrow().Type, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer values.Release()
	return array.NewRecord(arrow.NewSchema([]arrow.Field{c.Arrow()}, nil), []arrow.Array{values}, 3)
}

// A column is supplied as a document tells it, if only in a word.
func TestSuppliesAsDocumented(t *testing.T) {
	for said, want := range map[string]string{"int": "int64", "number": "float64", "float": "float64", "float32": "float32", "category": "str",
		"date": "datetime64[ns]", "datetime64[ns, Europe/Paris]": "datetime64[ns, Europe/Paris]", "bool": "bool"} {
		s := &subject{contract: &schema.Contract{}, documented: []document{{Kind: "predict", Entries: []columnEntry{{Columns: []string{"BUN"}, DType: said}}}}}
		on := &sample{record: integers32(t, "AGE")}
		ways := s.supplies("BUN")
		given, err := ways[0].change(on)
		if err != nil {
			t.Fatal(err)
		}
		if c, _, err := given.column("BUN"); len(ways) != 1 || err != nil || c.DType.String() != want {
			t.Errorf("said to be %s: %d ways, supplied as %s, %v; want %s alone", said, len(ways), c.DType, err, want)
		}
		on.release()
		given.release()
	}
	if ways := (&subject{contract: &schema.Contract{}}).supplies("BUN"); len(ways) != 3 {
		t.Errorf("with no word of it there are %d ways, want 3", len(ways))
	}
}

// What was known is not marked, what came later is, and the calls that show a
// finding say most of it.
func TestMarks(t *testing.T) {
	one, two, three := &workaround{says: "one"}, &workaround{supplies: "TWO"}, &workaround{supplies: "THREE"}
	s := &subject{around: []*workaround{one, two, three}}
	k := known{}
	for i, rule := range []string{"a", "b", "a"} {
		if fresh := k.remember(Finding{Rule: rule}, min(i, 1)); fresh != (i < 2) {
			t.Errorf("finding %d, of %s: new is %v", i, rule, fresh)
		}
	}
	trialBehind := func(behind ...*workaround) *trial {
		return &trial{shows: differs, calls: []*call{{behind: behind}, {behind: append(behind, two)}}}
	}
	findings := []Finding{{Rule: "a"}, {Rule: "b"}, {Rule: "c"}, {Rule: "d", trial: trialBehind(one)}, {Rule: "a", trial: trialBehind()}}
	s.mark(findings, k)
	for i, want := range []string{"", "one", "one, and columns THREE, TWO were supplied", `one, and column "TWO" was supplied`, `column "TWO" was supplied`} {
		if findings[i].Behind != want {
			t.Errorf("finding %d: behind %q, want %q", i, findings[i].Behind, want)
		}
	}
}

// Each failure of the documented call, and what is to be found with what
// before it. A noisy model shows that the run went on.
func TestBehindEachFailure(t *testing.T) {
	needHost(t)
	const (
		features = "src/flc_mortality/features.py"
		model    = "veterans_survival/model.py"
		inTable  = "    return np.column_stack(["
		inModel  = "        if np.isnan(values[:, [0, 3]]).any():"
		import_  = "import numpy as np\n"
	)
	noise := [2]string{"return 1 / (1 + np.exp(-logits))", "return 1 / (1 + np.exp(-logits)) + np.random.normal(0, 1e-3, logits.shape)"}
	tests := map[string]struct {
		base, file string
		edits      [][2]string
		want       []string // rule, column and what it was seen behind
	}{
		"a model that says itself what is missing": {"mortality", features, [][2]string{{inTable, `    if "BUN" not in frame.columns:
        raise ValueError("the frame has no BUN")
    frame["BUN"].astype(float)
` + inTable}}, []string{`3b/undeclared-column BUN ""`, `3b/documented-call-fails  ""`}},
		"text": {"mortality", features, [][2]string{{inTable, `    wards = frame["WARD"].str.upper()
    np.unique([ward[0] for ward in wards]).item()
    frame[wards[0] + "_DAYS"]
` + inTable}}, []string{`3b/undeclared-column WARD ""`, `3b/undeclared-column 1_DAYS "column \"WARD\" was supplied"`}},
		"a fault that every value shows": {"mortality", features, [][2]string{{inTable, `    frame["BUN"].iteritems()
` + inTable}}, []string{`3b/undeclared-column BUN ""`, `3b/documented-call-fails  "column \"BUN\" was supplied"`}},
		"a fault that some values show": {"mortality", features, [][2]string{{inTable, `    if frame["BUN"].dtype != "int8":
        raise TypeError(str(frame["BUN"].dtype)) if frame["BUN"].dtype == float else ValueError()
` + inTable}}, []string{`3b/undeclared-column BUN ""`}},
		"nulls of two columns": {"veterans", model, [][2]string{noise, {inModel, `        for column in (1, 2):
            if np.isnan(values[:, column]).any():
                raise ValueError("missing values in column %d" % column)
` + inModel}}, []string{`3b/null-refused  ""`, `3b/not-deterministic risk_90_days ""`}},
		"some rows": {"veterans", model, [][2]string{noise, {inModel, `        if (values[:, 0] > 65).any():
            raise ValueError("too old")
` + inModel}}, []string{`3b/documented-call-fails  ""`,
			`3b/not-deterministic risk_90_days "rows made from the contract without those that fail took the place of examples/golden.csv"`}},
		"an undeclared import": {"veterans", model, [][2]string{noise, {import_, import_ + "import toml\n"}}, []string{`1a/undeclared-import  ""`, `1c/does-not-import  ""`,
			`3b/not-deterministic risk_90_days "toml==0.10.2 was installed besides"`, `3b/example-differs risk_90_days "toml==0.10.2 was installed besides"`,
			`3b/example-differs risk_180_days "toml==0.10.2 was installed besides"`}},
		"an undeclared import in the call": {"veterans", model, [][2]string{noise, {inModel, "        import toml\n" + inModel}}, []string{`1a/undeclared-import  ""`,
			`3b/documented-call-fails  ""`, `3b/not-deterministic risk_90_days "toml==0.10.2 was installed besides"`,
			`3b/example-differs risk_90_days "toml==0.10.2 was installed besides"`, `3b/example-differs risk_180_days "toml==0.10.2 was installed besides"`}},
		"a file that is nowhere": {"veterans", model, [][2]string{noise, {inModel, "        open(\"/nowhere/file\")\n" + inModel}}, []string{`2b/hard-coded-path  ""`, `3b/documented-call-fails  ""`}},
		"a path in the working directory": {"veterans", model, [][2]string{noise, {inModel, `        with open("pyproject.toml") as file:
            file.read()
` + inModel}}, []string{`2b/path-relative-to-cwd  ""`, `3b/not-deterministic risk_90_days "the model was run from its checkout"`,
			`3b/example-differs risk_90_days "the model was run from its checkout"`, `3b/example-differs risk_180_days "the model was run from its checkout"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := materialised(t, test.base)
			for _, edit := range test.edits {
				replace(t, filepath.Join(dir, test.file), edit[0], edit[1])
			}
			r := checked(t, dir, Options{Select: []string{"1", "2b", "3b/undeclared", "3b/documented-call", "3b/null-refused", "3b/example", "3b/not-det"}})
			var got []string
			for _, f := range r.Findings {
				got = append(got, fmt.Sprintf("%s %s %q", f.Rule, f.Column, f.Behind))
			}
			slices.Sort(got)
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// A hand-off that was made with a newer Python is run all the same.
func TestBehindAnotherPython(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "veterans")
	metadata := filepath.Join(dir, "pyproject.toml")
	replace(t, metadata, `requires-python = "==3.8.*"`, `requires-python = ">=3.9"`)
	replace(t, metadata, `"numpy==1.24.4"`, `"numpy==1.26.4"`)
	replace(t, filepath.Join(dir, "veterans_survival", "model.py"), "return 1 / (1 + np.exp(-logits))", "return 2 / (1 + np.exp(-logits))")
	r := checked(t, dir, Options{Select: []string{"1", "3b/output-out"}})
	behind := "numpy 1.24.4 was installed in place of numpy==1.26.4, and the package was installed though requires-python does not admit Python 3.8"
	for rule, want := range map[string]string{"1b/requires-python-excludes-38": "", "1a/no-wheel-for-python38": "", "1c/does-not-install": "", "3b/output-out-of-range": behind} {
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule && f.Severity == SeverityError && f.Behind == want }) {
			t.Errorf("no error of %s behind %q", rule, want)
		}
	}
	if got := rulesOf(r); len(got) != 4 || r.Receipt.Runtime.Packages["numpy"] != "1.24.4" {
		t.Errorf("findings of %v, numpy %s", got, r.Receipt.Runtime.Packages["numpy"])
	}
}

// A model that misses another column whatever it is given is asked so often
// and no more.
func TestNoEndOfColumns(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "mortality")
	add(t, filepath.Join(dir, "src", "flc_mortality", "__init__.py"), `

def predict(frame, model):
    for i in range(1000):
        frame["LAB_" + str(i)]
`)
	r := checked(t, dir, Options{Select: []string{"3b/undeclared", "3b/row-order"}})
	if len(r.Findings) != maxAround+1 || reasonFor(r, "3b/row-order-sensitive") != "the documented call fails" || r.Verdict != Fail {
		t.Errorf("%d findings, want one for each of the %d calls; verdict %s, not run: %v", len(r.Findings), maxAround+1, r.Verdict, r.NotRun)
	}
	for i, f := range r.Findings {
		if behind := strings.Contains(f.Behind, "supplied"); (f.Column == "LAB_0") == behind {
			t.Errorf("finding %d, of %s: behind %q", i, f.Column, f.Behind)
		}
	}
}
