package records

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handoff/schema"
)

// lines is a contract of records of which several belong to a key.
func lines(t testing.TB) *schema.Contract {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"`)
	c.Predict.Rows = schema.RowsKey
	return c
}

func openWhole(t testing.TB, c *schema.Contract, o Options, paths ...string) Source {
	t.Helper()
	s, err := OpenWhole(t.Context(), c, paths, o, t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// a drawn record: what stands in the file, its key ("" where it cannot be
// read) and whether its value can.
type drawn struct {
	line, key string
	sound     bool
}

func drawRecord(t *rapid.T) drawn {
	key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "key")
	switch rapid.SampledFrom([]string{"good", "good", "good", "good", "good", "bad", "ragged", "keyless"}).Draw(t, "kind") {
	case "bad":
		return drawn{key + ",x", key, false}
	case "ragged":
		return drawn{key, "", false}
	case "keyless":
		return drawn{",1", "", false}
	}
	return drawn{key + ",1", key, true}
}

// kept are the records whose key can be scored, by the rule read slowly: its
// records lie beside each other, each is sound, and none without a key lies
// among or next to them.
func kept(all []drawn) (numbers []int64) {
	for i, r := range all {
		ok := r.key != ""
		first, last := i, i
		for j, other := range all {
			if ok && other.key == r.key {
				first, last = min(first, j), max(last, j)
			}
		}
		for j := max(0, first-1); ok && j <= min(last+1, len(all)-1); j++ {
			inside := j >= first && j <= last
			if all[j].key == "" || inside && (all[j].key != r.key || !all[j].sound) {
				ok = false
			}
		}
		if ok {
			numbers = append(numbers, int64(i))
		}
	}
	return numbers
}

// However batches are cut and however little is held in memory, keys are
// whole, none is scored that is not, and no record is lost.
func TestKeysAreWhole(t *testing.T) {
	defer func(n int) { sorterBytes = n }(sorterBytes)
	c := lines(t)
	top := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		sorterBytes = rapid.SampledFrom([]int{1, 200, 1 << 20}).Draw(r, "sorter")
		all := drawRuns(r)
		text := "ID,X\n"
		for _, one := range all {
			text += one.line + "\n"
		}
		path := top + "/in.csv"
		must(t, os.WriteFile(path, []byte(text), 0o600))
		s, err := OpenWhole(t.Context(), c, []string{path}, Options{BatchRows: rapid.IntRange(1, 12).Draw(r, "rows")}, top)
		must(t, err)
		defer s.Close()
		var got, rejected []int64
		next := int64(0)
		for {
			b, err := s.Next()
			if err == io.EOF {
				break
			}
			must(t, err)
			if b.First != next || b.Count != int64(len(b.Where)+len(b.Rejects)) || b.Record.NumRows() != int64(len(b.Where)) {
				r.Fatalf("a batch from %d of %d: %d rows, %d rejects, expected from %d", b.First, b.Count, len(b.Where), len(b.Rejects), next)
			}
			next += b.Count
			if want := starts(b); !slices.Equal(b.Starts, want) {
				r.Fatalf("keys start at %v, want %v", b.Starts, want)
			}
			for _, p := range b.Where {
				got = append(got, p.Record)
			}
			for _, j := range b.Rejects {
				rejected = append(rejected, j.Record)
			}
			b.Release()
		}
		if want := kept(all); !slices.Equal(got, want) || !slices.IsSorted(rejected) || len(got)+len(rejected) != len(all) {
			r.Fatalf("%s\nkept %v, want %v; rejected %v", text, got, want, rejected)
		}
	})
}

// drawRuns draws records, mostly of one key beside each other.
func drawRuns(t *rapid.T) (all []drawn) {
	for range rapid.IntRange(0, 8).Draw(t, "runs") {
		one := drawRecord(t)
		for range rapid.IntRange(1, 6).Draw(t, "length") {
			all = append(all, one)
			if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
				all = append(all, drawRecord(t))
			}
		}
	}
	return all
}

// starts are the rows at which a batch's key differs from the one before.
func starts(b *Batch) (rows []int64) {
	for row := range b.Where {
		if row == 0 || KeyAt(b.Keys, row) != KeyAt(b.Keys, row-1) {
			rows = append(rows, int64(row))
		}
	}
	return rows
}

func TestWhyAKeyIsRejected(t *testing.T) {
	path := write(t, "a.csv", "ID,X\na,1\na,1\nb,1\na,1\nc,1\nc,x\nd,1\nd\ne,1\nf,1\nf,1\n")
	s := openWhole(t, lines(t), Options{}, path)
	var kept, got []string
	for _, b := range all(t, s) {
		kept = append(kept, shown(b.Keys.Column(0))...)
		for _, r := range b.Rejects {
			got = append(got, strings.ReplaceAll(strings.Join(r.Messages(), "; "), path+":", ""))
		}
	}
	if !slices.Equal(kept, []string{"b", "f", "f"}) {
		t.Errorf("kept %v", kept)
	}
	together := `: column "ID": key: expected the records of a key beside each other: sort them by key, as score --sort does, seen lines 2 to 3, line 5`
	every := `: column "ID": key: expected every record of the key, seen `
	want := []string{
		"2" + together, "3" + together, "5" + together,
		"6" + every + "the one in line 7 is rejected", `7: column "X": dtype: expected int64 (a number), seen a`,
		"8" + every + "line 9, beside them, has no key that can be read, and may be of this one", "9: expected 2 fields as in the header, seen 1",
		"10" + every + "line 9, beside them, has no key that can be read, and may be of this one",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A key that is longer than allowed is rejected as it comes, and the others stay.
func TestAKeyThatIsTooLong(t *testing.T) {
	text := "ID,X\nz,1\n" + strings.Repeat("a,1\n", 1000) + "b,1\n"
	s := openWhole(t, lines(t), Options{BatchRows: 10, MaxRecord: 200}, write(t, "a.csv", text))
	var keys []string
	rejects, most := 0, 0
	for _, b := range all(t, s) {
		keys = append(keys, shown(b.Keys.Column(0))...)
		rejects += len(b.Rejects)
		most = max(most, int(b.Count))
		for _, r := range b.Rejects {
			if got := r.Messages()[0]; !strings.Contains(got, "the records of a key within 200 bytes (--max-record-bytes), seen more") {
				t.Fatal(got)
			}
		}
	}
	if fmt.Sprint(keys) != "[z b]" || rejects != 1000 || most > 100 {
		t.Errorf("kept %v, %d rejects, %d records at once", keys, rejects, most)
	}
}

// Keys of several columns, of typed files and of several files.
func TestWholeKeysOfManyKinds(t *testing.T) {
	c := contract(t, `"ID", "DAY"`, `name = "DAY"; dtype = "int64"`, `name = "S"; dtype = "category"; levels = ["x", "y"]; nullable = true`)
	c.Predict.Rows = schema.RowsKey
	one := write(t, "a.jsonl", "{\"ID\": \"a\", \"DAY\": 1, \"S\": \"x\"}\n{\"ID\": \"a\", \"DAY\": 2, \"S\": null}\n{\"ID\": \"a\", \"DAY\": 2, \"S\": \"y\"}\n")
	two := write(t, "b.csv", "DAY,S,ID\n2,x,a\n1,x,b\n1,y,a\n")
	s := openWhole(t, c, Options{BatchRows: 1}, one, two)
	var got, why []string
	for _, b := range all(t, s) {
		for row := range b.Where {
			got = append(got, fmt.Sprint(KeyAt(b.Keys, row), shown(b.Record.Column(1))[row]))
		}
		for _, r := range b.Rejects {
			why = append(why, r.Violations[0].Got)
		}
	}
	if want := "[1:a1:2null 1:a1:2y 1:a1:2x 1:b1:1x]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if lie := fmt.Sprintf("line 1 of %s, line 4 of %s", one, two); !slices.Equal(why, []string{lie, lie}) {
		t.Errorf("got %q", why)
	}
}

func TestPlacesAreNotEndless(t *testing.T) {
	c := lines(t)
	path := write(t, "a.csv", "ID,X\n"+strings.Repeat("a,1\nb,1\n", 50))
	b := all(t, openWhole(t, c, Options{}, path))[0]
	if len(b.Rejects) != 100 || len(b.Where) != 0 {
		t.Fatalf("%d rejects", len(b.Rejects))
	}
	for _, r := range b.Rejects {
		if got := r.Violations[0].Got; !strings.HasSuffix(got, " and more") || strings.Count(got, "line") != 10 {
			t.Fatal(got)
		}
	}
}

func TestSorter(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		s := newSorter(dir)
		s.limit = rapid.IntRange(1, 500).Draw(r, "limit")
		defer func() { must(t, s.Close()) }()
		want := rapid.SliceOf(rapid.String()).Draw(r, "entries")
		for _, e := range want {
			must(t, s.add([]byte(e)))
		}
		next, err := s.sorted()
		must(t, err)
		var got []string
		for {
			e, err := next()
			if err == io.EOF {
				break
			}
			must(t, err)
			got = append(got, string(e))
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			r.Fatalf("got %q, want %q", got, want)
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
