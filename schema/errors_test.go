package schema_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

// A fault is one edit of a sound contract, and every error it makes.
type fault struct{ file, from, to, want string }

// faults reads testdata/errors.txt: blocks of a file's name, what is taken
// out of it (-), what is put there (+), and the errors without their file.
func faults(t *testing.T) []fault {
	t.Helper()
	text, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []fault
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		lines := strings.Split(block, "\n")
		var parts [3][]string
		for _, line := range lines[1:] {
			at := strings.Index("-+", line[:1]) + 1
			parts[at] = append(parts[at], strings.TrimPrefix(strings.TrimPrefix(line, "- "), "+ "))
		}
		join := func(i int) string { return strings.Join(parts[i], "\n") }
		all = append(all, fault{file: lines[0], from: join(1), to: join(2), want: join(0)})
	}
	return all
}

func TestErrors(t *testing.T) {
	for _, f := range faults(t) {
		t.Run(f.to, func(t *testing.T) {
			_, err := schema.Parse("handoff.toml", []byte(edited(t, f)))
			var faults schema.Errors
			if !errors.As(err, &faults) {
				t.Fatalf("got %v", err)
			}
			got := strings.ReplaceAll(err.Error(), "handoff.toml:", "")
			if diff := cmp.Diff(strings.Split(f.want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func edited(t *testing.T, f fault) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + f.file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), f.from) == 0 {
		t.Fatalf("%s has no %q", f.file, f.from)
	}
	return strings.Replace(string(text), f.from, f.to, 1)
}
