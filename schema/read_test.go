package schema_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

func read(t *testing.T, file string) *schema.Contract {
	t.Helper()
	c, err := schema.Read("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadFull(t *testing.T) {
	c := read(t, "full.toml")
	yes, no := true, false
	want := []schema.Column{
		{Name: "WEIGHT_KG", DType: schema.DType{Kind: schema.Float64}, Nullable: true, Required: &no, Null: "NaN",
			Source: "PAT_ENC.WEIGHT", Decode: []string{"number", "oz->kg"}, Missing: []string{"", "*Unspecified"},
			Comparator: "reject", Range: []schema.Bound{{Number: 0.5}, {Number: inf}}, Line: 34},
		{Name: "ADMIT_TYPE", DType: schema.DType{Kind: schema.Category}, Nullable: true, Ordered: true, Unknown: "EL",
			Levels: []schema.Level{{Text: "EL"}, {Text: "EM"}, {Text: "UR"}}, Line: 46},
		{Name: "SMOKER", DType: schema.DType{Kind: schema.Bool, Extension: true}, Nullable: true,
			Decode: []string{"yn"}, True: []string{"Y"}, False: []string{"N"}, NullIs: &no, Line: 54},
	}
	if diff := cmp.Diff(want, c.Columns[1:4]); diff != "" {
		t.Errorf("columns: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(&yes, c.Columns[0].Required); diff != "" {
		t.Error(diff)
	}
	resources := map[string]schema.Resource{
		"weights": {Path: "resources/weights.pt", As: "path", Line: 10},
		"config":  {Path: "resources/config.toml", As: "dict", Line: 11},
	}
	if diff := cmp.Diff(resources, c.Load.Resources); diff != "" {
		t.Errorf("resources: -want +got:\n%s", diff)
	}
	arguments := map[string]any{"device": "cpu", "layers": []any{int64(64), int64(32)}}
	if diff := cmp.Diff(arguments, c.Load.Arguments); diff != "" {
		t.Errorf("arguments: -want +got:\n%s", diff)
	}
	if got := time.Duration(c.Latency.P99); got != 50*time.Millisecond {
		t.Errorf("p99 is %v", got)
	}
}

func TestDefaults(t *testing.T) {
	c := read(t, "odd.toml")
	if diff := cmp.Diff(schema.Records{Encoding: "utf-8", Headers: "exact"}, c.Records); diff != "" {
		t.Error(diff)
	}
	want := schema.Predict{Call: "score", Form: "dataframe", Rows: "one", Keys: []string{"ID"}}
	if diff := cmp.Diff(want, c.Predict); diff != "" {
		t.Error(diff)
	}
	if c.Model.Project != "." || c.Environment.Threads != 1 || c.Dir != "testdata" {
		t.Errorf("project %q, threads %d, dir %q", c.Model.Project, c.Environment.Threads, c.Dir)
	}
	if image := read(t, "image.toml"); !cmp.Equal(image.Predict.Keys, []string{schema.KeyColumn}) {
		t.Errorf("an image's keys are %q", image.Predict.Keys)
	}
}

// The same contract is the same however it is laid out.
func TestLayouts(t *testing.T) {
	text, err := os.ReadFile("testdata/odd.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := read(t, "odd.toml")
	for name, variant := range map[string][]byte{
		"byte order mark":   append([]byte("\ufeff"), text...),
		"windows line ends": bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")),
		"no last line end":  bytes.TrimSpace(text),
	} {
		got, err := schema.Parse("testdata/odd.toml", variant)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got.Text = want.Text
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	lines := []int{want.Columns[0].Line, want.Columns[1].Line, want.Waivers[1].Line, want.Outputs[0].Line, want.Load.Resources["config"].Line}
	if diff := cmp.Diff([]int{12, 24, 19, 1, 5}, lines); diff != "" {
		t.Errorf("lines: -want +got:\n%s", diff)
	}
}

func TestReadMissing(t *testing.T) {
	_, err := schema.Read("testdata/nowhere/handoff.toml")
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "testdata/nowhere/handoff.toml: there is no contract: write one, as docs/contract.md shows") {
		t.Errorf("got %v", err)
	}
}

func TestExpired(t *testing.T) {
	w := read(t, "full.toml").Waivers[0]
	for day, want := range map[string]bool{"2027-06-29": false, "2027-06-30": false, "2027-07-01": true} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := w.Expired(at); got != want {
			t.Errorf("on %s expired is %v", day, got)
		}
	}
	if (schema.Waiver{}).Expired(time.Now()) {
		t.Error("a waiver without a date expires")
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range []string{"full.toml", "image.toml", "odd.toml", "epic.toml"} {
		text, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("load = 1\n[[columns]]\n[[columns.x]]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := schema.Parse("handoff.toml", text)
		var faults schema.Errors
		switch {
		case err == nil:
			c.InputSchema()
			c.OutputSchema()
		case !errors.As(err, &faults):
			t.Fatalf("an error without a place: %v", err)
		}
		lines := strings.Split(string(text), "\n")
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > len(lines) || fault.Column < 1 || fault.Column > len([]rune(lines[fault.Line-1]))+1 {
				t.Errorf("%v lies outside of the file", fault)
			}
		}
	})
}
