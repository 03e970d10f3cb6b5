package bridge

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"golang.org/x/sys/unix"

	"handoff/schema"
	"handoff/wrapper"
)

// mixed are 20 columns as clinical tables have them.
func mixed() []schema.Column {
	var columns []schema.Column
	for _, want := range []struct {
		dtype string
		null  schema.Null
		n     int
	}{{"float64", schema.NullNaN, 5}, {"int64", schema.NullNA, 3}, {"int64", "", 3}, {"bool", "", 2}, {"str", schema.NullNone, 4}, {"datetime64[ns]", schema.NullNaT, 1}} {
		d, err := schema.ParseDType(want.dtype)
		must(err)
		for range want.n {
			columns = append(columns, schema.Column{Name: fmt.Sprint("c", len(columns)), DType: d, Nullable: want.null != "", Null: want.null})
		}
	}
	for range 2 {
		columns = append(columns, schema.Column{Name: fmt.Sprint("c", len(columns)), DType: schema.DType{Kind: schema.Category}, Levels: manyLevels(4)})
	}
	return columns
}

func mixedBatch(rows int) arrow.Record {
	return batchOf(mixed(), rows, func(_ schema.Column, row int) int { return row + 1 })
}

// Record to DataFrame, from a batch and from one in a mapping of its own,
// beside pyarrow's to_pandas with Int64 of the same batch.
func BenchmarkFrame(b *testing.B) {
	for _, rows := range []int{1, 1000} {
		batch := mixedBatch(rows)
		b.Run(fmt.Sprint("rows=", rows), func(b *testing.B) {
			inTurns(b, []way{
				{"handoff", frameTimer(func() wrapper.Call { return wrapper.Call{Batch: batch} })},
				{"mapped", frameTimer(func() wrapper.Call { return mapped(batch) })},
				{"pyarrow", pyarrowTimer(batch)},
			})
		})
	}
}

// A way does the same as others do: once, saying how long that took.
type way struct {
	name string
	run  func() time.Duration
}

// inTurns runs the ways in turns, ten times each, so that what else the
// machine does weighs on all alike, and reports the median of each and what
// part of the last one's it is.
func inTurns(b *testing.B, ways []way) {
	took := make([][]time.Duration, len(ways))
	for turn := 0; b.Loop(); turn++ {
		for i := range ways {
			w := (turn + i) % len(ways)
			for range 10 {
				took[w] = append(took[w], ways[w].run())
			}
		}
	}
	b.ReportMetric(0, "ns/op") // of all ways together: it says nothing
	last := len(ways) - 1
	standard := median(took[last])
	b.ReportMetric(standard, ways[last].name+"-p50-us")
	for i, w := range ways[:last] {
		b.ReportMetric(median(took[i]), w.name+"-p50-us")
		b.ReportMetric(median(took[i])/standard, w.name+"/"+ways[last].name)
	}
}

// median is in microseconds.
func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2]) / 1e3
}

// frameTimer makes frames of the calls that next gives.
func frameTimer(next func() wrapper.Call) func() time.Duration {
	in := interp.(*interpreter)
	return func() (took time.Duration) {
		call := next()
		must(in.call(ctx, func(py *python) error {
			begun := time.Now()
			pages, release, err := takePages(call.Mapping)
			must(err)
			defer release(py)
			_, err = in.frame(py, call, pages)
			took = time.Since(begun)
			return py.failed(err)
		}))
		return took
	}
}

func pyarrowTimer(batch arrow.Record) func() time.Duration {
	in := interp.(*interpreter)
	var read object
	must(in.call(ctx, func(py *python) error {
		reader, err := in.glue.call(py, "model.entry", "peers:reader")
		must(py.failed(err))
		read, err = py.apply(reader, nil, just(py.bytes(ipcOf(batch))))
		must(py.failed(err))
		read.IncRef() // for the benchmark's life, the process's
		return nil
	}))
	return func() (took time.Duration) {
		must(in.call(ctx, func(py *python) error {
			begun := time.Now()
			_, err := py.apply(read, nil)
			took = time.Since(begun)
			return py.failed(err)
		}))
		return took
	}
}

// reportCPU starts the timer and, when the benchmark ends, adds the time on
// the processor: on a machine that others use too, it varies less.
func reportCPU(b *testing.B) func() {
	begun := cpuTime()
	b.ResetTimer()
	return func() { b.ReportMetric(float64(cpuTime()-begun)/float64(b.N), "cpu-ns/op") }
}

func cpuTime() int64 {
	var used unix.Rusage
	must(unix.Getrusage(unix.RUSAGE_SELF, &used))
	return used.Utime.Nano() + used.Stime.Nano()
}

func just(o object, err error) object { must(err); return o }

// One row through a whole call in this process, of a model that does nothing.
func BenchmarkPredict(b *testing.B) {
	m := load(b, &schema.Contract{Predict: schema.Predict{Call: "sample:zeros"}, Columns: mixed(),
		Outputs: []schema.Output{{Name: "risk", DType: schema.DType{Kind: schema.Float32}}}})
	batch := mixedBatch(1)
	var stages wrapper.Stages
	defer reportCPU(b)()
	for range b.N {
		r, err := m.Predict(ctx, wrapper.Call{Batch: batch})
		must(err)
		stages.Frame += r.Stages.Frame
		stages.Predict += r.Stages.Predict
		stages.Result += r.Stages.Result
		r.Release()
	}
	b.ReportMetric(float64(stages.Frame)/float64(b.N), "frame-ns/op")
	b.ReportMetric(float64(stages.Predict)/float64(b.N), "predict-ns/op")
	b.ReportMetric(float64(stages.Result)/float64(b.N), "result-ns/op")
}
