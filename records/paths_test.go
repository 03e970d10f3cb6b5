package records

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"p10.csv", "p2.csv", "p02.csv", "p1.csv", "p.csv", "q[1].csv", "q1.csv", "p1"} {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	in := func(names ...string) (paths []string) {
		for _, name := range names {
			paths = append(paths, filepath.Join(dir, name))
		}
		return paths
	}
	for _, c := range []struct{ args, want []string }{
		{in("p*.csv"), in("p.csv", "p1.csv", "p02.csv", "p2.csv", "p10.csv")},
		{in("q[1].csv"), in("q[1].csv")}, // a file of this name
		{in("q[12].csv"), in("q1.csv")},
		{in("p?.csv", "gone.csv", "q*"), in("p1.csv", "p2.csv", "gone.csv", "q1.csv", "q[1].csv")},
		{[]string{"-"}, []string{"-"}},
	} {
		if got, err := Paths(c.args); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, %v", c.args, got, err)
		}
	}
	_, err := Paths(in("none*.csv"))
	wantError(t, err, "none*.csv", "no file matches")
	_, err = Paths(in("p[.csv"))
	wantError(t, err, "p[.csv", "no pattern")
}

// Any order of names sorts them into the same one.
func TestNaturalOrderIsAnOrder(t *testing.T) {
	name := rapid.StringMatching(`[a0-2]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := name.Draw(t, "a"), name.Draw(t, "b"), name.Draw(t, "c")
		if ab, ba := compareNatural(a, b), compareNatural(b, a); (ab < 0) != (ba > 0) || (ab == 0) != (a == b) {
			t.Fatalf("%q to %q is %d, the other way %d", a, b, ab, ba)
		}
		if compareNatural(a, b) < 0 && compareNatural(b, c) < 0 && compareNatural(a, c) >= 0 {
			t.Fatalf("%q, %q, %q are no order", a, b, c)
		}
	})
}
