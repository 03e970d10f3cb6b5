package score

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// A mixing model gives each row a score of all rows that it is given with. Which
// calls fail, and how, a rule says of the rows' numbers.
type mixing struct {
	mem   memory.Allocator
	fails func(x []int64) fault
	calls [][]int64
}

// A fault is a way to fail.
type fault string

const (
	noFault   fault = ""
	raises    fault = "raises"
	dies      fault = "dies"
	isLate    fault = "is late"
	unstacked fault = "cannot be given"
	misreads  fault = "is not as declared"
	drops     fault = "drops a row"
	reorders  fault = "gives the rows in another order"
)

var faults = []fault{raises, dies, isLate, unstacked, misreads, drops, reorders}

func (m *mixing) Info() wrapper.Info { return wrapper.Info{} }
func (m *mixing) Close() error       { return nil }

// mixed is the score of a row of a call.
func mixed(row int64, call []int64) float64 {
	score := row
	for _, x := range call {
		score = (score*31 + x + 1) % 997
	}
	return float64(score)
}

func (m *mixing) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	x := slices.Clone(c.Batch.Column(0).(*array.Int64).Int64Values())
	m.calls = append(m.calls, x)
	scores := make([]float64, len(x))
	for i, row := range x {
		scores[i] = mixed(row, x)
	}
	switch m.fails(x) {
	case raises:
		return nil, &wrapper.Exception{Phase: wrapper.PhasePredict, Type: "ValueError"}
	case dies:
		return nil, &wrapper.HostError{Phase: wrapper.PhasePredict, Call: int64(len(m.calls)), Signal: "SIGSEGV"}
	case isLate:
		return nil, &wrapper.HostError{Phase: wrapper.PhasePredict, Deadline: 60, Exit: -1}
	case unstacked:
		return nil, &wrapper.InputError{Row: -1, Column: "image", Reason: "of two sizes"}
	case misreads:
		return nil, &wrapper.ResultError{Reason: "type", Declared: "a number", Got: "a text"}
	case drops:
		scores = scores[1:]
	case reorders:
		return nil, &wrapper.ResultError{Reason: "order", Declared: "the rows in their order", Got: "them in another"}
	}
	return &wrapper.Result{Outputs: floats(m.mem, scores)}, nil
}

// became is what became of each row of a batch: its score, or why it has none.
type became struct {
	score float64
	err   error
}

func (b became) String() string {
	if b.err != nil {
		return b.err.Error()
	}
	return fmt.Sprint("scored ", b.score)
}

// asked calls on n rows, and holds the answers to covering each row once and to
// giving scores in order.
func asked(t *rapid.T, c *caller, n int64) []became {
	batch := batchOf(memory.DefaultAllocator, 0, n)
	defer batch.Release()
	all, err := c.batch(t.Context(), ready{Batch: batch})
	if err != nil {
		t.Fatal(err)
	}
	defer releaseAll(all)
	rows, seen, last := make([]became, n), make([]bool, n), int64(-1)
	for _, a := range all {
		for i, s := range a.spans {
			if s.end != s.from+1 || seen[s.from] {
				t.Fatalf("row %d twice, or span %v", s.from, s)
			}
			seen[s.from] = true
			if rows[s.from].err = a.err; a.err == nil {
				rows[s.from].score = a.result.Outputs.Column(0).(*array.Float64).Value(i)
				if s.from < last {
					t.Fatalf("row %d is scored behind row %d", s.from, last)
				}
				last = s.from
			}
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Fatalf("row %d has no answer", i)
	}
	return rows
}

// drawnRule fails for calls that hold all rows of some small set: a bad row, or
// rows that do not go together, of which there are fewer sets than end a search.
func drawnRule(t *rapid.T, n int64) func(x []int64) fault {
	type set struct {
		rows []int64
		how  fault
	}
	var sets []set
	sizes := append(rapid.SliceOfN(rapid.Just(1), 0, 4).Draw(t, "bad rows"), rapid.SliceOfN(rapid.IntRange(2, 3), 0, maxTogether-1).Draw(t, "sets")...)
	for _, size := range sizes {
		sets = append(sets, set{
			rapid.SliceOfNDistinct(rapid.Int64Range(0, n-1), 1, min(size, int(n)), rapid.ID[int64]).Draw(t, "rows"),
			rapid.SampledFrom(faults).Draw(t, "how"),
		})
	}
	return func(x []int64) fault {
		for _, s := range sets {
			if !slices.ContainsFunc(s.rows, func(row int64) bool { return !slices.Contains(x, row) }) {
				return s.how
			}
		}
		return noFault
	}
}

func counting(n int64) (x []int64) {
	for i := range n {
		x = append(x, i)
	}
	return x
}

// What becomes of a call follows from what a call of each row alone, of all
// rows, and of those that do not fail alone comes to.
func TestScoresComeFromOneCallOfAllThatAreScored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		n := rapid.Int64Range(1, 30).Draw(t, "n")
		rule := drawnRule(t, n)
		all := counting(n)
		rest := slices.DeleteFunc(counting(n), func(row int64) bool { return rule([]int64{row}) != noFault })
		c := &caller{model: &mixing{mem: mem, fails: rule}, rows: schema.RowsOne}
		scored := rest
		if rule(all) == noFault {
			scored = all
		} else if rule(rest) != noFault {
			scored = nil
		}
		rows := asked(t, c, n)
		for row, got := range rows {
			row := int64(row)
			alone := rule([]int64{row}) != noFault
			var together *callError
			switch isScored := slices.Contains(scored, row); {
			case isScored != (got.err == nil):
				t.Fatalf("row %d: %v, want it to be scored: %v", row, got.err, isScored)
			case isScored && got.score != mixed(row, scored):
				t.Fatalf("row %d: %v, want %v, its score in a call of %v", row, got.score, mixed(row, scored), scored)
			case !isScored && errors.As(got.err, &together) == alone:
				t.Fatalf("row %d, which fails alone: %v, is rejected for %v", row, alone, got.err)
			case together != nil && together.again != (len(rest) < int(n)):
				t.Fatalf("row %d: %v, where %d of %d fail alone", row, together, int(n)-len(rest), n)
			}
		}
		if failed := c.failed.Total(); failed != 0 != (rule(all) != noFault) {
			t.Fatalf("%d calls failed", failed)
		}
	})
}

// Whatever a model fails on, scores are of one call that has its rows alone.
func TestScoresComeFromOneCallWhateverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seed, often := rapid.Int64Range(1, 40).Draw(t, "n"), rapid.Byte().Draw(t, "seed"), rapid.Uint32Range(1, 5).Draw(t, "often")
		rule := func(x []int64) fault {
			h := fnv.New32a()
			fmt.Fprint(h, seed, x)
			if h.Sum32()%often > 0 {
				return noFault
			}
			return faults[h.Sum32()/often%uint32(len(faults))]
		}
		model := &mixing{mem: memory.DefaultAllocator, fails: rule}
		rows := asked(t, &caller{model: model, rows: schema.RowsOne}, n)
		var scored []int64
		for row, got := range rows {
			if got.err == nil {
				scored = append(scored, int64(row))
			}
		}
		if len(scored) > 0 && rule(scored) != noFault {
			t.Fatalf("a call of %v fails, yet they are scored", scored)
		}
		for row, got := range rows {
			var together *callError
			if got.err == nil && got.score != mixed(int64(row), scored) {
				t.Fatalf("row %d: %v, want its score in a call of %v", row, got.score, scored)
			}
			if alone := got.err != nil && !errors.As(got.err, &together); alone && rule([]int64{int64(row)}) == noFault {
				t.Fatalf("row %d is rejected for itself: %v", row, got.err)
			}
		}
	})
}

// A killed model ends at some calls, whatever their rows.
type killed struct {
	*mixing
	at map[int]bool // numbers of calls
	n  int
}

func (m *killed) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	if m.n++; m.at[m.n] {
		return nil, &wrapper.HostError{Phase: wrapper.PhasePredict, Signal: "SIGKILL"}
	}
	return m.mixing.Predict(ctx, c)
}

// Kills of the model's process at whatever moments, not twice in a row, change
// no score, no reason and no count.
func TestKillsOfTheHostChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 20).Draw(t, "n")
		bad := rapid.SliceOfN(rapid.Int64Range(0, n-1), 0, 3).Draw(t, "bad")
		apart := rapid.Int64Range(1, 2*n).Draw(t, "rows that do not go together are apart by")
		rule := func(x []int64) fault {
			if slices.ContainsFunc(x, func(row int64) bool { return slices.Contains(bad, row) }) {
				return raises
			}
			return on(drops, slices.Contains(x, 0) && slices.Contains(x, apart))
		}
		each := rapid.Bool().Draw(t, "each")
		if each { // none can be dropped of one
			apart = 2 * n
		}
		outcome := func(kills []int) string {
			m := &killed{mixing: &mixing{mem: memory.DefaultAllocator, fails: rule}, at: map[int]bool{}}
			for _, k := range kills {
				m.at[k] = !m.at[k-1] && !m.at[k+1]
			}
			c := &caller{model: m, rows: schema.RowsOne, each: each}
			text := fmt.Sprint(asked(t, c, n), c.failed)
			if each { // each row's score is of its own call, which this model knows nothing of
				text = regexp.MustCompile(`scored \d+`).ReplaceAllString(text, "scored")
			}
			return text
		}
		kills := rapid.SliceOfN(rapid.IntRange(1, 30), 1, maxTogether-2).Draw(t, "kills")
		if want, got := outcome(nil), outcome(kills); got != want {
			t.Fatalf("got %s, without kills %s", got, want)
		}
	})
}

// Where each row is a call of its own, it is scored whatever the others do.
func TestRowsThatAreCallsOfTheirOwnFailAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		n := rapid.Int64Range(1, 40).Draw(t, "n")
		bad := rapid.SliceOfDistinct(rapid.Int64Range(0, n-1), rapid.ID[int64]).Draw(t, "bad")
		most := rapid.Int64Range(1, n).Draw(t, "rows a host answers in time")
		rule := func(x []int64) fault {
			switch {
			case slices.ContainsFunc(x, func(row int64) bool { return slices.Contains(bad, row) }):
				return raises
			case int64(len(x)) > most:
				return isLate
			}
			return noFault
		}
		for row, got := range asked(t, &caller{model: &mixing{mem: mem, fails: rule}, rows: schema.RowsOne, each: true}, n) {
			if (got.err != nil) != slices.Contains(bad, int64(row)) {
				t.Fatalf("row %d: %v", row, got.err)
			}
		}
	})
}

// What is sought is found in as many calls as it takes to halve the batch, and
// what is not there costs few.
func TestSearchIsCheap(t *testing.T) {
	const n = 4096 // 2^12
	for name, c := range map[string]struct {
		fails    func(x []int64) fault
		rejected int
		calls    int
		ends     int64
	}{
		"the last row":         {func(x []int64) fault { return on(raises, slices.Contains(x, n-1)) }, 1, 1 + 12 + 1 + 1, 0},
		"the first row":        {func(x []int64) fault { return on(raises, slices.Contains(x, 0)) }, 1, 1 + 2*12 + 1, 0},
		"a row of many ends":   {func(x []int64) fault { return on(dies, slices.Contains(x, 0)) }, 1, 2 + 2*12 + 1 + 1, 1 + 12},
		"two rows apart":       {func(x []int64) fault { return on(drops, slices.Contains(x, 0) && slices.Contains(x, n-1)) }, n, 1 + 1 + 12, 0},
		"more than one row":    {func(x []int64) fault { return on(drops, len(x) > 1) }, n, 40, 0},
		"more than memory has": {func(x []int64) fault { return on(dies, len(x) > 100) }, n, 60, 10},
	} {
		model := &mixing{mem: memory.DefaultAllocator, fails: c.fails}
		caller := &caller{model: model, rows: schema.RowsOne}
		batch := batchOf(memory.DefaultAllocator, 0, n)
		all, err := caller.batch(t.Context(), ready{Batch: batch})
		if err != nil {
			t.Fatal(err)
		}
		rejected := 0
		for _, a := range all {
			if a.err != nil {
				rejected += len(a.spans)
			}
		}
		if rejected != c.rejected || len(model.calls) > c.calls || caller.ends > c.ends {
			t.Errorf("%s: %d rejected in %d calls, %d ends; want %d in %d at most, %d at most", name, rejected, len(model.calls), caller.ends, c.rejected, c.calls, c.ends)
		}
		releaseAll(all)
		batch.Release()
	}
}

func on(how fault, is bool) fault {
	if is {
		return how
	}
	return noFault
}

// Rejects say whether a record failed by itself, and if not, that its call did.
func TestRejectsSayWhatFailed(t *testing.T) {
	dir := t.TempDir()
	has := slices.Contains[[]int64]
	for name, c := range map[string]struct {
		fails func(x []int64) fault
		want  string // lines, stages and reasons of rejects
		calls string // why calls failed
	}{
		"one row": {func(x []int64) fault { return on(raises, has(x, 2)) },
			"4 predict ValueError", "1 at 2: predict ValueError"},
		"all rows": {func(x []int64) fault { return raises },
			"2 predict ValueError; 3 predict ValueError; 4 predict ValueError", "1 at 2: predict ValueError"},
		"rows that do not go together": {func(x []int64) fault { return on(unstacked, has(x, 1) && has(x, 3)) },
			`2 decode column "image": of two sizes; no record of the call was found to fail by itself; ` +
				`3 decode column "image": of two sizes; no record of the call was found to fail by itself; ` +
				`4 decode column "image": of two sizes; no record of the call was found to fail by itself`,
			`1 at 2: decode column "image": of two sizes`},
		"a row, and rows that do not go together": {func(x []int64) fault {
			if has(x, 2) {
				return raises
			}
			return on(drops, has(x, 1) && has(x, 3))
		},
			"2 result result: declared 2 rows, predict returned 1 rows; this is the call without each record that fails by itself, and fails too; " +
				"3 result result: declared 2 rows, predict returned 1 rows; this is the call without each record that fails by itself, and fails too; " +
				"4 predict ValueError",
			"1 at 2: predict ValueError"},
		"an end": {func(x []int64) fault { return on(dies, len(x) > 1) },
			"2 predict the model's process ended in phase predict: killed by SIGSEGV; no record of the call was found to fail by itself; " +
				"3 predict the model's process ended in phase predict: killed by SIGSEGV; no record of the call was found to fail by itself; " +
				"4 predict the model's process ended in phase predict: killed by SIGSEGV; no record of the call was found to fail by itself",
			"1 at 2: predict the model's process ended in phase predict: killed by SIGSEGV"},
	} {
		t.Run(name, func(t *testing.T) {
			rule := func(x []int64) fault { return c.fails(x) }
			opts := input(t, dir, "id,x\na,1\nb,3\nc,2\n", &mixing{mem: memory.DefaultAllocator, fails: rule})
			s, err := Run(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			if got := rejectedBy(t, s.Rejects); got != c.want {
				t.Errorf("rejects\n%s\nwant\n%s", got, c.want)
			}
			var calls []string
			for _, k := range s.Failed.Kinds {
				calls = append(calls, fmt.Sprintf("%d at %s: %s %s", k.Count, strings.TrimPrefix(k.First, opts.Records[0]+":"), k.Stage, k.Declared))
			}
			if got := strings.Join(calls, "; "); got != c.calls {
				t.Errorf("failed calls %q, want %q", got, c.calls)
			}
		})
	}
}

// rejectedBy are a rejects file's lines, stages and reasons.
func rejectedBy(t tb, path string) string {
	var all []string
	rows, err := csv.NewReader(strings.NewReader(get(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		all = append(all, row[column("line")]+" "+row[column("stage")]+" "+row[column("declared")])
	}
	return strings.Join(all, "; ")
}

// A keyed model gives each key's rows a score of all that it is given, with the
// key, the last key first, and fails as a rule says of the keys.
type keyed struct {
	fails func(keys []string) bool
}

func (m *keyed) Info() wrapper.Info { return wrapper.Info{} }
func (m *keyed) Close() error       { return nil }

func (m *keyed) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	ids := c.Batch.Column(0).(*array.String)
	var keys []string
	for i := range ids.Len() {
		keys = append(keys, ids.Value(i))
	}
	all := strings.Join(keys, "")
	distinct := slices.Compact(slices.Clone(keys))
	if m.fails(distinct) {
		return nil, &wrapper.Exception{Phase: wrapper.PhasePredict, Type: "ValueError"}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "y", Type: arrow.BinaryTypes.String}, {Name: "id", Type: arrow.BinaryTypes.String}}, nil))
	defer b.Release()
	for _, key := range slices.Backward(distinct) {
		b.Field(0).(*array.StringBuilder).Append(key + " of " + all)
		b.Field(1).(*array.StringBuilder).Append(key)
	}
	return &wrapper.Result{Outputs: b.NewRecord()}, nil
}

// Keys fail, and are scored, as records are, all of their rows at once.
func TestKeysAreScoredByOneCallOfAllThatAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 3), 1, 12).Draw(t, "rows of each key")
		bad := rapid.SliceOfDistinct(rapid.IntRange(0, len(sizes)-1), rapid.ID[int]).Draw(t, "bad")
		rule := func(keys []string) bool {
			return slices.ContainsFunc(bad, func(i int) bool { return slices.Contains(keys, string(rune('a'+i))) })
		}
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.BinaryTypes.String}}, nil))
		defer b.Release()
		batch, together := &records.Batch{}, ""
		for i, size := range sizes {
			batch.Starts = append(batch.Starts, int64(b.Field(0).Len()))
			for range size {
				b.Field(0).(*array.StringBuilder).Append(string(rune('a' + i)))
				batch.Where = append(batch.Where, records.Position{})
				if !slices.Contains(bad, i) {
					together += string(rune('a' + i))
				}
			}
		}
		batch.Record = b.NewRecord()
		batch.Keys = batch.Record
		all, err := (&caller{model: &keyed{rule}, rows: schema.RowsKeys}).batch(t.Context(), ready{Batch: batch})
		if err != nil {
			t.Fatal(err)
		}
		defer releaseAll(all)
		for _, a := range all {
			for i, s := range a.spans {
				k := slices.Index(batch.Starts, s.from)
				key := string(rune('a' + k))
				switch {
				case int(s.end-s.from) != sizes[k], (a.err != nil) != slices.Contains(bad, k):
					t.Fatalf("key %s: rows %v, %v", key, s, a.err)
				case a.err == nil && a.result.Outputs.Column(0).ValueStr(i) != key+" of "+together:
					t.Fatalf("key %s has %s", key, a.result.Outputs.Column(0).ValueStr(i))
				}
			}
		}
	})
}
