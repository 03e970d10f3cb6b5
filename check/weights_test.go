package check

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
)

// environment is the path of a test venv's python.
func environment(t *testing.T, name string) string {
	t.Helper()
	findPython(t)
	out, err := exec.Command("../scripts/test-env", name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lines := strings.Fields(string(out))
	return filepath.Join(lines[len(lines)-1], "bin", "python")
}

// writtenWeights is a folder with a file of every kind.
func writtenWeights(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	script, err := filepath.Abs("testdata/weights.py")
	if err != nil {
		t.Fatal(err)
	}
	make := exec.Command(environment(t, "bridge"), script)
	make.Dir = dir
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func TestGlobalsOfWeights(t *testing.T) {
	dir := writtenWeights(t)
	getcwd := []string{"posix.getcwd"}
	tests := map[string]struct {
		kind   string
		beyond []string // globals beyond plain data
	}{
		"state_dict.pt":        {"torch", nil},
		"state_dict_legacy.pt": {"torch", nil},
		"whole.pt":             {"torch", []string{"torch.nn.modules.linear.Linear"}},
		"arguments.pt":         {"torch", nil},
		"evil.pt":              {"torch", getcwd},
		"evil_legacy.pt":       {"torch", getcwd},
		"script.pt":            {"torchscript", nil},
		"plain0.pkl":           {"pickle", nil},
		"plain5.pkl":           {"pickle", nil},
		"evil0.pkl":            {"pickle", getcwd},
		"evil1.bin":            {"pickle", getcwd},
		"evil2.pkl":            {"pickle", getcwd},
		"evil4.pkl":            {"pickle", getcwd},
		"evil5.pkl.gz":         {"pickle", getcwd},
		"evil.pkl.bz2":         {"pickle", getcwd},
		"evil.pkl.xz":          {"pickle", getcwd},
		"evil.z":               {"pickle", getcwd},
		"memo.pkl":             {"pickle", getcwd},
		"second.pkl":           {"pickle", getcwd},
		"arrays.npz":           {"numpy", nil},
		"objects.npz":          {"numpy", getcwd},
		"objects.npy":          {"numpy", getcwd},
		"joblib.joblib":        {"pickle", getcwd},
		"variables.data":       {"", nil},
		"variables.zip":        {"zip", nil},
		"nothing.msgpack":      {"", nil},
		"config.json":          {"", nil},
		"table.csv":            {"", nil},
	}
	c := &schema.Contract{Dir: dir, Load: schema.Load{Resources: map[string]schema.Resource{}}}
	for name := range tests {
		c.Load.Resources[name] = schema.Resource{Path: name}
	}
	files, err := scanWeights(t.Context(), plain{t}, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		want := tests[file.Resource]
		var beyond []string
		for _, g := range file.beyondPlain() {
			beyond = append(beyond, g.String())
		}
		if file.Kind != want.kind || !slices.Equal(beyond, want.beyond) || file.Error != "" {
			t.Errorf("%s: kind %q, beyond plain data %v, error %q; want kind %q, %v", file.Resource, file.Kind, beyond, file.Error, want.kind, want.beyond)
		}
		delete(tests, file.Resource)
	}
	if len(tests) > 0 {
		t.Errorf("not told of: %v", tests)
	}
}

// Pickles without any class, and what torch files keep beside tensors, are
// told of as what they are.
func TestPlainPickles(t *testing.T) {
	c := &schema.Contract{Dir: writtenWeights(t), Load: schema.Load{Resources: map[string]schema.Resource{}}}
	for _, name := range []string{"state_dict.pt", "state_dict_legacy.pt", "script.pt", "arguments.pt", "plain0.pkl", "plain5.pkl", "arrays.npz", "variables.zip", "config.json"} {
		c.Load.Resources[name] = schema.Resource{Path: name}
	}
	files, err := scanWeights(t.Context(), plain{t}, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &subject{weights: files, contract: c, source: &source{}}
	for _, test := range []struct {
		rule func(context.Context, *subject) ([]Finding, error)
		want []string
	}{
		{pickledModel, []string{"plain0.pkl", "plain5.pkl"}},
		{unsafeGlobal, []string{"arguments.pt warning argparse.Namespace"}},
		{wholeModelPickled, nil},
	} {
		found, err := test.rule(t.Context(), s)
		var got []string
		for _, f := range found {
			file := filepath.Base(f.File)
			if f.Severity != "" {
				file += fmt.Sprintf(" %s %s", f.Severity, f.Seen)
			}
			got = append(got, file)
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q, %v, want %q", got, err, test.want)
		}
	}
	if unsafe, err := s.unsafeWeights(t.Context()); unsafe || err != nil {
		t.Errorf("plain data is unsafe to load: %v, %v", unsafe, err)
	}
}

// The offset is that of the opcode in the file, which a hex viewer shows.
func TestOffsetOfGlobal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "evil.pkl")
	if err := os.WriteFile(path, []byte("\x80\x02}cposix\ngetcwd\n)R."), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &schema.Contract{Load: schema.Load{Resources: map[string]schema.Resource{"w": {Path: path}}}}
	files, err := scanWeights(t.Context(), plain{t}, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(files[0].Globals); got != "[posix.getcwd]" || files[0].Globals[0].Offset != 3 {
		t.Errorf("globals %s at %d, want posix.getcwd at byte 3", got, files[0].Globals[0].Offset)
	}
}

// A pickle that ends early is not told as safe.
func TestTruncatedPickle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cut.pkl")
	if err := os.WriteFile(path, []byte("\x80\x04\x95\xff\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &schema.Contract{Load: schema.Load{Resources: map[string]schema.Resource{"w": {Path: path}}}}
	files, err := scanWeights(t.Context(), plain{t}, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if files[0].Error == "" {
		t.Error("no error for a pickle that ends early")
	}
}

// Pickles that the package brings along are looked into as the resources are;
// what only goes by such a name is none.
func TestPickledInPackage(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"pkg/__init__.py": "", "pkg/data/model.pkl": "\x80\x02}cposix\ngetcwd\n)R.", "pkg/survey.sav": "$FL2@(#) SPSS DATA FILE",
		"weights.pkl": "\x80\x02}.", "notebooks/old.pkl": "\x80\x02}.",
	})
	pickles, err := packagedPickles(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := &schema.Contract{Load: schema.Load{Resources: map[string]schema.Resource{"w": {Path: filepath.Join(dir, "weights.pkl")}}}}
	files, err := scanWeights(t.Context(), plain{t}, c, pickles)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range files {
		got = append(got, fmt.Sprint(file.Resource, " ", filepath.Base(file.Path), " ", file.Globals))
	}
	if want := []string{"w weights.pkl []", " model.pkl [posix.getcwd]"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
