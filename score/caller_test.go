package score

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// fake is a model that gives back 2x as y, and fails on the rows it is told.
type fake struct {
	mem    memory.Allocator
	raises map[int64]bool // values on which it raises
	dies   map[int64]bool // values on which its host dies
	flaky  int            // calls from now on which its host dies, whatever the rows
	err    error          // of every call
	calls  [][]int64
	seen   func(wrapper.Call)
	sums   bool // it takes one key's rows and gives twice their sum
}

func (f *fake) Info() wrapper.Info { return wrapper.Info{Python: "3.8.18"} }
func (f *fake) Close() error       { return nil }

func (f *fake) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	x := slices.Clone(c.Batch.Column(0).(*array.Int64).Int64Values())
	f.calls = append(f.calls, x)
	if f.seen != nil {
		f.seen(c)
	}
	if f.err != nil {
		return nil, f.err
	}
	if f.flaky > 0 {
		f.flaky--
		return nil, &wrapper.HostError{Phase: wrapper.PhasePredict, Signal: "SIGKILL"}
	}
	for _, v := range x {
		if f.dies[v] {
			return nil, &wrapper.HostError{Phase: wrapper.PhasePredict, Call: int64(len(f.calls)), Signal: "SIGSEGV"}
		}
		if f.raises[v] {
			return nil, &wrapper.Exception{Phase: wrapper.PhasePredict, Type: "ValueError"}
		}
	}
	if f.sums {
		sum := int64(0)
		for _, v := range x {
			sum += v
		}
		x = []int64{sum}
	}
	return &wrapper.Result{Outputs: doubled(f.mem, x), Stages: wrapper.Stages{Predict: time.Microsecond}}, nil
}

func doubled(mem memory.Allocator, x []int64) arrow.Record {
	twice := make([]float64, len(x))
	for i, v := range x {
		twice[i] = 2 * float64(v)
	}
	return floats(mem, twice)
}

func floats(mem memory.Allocator, y []float64) arrow.Record {
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "y", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, nil))
	defer b.Release()
	b.Field(0).(*array.Float64Builder).AppendValues(y, nil)
	return b.NewRecord()
}

func integers(mem memory.Allocator, name string, x []int64) arrow.Record {
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: name, Type: arrow.PrimitiveTypes.Int64}}, nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).AppendValues(x, nil)
	return b.NewRecord()
}

// batchOf is a batch of n records, x = 0, 1, ..., the first of them the
// input's record first; their keys are id = 0, 1, ...
func batchOf(mem memory.Allocator, first, n int64) *records.Batch {
	x := make([]int64, n)
	where := make([]records.Position, n)
	for i := range x {
		x[i] = int64(i)
		where[i] = records.Position{File: "in.csv", Line: int64(i) + 2, Record: first + int64(i)}
	}
	return &records.Batch{Record: integers(mem, "x", x), Keys: integers(mem, "id", x), Where: where, First: first, Count: n}
}

// sorting is a model that gives the results of a call in another order than its
// rows, which the bridge refuses by their labels.
type sorting struct{ *fake }

func (s sorting) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	r, err := s.fake.Predict(ctx, c)
	if err == nil && c.Batch.NumRows() > 1 {
		r.Release()
		return nil, &wrapper.ResultError{Reason: "order"}
	}
	return r, err
}

// What would be right of one row alone is not taken for the result of all.
func TestNoResultOfAModelThatSortsIsTaken(t *testing.T) {
	batch := batchOf(memory.DefaultAllocator, 0, 5)
	defer batch.Release()
	answers, err := (&caller{model: sorting{&fake{mem: memory.DefaultAllocator}}, rows: schema.RowsOne}).batch(t.Context(), ready{Batch: batch})
	if err != nil || len(answers) != 1 || len(answers[0].spans) != 5 || stageOf(answers[0].err) != records.StageResult {
		t.Errorf("%+v, %v: want all rows rejected for the result", answers, err)
	}
}

func TestCallerRepeatsAWholeBatchOnceInAFreshHost(t *testing.T) {
	model := &fake{mem: memory.DefaultAllocator, flaky: 1}
	answers, err := (&caller{model: model}).batch(t.Context(), ready{Batch: batchOf(memory.DefaultAllocator, 0, 4)})
	if err != nil || len(answers) != 1 || answers[0].err != nil {
		t.Fatalf("answers %+v, %v: want the whole batch scored", answers, err)
	}
	if len(model.calls) != 2 || len(model.calls[0]) != 4 || len(model.calls[1]) != 4 {
		t.Errorf("calls %v, want the same one twice", model.calls)
	}
}

func TestCallerNamesThePositionInTheInput(t *testing.T) {
	var first []int64
	model := &fake{mem: memory.DefaultAllocator, raises: map[int64]bool{3: true}}
	model.seen = func(c wrapper.Call) {
		first = append(first, c.First)
		if !c.Private {
			t.Error("a call with patients' values is not private")
		}
	}
	if _, err := (&caller{model: model}).batch(t.Context(), ready{Batch: batchOf(memory.DefaultAllocator, 1000, 4)}); err != nil {
		t.Fatal(err)
	}
	if want := []int64{1000, 1000, 1002, 1003, 1000}; !slices.Equal(first, want) {
		t.Errorf("calls begin at %v, want %v", first, want)
	}
}

func TestCallerEndsOnWhatIsNotTheRowsDoing(t *testing.T) {
	for name, err := range map[string]error{
		"harness":                 errors.New("socket: broken"),
		"load raises in new host": &wrapper.Exception{Phase: wrapper.PhaseLoad, Type: "OSError"},
		"host does not start":     &wrapper.HostError{Phase: wrapper.PhaseStart, Exit: 127},
	} {
		model := &fake{err: err}
		_, got := (&caller{model: model}).batch(t.Context(), ready{Batch: batchOf(memory.DefaultAllocator, 0, 8)})
		if !errors.Is(got, err) || len(model.calls) > 2 {
			t.Errorf("%s: %v after %d calls", name, got, len(model.calls))
		}
	}
}

func TestCallerGivesUpOnAModelThatKeepsDying(t *testing.T) {
	model := &fake{flaky: 1 << 30}
	c := &caller{model: model}
	_, err := c.batch(t.Context(), ready{Batch: batchOf(memory.DefaultAllocator, 0, 1000)})
	if !hostEnded(err) || c.ends != maxHostFailures || len(model.calls) > 2*maxHostFailures {
		t.Errorf("%v after %d calls and %d ends, want to give up after %d", err, len(model.calls), c.ends, maxHostFailures)
	}
}
