package bridge

import (
	"fmt"
	"testing"

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

// Record to DataFrame, beside pyarrow's to_pandas with Int64 of the same
// batch in the same process.
func BenchmarkFrame(b *testing.B) {
	for _, rows := range []int{1, 1000} {
		batch := mixedBatch(rows)
		b.Run(fmt.Sprintf("rows=%d/by=handoff", rows), func(b *testing.B) { benchmarkFrame(b, batch, false) })
		b.Run(fmt.Sprintf("rows=%d/by=handoff-mapped", rows), func(b *testing.B) { benchmarkFrame(b, batch, true) })
		b.Run(fmt.Sprintf("rows=%d/by=pyarrow", rows), func(b *testing.B) { benchmarkPyarrow(b, batch) })
	}
}

func benchmarkFrame(b *testing.B, batch arrow.Record, mapping bool) {
	in := interp.(*interpreter)
	build := func(call wrapper.Call) {
		must(in.call(ctx, func(py *python) error {
			pages, release, err := takePages(call.Mapping)
			must(err)
			defer release(py)
			_, err = in.frame(py, call, pages)
			return py.failed(err)
		}))
	}
	build(wrapper.Call{Batch: batch}) // makes the plan
	calls := make([]wrapper.Call, b.N)
	for i := range calls {
		if calls[i].Batch = batch; mapping {
			calls[i] = mapped(batch)
		}
	}
	defer reportCPU(b)()
	for _, call := range calls {
		build(call)
	}
}

func benchmarkPyarrow(b *testing.B, batch arrow.Record) {
	in := interp.(*interpreter)
	must(in.call(ctx, func(py *python) error {
		reader, err := in.glue.call(py, "model.entry", "peers:reader")
		must(py.failed(err))
		read, err := py.apply(reader, nil, just(py.bytes(ipcOf(batch))))
		must(py.failed(err))
		_, err = py.apply(read, nil, just(py.value(1)))
		must(py.failed(err))
		n := just(py.value(b.N))
		defer reportCPU(b)()
		_, err = py.apply(read, nil, n)
		return py.failed(err)
	}))
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
