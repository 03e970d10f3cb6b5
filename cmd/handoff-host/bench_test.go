package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/bridge"
	"handoff/schema"
	"handoff/wrapper"
)

// mixedSpec is a model of DataFrames with 20 columns as clinical tables have
// them, which is loaded and called as named.
func mixedSpec(t testing.TB, load, predict string) wrapper.Spec {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "[model]\nname = \"stand-in\"\n[load]\ncall = %q\n[predict]\ncall = %q\n"+
		"[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n", load, predict)
	n := 0
	for _, of := range mixedColumns {
		for range of.n {
			fmt.Fprintf(&b, "[[columns]]\nname = \"c%d\"\n%s\n", n, of.text)
			n++
		}
	}
	c, err := schema.Parse(filepath.Join(t.TempDir(), "handoff.toml"), []byte(b.String()))
	must(t, err)
	return wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}}
}

var mixedColumns = []struct {
	n    int
	text string
}{
	{5, "dtype = \"float64\"\nnullable = true\nnull = \"NaN\""},
	{3, "dtype = \"int64\"\nnullable = true\nnull = \"NA\""}, // pandas' Int64
	{3, "dtype = \"int64\""},
	{2, "dtype = \"bool\""},
	{4, "dtype = \"str\""},
	{2, "dtype = \"category\"\nlevels = [\"EL\", \"EM\", \"UR\"]"},
	{1, "dtype = \"datetime64[ns]\""},
}

func rowsOf(s *arrow.Schema, n int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	for _, f := range b.Fields() {
		for range n {
			if d, ok := f.(*array.BinaryDictionaryBuilder); ok {
				if err := d.AppendString("EM"); err != nil {
					panic(err)
				}
				continue
			}
			f.AppendEmptyValue()
		}
	}
	return b.NewRecord()
}

// BenchmarkOneRow makes the same call in this process and through a host, in
// turns, and has pyarrow make the frame of the same row after each.
func BenchmarkOneRow(b *testing.B) {
	cfg := frameConfig(b)
	in, err := bridge.Start(bridge.Config{Venv: cfg.Venv, Python: cfg.Python.Executable, Audit: true})
	must(b, err)
	host, err := wrapper.Start(ctx, cfg)
	must(b, err)
	defer host.Close()
	b.Run("call", func(b *testing.B) { benchmarkCall(b, in, host) })
	b.Run("frame", func(b *testing.B) { benchmarkFrame(b, in) })
}

func benchmarkCall(b *testing.B, in wrapper.Interpreter, host *wrapper.Host) {
	spec := mixedSpec(b, "stand_in_frame:load", "stand_in_frame:predict")
	model, err := in.Load(ctx, spec)
	must(b, err)
	defer model.Close()
	must(b, host.Load(ctx, spec))
	batch := rowsOf(spec.Contract.InputSchema(), 1)
	call := func(m wrapper.Model) func() time.Duration {
		return func() time.Duration { return timed(func() { predict(b, m, batch) }) }
	}
	compare(b, time.Microsecond, "us", side{"in-process", call(model)}, side{"host", call(host)})
}

// benchmarkFrame has a model that times pyarrow on the row it is given.
func benchmarkFrame(b *testing.B, in wrapper.Interpreter) {
	spec := mixedSpec(b, "stand_in_pyarrow:load", "predict")
	model, err := in.Load(ctx, spec)
	must(b, err)
	defer model.Close()
	batch := rowsOf(spec.Contract.InputSchema(), 1)
	call := func(took func(*wrapper.Result) time.Duration) func() time.Duration {
		return func() time.Duration {
			r, err := model.Predict(ctx, wrapper.Call{Batch: batch})
			must(b, err)
			defer r.Release()
			return took(r)
		}
	}
	frame := call(func(r *wrapper.Result) time.Duration { return r.Stages.Frame })
	pyarrow := call(func(r *wrapper.Result) time.Duration {
		return time.Duration(r.Outputs.Column(0).(*array.Float64).Value(0))
	})
	ours, theirs := compare(b, time.Microsecond, "us", side{"handoff", frame}, side{"pyarrow", pyarrow})
	b.ReportMetric(float64(ours)/float64(theirs), "of-pyarrow")
}

// BenchmarkManyRows is a call with a batch that goes through shared memory.
func BenchmarkManyRows(b *testing.B) {
	spec := mixedSpec(b, "stand_in_frame:load", "stand_in_frame:predict")
	host, err := wrapper.Start(ctx, frameConfig(b))
	must(b, err)
	defer host.Close()
	must(b, host.Load(ctx, spec))
	batch := rowsOf(spec.Contract.InputSchema(), 100_000)
	for b.Loop() {
		predict(b, host, batch)
	}
}

func predict(b *testing.B, m wrapper.Model, batch arrow.Record) {
	r, err := m.Predict(ctx, wrapper.Call{Batch: batch})
	must(b, err)
	r.Release()
}

// BenchmarkStart starts a host, to a model that is loaded, and the
// interpreter alone with the import of the same module, in turns.
func BenchmarkStart(b *testing.B) {
	spec, cfg := mixedSpec(b, "stand_in_frame:load", "stand_in_frame:predict"), frameConfig(b)
	python := func() time.Duration {
		cmd := exec.Command(filepath.Join(cfg.Venv, "bin", "python"), "-c", "import stand_in_frame")
		return timed(func() { must(b, cmd.Run()) })
	}
	host := func() time.Duration {
		began := time.Now()
		h, err := wrapper.Start(ctx, cfg)
		must(b, err)
		must(b, h.Load(ctx, spec))
		took := time.Since(began)
		must(b, h.Close())
		return took
	}
	compare(b, time.Millisecond, "ms", side{"python", python}, side{"host", host})
}

func frameConfig(b *testing.B) wrapper.Config {
	b.Helper()
	return config(b, filepath.Join(testEnv(b, "bridge"), "lib", "python3.8", "site-packages"))
}
