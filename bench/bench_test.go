package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/perf/benchfmt"
	"pgregory.net/rapid"

	"handoff/records"
	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// fake is a model whose every call takes the stages it is told.
type fake struct {
	calls  []arrow.Record
	stages wrapper.Stages
	fail   int // the call that fails, from 1
}

func (f *fake) Info() wrapper.Info {
	return wrapper.Info{Python: "3.8.18", Threads: 1, Start: time.Millisecond, Load: 2 * time.Millisecond}
}
func (f *fake) Close() error { return nil }
func (f *fake) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	f.calls = append(f.calls, c.Batch)
	if len(f.calls) == f.fail {
		return nil, &wrapper.Exception{Type: "ValueError"}
	}
	return &wrapper.Result{Stages: f.stages}, nil
}

func numbers(t *testing.T, mem memory.Allocator, n int64) arrow.Record {
	t.Helper()
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Int64}}, nil))
	defer b.Release()
	for i := range n {
		b.Field(0).(*array.Int64Builder).Append(i)
	}
	return b.NewRecord()
}

func draws(t *testing.T, rows ...int64) []arrow.Record {
	t.Helper()
	var all []arrow.Record
	for _, n := range rows {
		all = append(all, numbers(t, memory.DefaultAllocator, n))
	}
	return all
}

func TestCallsForIsMLPerfsEarlyStopping(t *testing.T) {
	for q, want := range map[float64]int64{0.5: 11, 0.9: 64, 0.99: 662} {
		if got := CallsFor(q); got != want {
			t.Errorf("CallsFor(%v) = %d, want %d", q, got, want)
		}
	}
}

func TestRunCallsInTurn(t *testing.T) {
	model := &fake{stages: wrapper.Stages{Transport: 1000, Frame: 2000, Predict: 30000, Result: 4000}}
	d := draws(t, 1, 1, 1)
	r, err := Run(t.Context(), model, Options{Model: report.Model{Name: "m"}, Draws: d, Calls: 700, Time: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range model.calls {
		if got != d[i%3] {
			t.Fatalf("call %d had another batch than row %d", i, i%3)
		}
	}
	if len(model.calls) != 701 || r.Warm.Calls != 700 {
		t.Errorf("%d calls, of them %d warm, want 701 and 700", len(model.calls), r.Warm.Calls)
	}
	if r.Warm.P99 == nil || r.Load != 2*time.Millisecond || r.Start != time.Millisecond {
		t.Errorf("report %+v", r)
	}
	for i, want := range []time.Duration{1000, 2000, 30000, 4000} {
		// The histogram holds three significant digits.
		if got := *r.Stages[i].P50; got < want || float64(got) > float64(want)*1.001 {
			t.Errorf("p50 of %s = %v, want %v", r.Stages[i].Name, got, want)
		}
	}
}

func TestWhatOthersHadTheProcessorForIsTakenOff(t *testing.T) {
	var waited time.Duration
	r, err := Run(t.Context(), &fake{}, Options{Draws: draws(t, 1), Calls: 100, Time: time.Hour,
		Waited: func() time.Duration { waited += time.Hour; return waited }})
	if err != nil || *r.Warm.P50 > time.Nanosecond {
		t.Errorf("%+v, %v", r.Warm, err)
	}
}

func TestPercentilesWithoutEnoughCallsAreWithheld(t *testing.T) {
	r, err := Run(t.Context(), &fake{}, Options{Model: report.Model{Name: "m"}, Draws: draws(t, 1), Calls: 100, Time: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if r.Warm.P50 == nil || r.Warm.P90 == nil || r.Warm.P99 != nil {
		t.Errorf("100 calls state %+v", r.Warm)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if want := "p99 takes at least 662 warm calls: not stated"; !strings.Contains(text.String(), want) {
		t.Errorf("%s\nwants %q", &text, want)
	}
	gates := r.Gates(schema.Latency{P99: schema.Duration(time.Hour)})
	if len(gates) != 1 || gates[0].Judged() || gates[0].Exceeded() {
		t.Errorf("gates %v, want p99 not judged", gates)
	}
}

func TestRunEndsWithTheModelsError(t *testing.T) {
	for call, want := range map[int]string{1: "first call", 3: "warm call 2"} {
		_, err := Run(t.Context(), &fake{fail: call}, Options{Draws: draws(t, 1), Calls: 9, Time: time.Hour})
		var raised *wrapper.Exception
		if !errors.As(err, &raised) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestBlocksHoldEveryCall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 5000).Draw(t, "calls")
		b := blocks{size: 1}
		for range n {
			b.add(1)
		}
		sum := b.open.Calls
		for _, d := range b.done {
			if d.Calls != b.size {
				t.Fatalf("a block of %d calls among those of %d", d.Calls, b.size)
			}
			sum += d.Calls
		}
		if sum != n || len(b.done) >= 20 || n >= 10 && len(b.done) < 10 {
			t.Fatalf("%d calls give %d blocks with %d", n, len(b.done), sum)
		}
	})
}

func TestWriteGoIsReadByBenchfmt(t *testing.T) {
	model := &fake{stages: wrapper.Stages{Frame: time.Microsecond}}
	r, err := Run(t.Context(), model, Options{Model: report.Model{Name: "m"}, Draws: draws(t, 2), Calls: 100, Time: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := r.WriteGo(&text); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for in := benchfmt.NewReader(&text, "bench"); in.Scan(); {
		res, ok := in.Result().(*benchfmt.Result)
		if !ok {
			t.Fatalf("no result: %v", in.Result())
		}
		if _, ok := res.Value("sec/op"); !ok || res.GetConfig("model") != "m" {
			t.Errorf("%s: no sec/op or model", res.Name)
		}
		seen[string(res.Name)]++
	}
	for name, want := range map[string]int{
		"Load": 1, "First": 1, "Predict/rows=2": 12, "Predict/rows=2/quantile=p90": 1, "Predict/rows=2/stage=frame": 1,
		"Import": 0, "Predict/rows=2/quantile=p99": 0, "Predict/rows=2/stage=result": 0,
	} {
		if seen[name] != want {
			t.Errorf("%d results of %s, want %d", seen[name], name, want)
		}
	}
}

func ms(n int) *time.Duration { d := time.Duration(n) * time.Millisecond; return &d }

func TestGates(t *testing.T) {
	r := &Report{Model: "m", Rows: 1, Load: *ms(10), Warm: Summary{P50: ms(5), P90: ms(8), P99: ms(9)}}
	got := r.Gates(schema.Latency{P50: schema.Duration(*ms(5)), P99: schema.Duration(*ms(8)), Load: schema.Duration(*ms(9))})
	want := map[string]bool{"p50": false, "p99": true, "load": true}
	if len(got) != len(want) {
		t.Fatalf("gates %v", got)
	}
	for _, g := range got {
		if g.Exceeded() != want[g.Name] {
			t.Errorf("%v: exceeded = %v, want %v", g, g.Exceeded(), want[g.Name])
		}
	}
}

func TestCompare(t *testing.T) {
	base := &Report{Model: "m", Rows: 1, Warm: Summary{P50: ms(100), P90: ms(100)}}
	now := &Report{Model: "m", Rows: 1, Warm: Summary{P50: ms(109), P90: ms(111), P99: ms(500)}}
	gates, err := now.Compare(base, 0.10)
	if err != nil || len(gates) != 2 || gates[0].Exceeded() || !gates[1].Exceeded() {
		t.Errorf("gates %v, %v: want p50 kept and p90 exceeded", gates, err)
	}
	for _, other := range []*Report{{Model: "n", Rows: 1}, {Model: "m", Rows: 2}} {
		if _, err := now.Compare(other, 0.10); err == nil {
			t.Errorf("compared with %+v", other)
		}
	}
}

func TestReadReportReadsItsOwnJSONAlone(t *testing.T) {
	for text, want := range map[string]bool{
		`{"model":"m","warm":{"calls":5,"p50_ns":7}}`: true, `{}`: false, `[`: false,
	} {
		path := filepath.Join(t.TempDir(), "r.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadReport(path); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// source gives batches of the given numbers of rows.
type source struct {
	mem  memory.Allocator
	t    *testing.T
	rows []int64
}

func (s *source) Schema() *arrow.Schema { return nil }
func (s *source) Close() error          { return nil }
func (s *source) Next() (*records.Batch, error) {
	if len(s.rows) == 0 {
		return nil, io.EOF
	}
	b := &records.Batch{Record: numbers(s.t, s.mem, s.rows[0])}
	s.rows = s.rows[1:]
	return b, nil
}

func TestDrawTakesWholeDrawsAlone(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	got, release, err := Draw(&source{mem, t, []int64{5, 1, 4}}, 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if len(got) != 4 {
		t.Errorf("%d draws, want 2 of the batch of 5, none of the one of 1, 2 of the one of 4", len(got))
	}
	if _, _, err := Draw(&source{mem, t, []int64{1, 1}}, 2, 10); err == nil {
		t.Error("drew 2 rows from batches of 1")
	}
}
