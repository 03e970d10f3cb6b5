package score

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/schema"
	"handoff/wrapper"
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
	opts.BatchSize = 1000
	again, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range []string{":5", ":9"} { // of c and e, two calls among those of one batch
		if got := again.Failed.Kinds[i].First; got != opts.Records[0]+line {
			t.Errorf("failed call %d begins at %s", i, got)
		}
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

// A grouping is a model that takes many keys' rows and gives each key's sum, in
// another order, with the key. Some keys it leaves out, gives twice, invents
// or raises on.
type grouping struct {
	omits, repeats, invents, raises string
	calls                           [][]string
}

func (g *grouping) Info() wrapper.Info { return wrapper.Info{} }
func (g *grouping) Close() error       { return nil }

func (g *grouping) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	ids, x := c.Batch.Column(0).(*array.String), c.Batch.Column(1).(*array.Int64)
	sums := map[string]int64{}
	var order []string
	for i := range ids.Len() {
		if id := ids.Value(i); !slices.Contains(order, id) {
			order = append(order, id)
		}
		sums[ids.Value(i)] += x.Value(i)
	}
	g.calls = append(g.calls, order)
	if slices.Contains(order, g.raises) {
		return nil, &wrapper.Exception{Phase: wrapper.PhasePredict, Type: "ValueError"}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "y", Type: arrow.PrimitiveTypes.Float64, Nullable: true}, {Name: "id", Type: arrow.BinaryTypes.String, Nullable: true}}, nil))
	defer b.Release()
	add := func(id string) {
		b.Field(0).(*array.Float64Builder).Append(float64(sums[id]))
		b.Field(1).(*array.StringBuilder).Append(id)
	}
	for _, id := range slices.Backward(order) {
		switch id {
		case g.omits:
		case g.repeats:
			add(id)
			add(id)
		case g.invents:
			add("none of them")
		default:
			add(id)
		}
	}
	return &wrapper.Result{Outputs: b.NewRecord()}, nil
}

// Results come back in whatever order: each goes to its key, and a key without
// one result of its own is rejected whole.
func TestRunMatchesResultsByTheirKeys(t *testing.T) {
	model := &grouping{omits: "c", repeats: "d", invents: "e", raises: "f"}
	opts := input(t, t.TempDir(), "id,x\na,1\na,2\nb,5\nc,4\nc,5\nd,6\ne,7\nf,8\nf,9\ng,600\ng,600\nh,10\n", model)
	text := strings.Replace(contractText, "keys = [\"id\"]", "keys = [\"id\"]\nrows = \"keys\"", 1)
	text = strings.Replace(text, "[[columns]]", "[[columns]]\nname = \"id\"\ndtype = \"str\"\n[[columns]]", 1)
	c, err := schema.Parse(opts.Contract.Path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	opts.Contract = c
	summary, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, summary.Output); got != "id,y\na,3\nb,5\nh,10\n" {
		t.Errorf("got %s", got)
	}
	if summary.Read != 12 || summary.Scored != 4 || summary.Rejected != 8 {
		t.Errorf("%+v", summary)
	}
	rejects := get(t, summary.Rejects)
	for _, want := range []string{
		",c,result,key,id,one result that carries the key,0\n", ",d,result,key,id,one result that carries the key,2\n",
		",e,result,result,,", "declared the keys of the call, predict returned another one", ",f,predict,predict,,", ",g,result,range,y,",
	} {
		if !strings.Contains(rejects, want) {
			t.Errorf("no %q in\n%s", want, rejects)
		}
	}
	if n := strings.Count(rejects, "\n"); n != 9 {
		t.Errorf("%d lines in\n%s", n, rejects)
	}
	for _, call := range model.calls {
		if !slices.IsSorted(call) || len(slices.Compact(call)) != len(call) {
			t.Errorf("a call has keys %v", call)
		}
	}
}

// A file is sorted on the way as it could have been before.
func TestRunSortsKeys(t *testing.T) {
	opts := ofKeys(t, t.TempDir(), "id,x\na,1\nb,3\na,2\nc,many\nb,5\nc,1\nd,600\n", &fake{mem: memory.DefaultAllocator})
	opts.Sort, opts.BatchSize = true, 1
	summary, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, summary.Output); got != "id,y\na,6\nb,16\n" {
		t.Errorf("got %s", got)
	}
	rejects := get(t, summary.Rejects)
	for _, want := range []string{"in.csv,5,17,3,c,decode,", "in.csv,7,28,5,c,validate,key,id,every record of the key,the one in line 5 is rejected\n", "in.csv,8,32,6,d,result,range,"} {
		if !strings.Contains(rejects, want) {
			t.Errorf("no %q in\n%s", want, rejects)
		}
	}
	if summary.Read != 7 || summary.Rejected != 3 || !strings.Contains(get(t, summary.Receipt), `"sort": true`) {
		t.Errorf("%+v", summary)
	}
	opts = input(t, t.TempDir(), "id,x\na,1\n", &fake{})
	opts.Sort = true
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "--sort: ") {
		t.Errorf("records one by one: %v", err)
	}
}

// Sorted or not, a run that ended goes on where it was, and may be taken apart.
func TestSortedKeysGoOnToTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	in := "id,x\n"
	for i := range 6000 {
		in += fmt.Sprintf("k%d,%d\n", i%2000, i%700)
	}
	sorted := func(model *fake) Options {
		model.mem, model.raises = memory.DefaultAllocator, map[int64]bool{13: true}
		opts := ofKeys(t, dir, in, model)
		opts.Sort, opts.BatchSize = true, 256
		return opts
	}
	opts := sorted(&fake{})
	if _, err := Run(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	want := files(t, opts)
	os.Remove(opts.Output)

	broken := &fake{}
	broken.seen = func(wrapper.Call) {
		if len(broken.calls) == 1500 {
			broken.err = errors.New("socket: broken")
		}
	}
	if _, err := Run(t.Context(), sorted(broken)); err == nil || !strings.Contains(err.Error(), "is kept in") {
		t.Fatal(err)
	}
	model := &fake{}
	summary, err := Run(t.Context(), sorted(model))
	if err != nil || summary.Resumed == 0 || int64(len(model.calls)) != (6000-summary.Resumed)/3 {
		t.Fatalf("%+v, %v, %d calls", summary, err, len(model.calls))
	}
	if files(t, opts) != want {
		t.Error("other bytes than those of an undisturbed run")
	}
	os.Remove(opts.Output)

	p, err := Plan(t.Context(), sorted(&fake{}), nil)
	if err != nil || p.Chunks < 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, share := range []string{"2/2", "1/2"} {
		if _, err := Chunks(t.Context(), sorted(&fake{}), named(t, share)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Commit(t.Context(), sorted(&fake{})); err != nil {
		t.Fatal(err)
	}
	if files(t, opts) != want {
		t.Error("other bytes than those of one run, taken apart")
	}
}
