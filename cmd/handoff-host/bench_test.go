package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
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

// mixedSpec is a DataFrame model of 20 columns: 8 floats, 4 integers, 4 texts,
// 2 categories, 1 flag and 1 time.
func mixedSpec(t testing.TB) wrapper.Spec {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
[model]
name = "stand-in"
[load]
call = "stand_in_frame:load"
[predict]
call = "stand_in_frame:first_column"
[[outputs]]
name = "y"
dtype = "float64"
`)
	for i, dtype := range mixedTypes {
		fmt.Fprintf(&b, "[[columns]]\nname = \"c%d\"\ndtype = %q\n", i, dtype)
		if dtype == "category" {
			b.WriteString("levels = [\"EL\", \"EM\", \"UR\"]\n")
		}
	}
	c, err := schema.Parse(filepath.Join(t.TempDir(), "handoff.toml"), []byte(b.String()))
	must(t, err)
	return wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}}
}

var mixedTypes = slices.Concat(slices.Repeat([]string{"float64"}, 8), slices.Repeat([]string{"int64"}, 4),
	slices.Repeat([]string{"str"}, 4), []string{"category", "category", "bool", "datetime64[ns]"})

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

// BenchmarkPredictOneRow has the same call in this process and through a
// host, one after the other within one run.
func BenchmarkPredictOneRow(b *testing.B) {
	spec, cfg := mixedSpec(b), frameConfig(b)
	in, err := bridge.Start(bridge.Config{Venv: cfg.Venv})
	must(b, err)
	inProcess, err := in.Load(ctx, spec)
	must(b, err)
	host, err := wrapper.Start(ctx, cfg)
	must(b, err)
	defer host.Close()
	must(b, host.Load(ctx, spec))
	batch := rowsOf(spec.Contract.InputSchema(), 1)
	for _, m := range []struct {
		name  string
		model wrapper.Model
	}{{"in-process", inProcess}, {"host", host}} {
		b.Run(m.name, func(b *testing.B) { predictTimed(b, m.model, batch) })
	}
}

// BenchmarkPredictManyRows is the same with a batch that goes through shared memory.
func BenchmarkPredictManyRows(b *testing.B) {
	spec := mixedSpec(b)
	host, err := wrapper.Start(ctx, frameConfig(b))
	must(b, err)
	defer host.Close()
	must(b, host.Load(ctx, spec))
	predictTimed(b, host, rowsOf(spec.Contract.InputSchema(), 100_000))
}

func predictTimed(b *testing.B, m wrapper.Model, batch arrow.Record) {
	var took, transport, inside []time.Duration
	for b.Loop() {
		began := time.Now()
		r, err := m.Predict(ctx, wrapper.Call{Batch: batch})
		took = append(took, time.Since(began))
		must(b, err)
		transport = append(transport, r.Stages.Transport)
		inside = append(inside, r.Stages.Total()-r.Stages.Transport)
		r.Release()
	}
	b.ReportMetric(median(took), "p50-us")
	b.ReportMetric(median(transport), "p50-transport-us")
	b.ReportMetric(median(inside), "p50-python-us")
}

func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2]) / 1e3
}

// BenchmarkStart compares a host's start, to a model that is loaded, with
// the interpreter's own import of the same module.
func BenchmarkStart(b *testing.B) {
	spec, cfg := mixedSpec(b), frameConfig(b)
	b.Run("python", func(b *testing.B) {
		for b.Loop() {
			must(b, exec.Command(filepath.Join(cfg.Venv, "bin", "python"), "-c", "import stand_in_frame").Run())
		}
	})
	b.Run("host", func(b *testing.B) {
		for b.Loop() {
			h, err := wrapper.Start(ctx, cfg)
			must(b, err)
			must(b, h.Load(ctx, spec))
			b.StopTimer()
			must(b, h.Close())
			b.StartTimer()
		}
	})
}

func frameConfig(b *testing.B) wrapper.Config {
	b.Helper()
	return config(b, filepath.Join(testEnv(b, "plain"), "lib", "python3.8", "site-packages"))
}
