package records

import (
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"
)

// sortedNumbers are the numbers of records in the order of their keys, and of
// those the ones whose key can be scored, by the rule read slowly: each of its
// records is sound, and none without a key lies beside one.
func sortedNumbers(all []drawn) (numbers, kept []int64) {
	first := func(i int) int {
		if all[i].key == "" {
			return i
		}
		return slices.IndexFunc(all, func(other drawn) bool { return other.key == all[i].key })
	}
	for i := range all {
		numbers = append(numbers, int64(i))
	}
	slices.SortStableFunc(numbers, func(i, j int64) int { return first(int(i)) - first(int(j)) })
	for _, n := range numbers {
		ok := all[n].key != ""
		for i, r := range all {
			same := ok && r.key == all[n].key
			beside := i > 0 && all[i-1].key == "" || i+1 < len(all) && all[i+1].key == ""
			if same && (!r.sound || beside) {
				ok = false
			}
		}
		if ok {
			kept = append(kept, n)
		}
	}
	return numbers, kept
}

// However batches and parts are cut and however little is held in memory, keys
// are whole and in the order in which they first appear, none is scored that is
// not whole, no record is lost, and each is told by where it was.
func TestSortedKeysAreWhole(t *testing.T) {
	defer func(n int, p int64) { sorterBytes, partRecords = n, p }(sorterBytes, partRecords)
	c := lines(t)
	top := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		sorterBytes = rapid.SampledFrom([]int{1, 200, 1 << 20}).Draw(r, "sorter")
		partRecords = rapid.SampledFrom([]int64{1, 5, 1 << 16}).Draw(r, "part")
		all := drawRuns(r)
		text := "ID,X\n"
		for _, one := range all {
			text += one.line + "\n"
		}
		path := top + "/in.csv"
		must(t, os.WriteFile(path, []byte(text), 0o600))
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		s, err := OpenSorted(t.Context(), c, []string{path}, Options{BatchRows: rapid.IntRange(1, 12).Draw(r, "rows"), Allocator: mem}, top)
		must(t, err)
		defer s.Close()
		var got, kept []int64 // got is each batch's, in the order of their numbers
		next := int64(0)
		numbers, want := sortedNumbers(all)
		for {
			b, err := s.Next()
			if err == io.EOF {
				break
			}
			must(t, err)
			if b.First != next || b.Count != int64(len(b.Where)+len(b.Rejects)) || b.Record.NumRows() != int64(len(b.Where)) {
				r.Fatalf("a batch from %d of %d: %d rows, %d rejects, expected from %d", b.First, b.Count, len(b.Where), len(b.Rejects), next)
			}
			if want := starts(b); !slices.Equal(b.Starts, want) {
				r.Fatalf("keys start at %v, want %v", b.Starts, want)
			}
			var some []int64
			for row, p := range b.Where {
				if cells := b.Keys.Column(0).ValueStr(row) + "," + b.Record.Column(0).ValueStr(row); cells != all[p.Record].line || p.Line != p.Record+2 || p.File != path {
					r.Fatalf("%+v has %s, in the file there is %s", p, cells, all[p.Record].line)
				}
				some, kept = append(some, p.Record), append(kept, p.Record)
			}
			for _, j := range b.Rejects {
				some = append(some, j.Record)
				if j.Line != j.Record+2 || j.Err == nil && len(j.Violations) == 0 {
					r.Fatalf("a reject %+v", j)
				}
			}
			slices.Sort(some)
			expected := slices.Sorted(slices.Values(numbers[next : next+b.Count]))
			if !slices.Equal(some, expected) {
				r.Fatalf("%s\na batch of records %v, want %v", text, some, expected)
			}
			next, got = next+b.Count, append(got, some...)
			b.Release()
		}
		if !slices.Equal(kept, want) || len(got) != len(all) {
			r.Fatalf("%s\nkept %v, want %v; %d of %d records", text, kept, want, len(got), len(all))
		}
	})
}

func TestWhyASortedKeyIsRejected(t *testing.T) {
	path := write(t, "a.csv", "ID,X\nc,1\nc,many\na,1\nb,1\na,1\nd,1\n,1\nd,1\nb,1\n")
	s, err := OpenSorted(t.Context(), lines(t), []string{path}, Options{}, t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	var got []string
	for _, b := range all(t, s) {
		for _, r := range b.Rejects {
			got = append(got, fmt.Sprintf("%d %s", r.Line, r.Reason(true)))
		}
	}
	const doubt = ` validate: column "ID": key: expected every record of the key, seen line 8, beside one of them, has no key that can be read, and may be of this one`
	want := []string{
		`2 validate: column "ID": key: expected every record of the key, seen the one in line 3 is rejected`,
		`3 decode: column "X": dtype: expected int64 (a number), seen many`,
		"7" + doubt, `8 decode: column "ID": key: expected a key, seen null`, "9" + doubt,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSortedKeysAreBounded(t *testing.T) {
	path := write(t, "a.csv", "ID,X\na,1\nb,1\na,1\na,1\nb,1\n")
	s, err := OpenSorted(t.Context(), lines(t), []string{path}, Options{MaxRecord: 16}, t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	b := all(t, s)[0]
	if got := shown(b.Keys.Column(0)); !slices.Equal(got, []string{"b", "b"}) || len(b.Rejects) != 3 {
		t.Errorf("keys %v, %d rejects", got, len(b.Rejects))
	}
}
