package score

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/schema"
)

// ofKeys gives options to score several records a key.
func ofKeys(t tb, dir, records string, model *fake) Options {
	model.sums = true
	opts := input(t, dir, records, model)
	c, err := schema.Parse(opts.Contract.Path, []byte(strings.Replace(contractText, "keys = [\"id\"]", "keys = [\"id\"]\nrows = \"key\"", 1)))
	if err != nil {
		t.Fatal(err)
	}
	opts.Contract = c
	return opts
}

// A key is one call and one result, or all of its records are rejects.
func TestRunScoresKeysWhole(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	dir := t.TempDir()
	model := &fake{mem: mem, raises: map[int64]bool{13: true}, dies: map[int64]bool{66: true}}
	opts := ofKeys(t, dir, "id,x\na,1\na,2\nb,3\nc,13\nc,1\nd,many\nd,1\ne,66\ne,1\nf,400\nf,200\ng,4\nb,5\nh,6\n", model)
	opts.BatchSize = 3
	summary, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, summary.Output); got != "id,y\na,6\ng,8\nh,12\n" {
		t.Errorf("got %s", got)
	}
	if summary.Read != 14 || summary.Scored != 4 || summary.Rejected != 10 {
		t.Errorf("%+v", summary)
	}
	// A call whose host ends is made twice, and none is cut apart.
	if got := fmt.Sprint(model.calls); got != "[[1 2] [13 1] [66 1] [66 1] [400 200] [4] [6]]" {
		t.Errorf("calls %s", got)
	}
	var why []string
	for _, line := range strings.Split(get(t, summary.Rejects), "\n")[1:] {
		if cells := strings.Split(line, ","); len(cells) > 6 {
			why = append(why, cells[4]+" "+cells[5]+" "+cells[6])
		}
	}
	want := []string{"b validate key", "c predict predict", "c predict predict", "d decode dtype", "d validate key", "e predict predict", "e predict predict",
		"f result range", "f result range", "b validate key"}
	if !slices.Equal(why, want) {
		t.Errorf("rejects %q", why)
	}
}

// Where records lie in the input, and how many are read at once, changes nothing.
func TestKeysDoNotDependOnTheBatch(t *testing.T) {
	top := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(top, "")
		if err != nil {
			t.Fatal(err)
		}
		model := &fake{mem: memory.DefaultAllocator, raises: map[int64]bool{7: true}}
		in := "id,x\n"
		for i, n := range rapid.SliceOfN(rapid.IntRange(1, 5), 1, 20).Draw(t, "keys") {
			for range n {
				in += fmt.Sprintf("k%d,%s\n", i%15, rapid.SampledFrom([]string{"1", "2", "3", "7", "many"}).Draw(t, "x"))
			}
		}
		opts := ofKeys(t, dir, in, model)
		opts.BatchSize = rapid.IntRange(1, 30).Draw(t, "batch size")
		summary, err := Run(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		out, rejects := get(t, summary.Output), ""
		if summary.Rejects != "" {
			rejects = get(t, summary.Rejects)
		}
		opts.BatchSize = 1000
		if summary, err = Run(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		if got := get(t, summary.Output); got != out {
			t.Fatalf("got %s, before %s", got, out)
		}
		if summary.Rejects != "" && get(t, summary.Rejects) != rejects {
			t.Fatalf("got %s, before %s", get(t, summary.Rejects), rejects)
		}
	})
}
