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
// them, that of testdata/stand_in_frame.py.
func mixedSpec(t testing.TB) wrapper.Spec {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
[model]
name = "stand-in"
[load]
call = "stand_in_frame:load"
[predict]
call = "stand_in_frame:predict"
[[outputs]]
name = "y"
dtype = "float64"
`)
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

// BenchmarkOneRow makes the same call in this process and through a host.
func BenchmarkOneRow(b *testing.B) {
	spec, cfg := mixedSpec(b), frameConfig(b)
	in, err := bridge.Start(bridge.Config{Venv: cfg.Venv, Python: cfg.Python.Executable, Audit: true})
	must(b, err)
	model, err := in.Load(ctx, spec)
	must(b, err)
	host, err := wrapper.Start(ctx, cfg)
	must(b, err)
	defer host.Close()
	must(b, host.Load(ctx, spec))
	batch := rowsOf(spec.Contract.InputSchema(), 1)
	call := func(m wrapper.Model) func() time.Duration {
		return func() time.Duration {
			began := time.Now()
			predict(b, m, batch)
			return time.Since(began)
		}
	}
	compare(b, us, 20, side{"in-process", call(model)}, side{"host", call(host)})
}

// BenchmarkManyRows is a call with a batch that goes through shared memory.
func BenchmarkManyRows(b *testing.B) {
	spec := mixedSpec(b)
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
	spec, cfg := mixedSpec(b), frameConfig(b)
	python := func() time.Duration {
		cmd := exec.Command(filepath.Join(cfg.Venv, "bin", "python"), "-c", "import stand_in_frame")
		began := time.Now()
		must(b, cmd.Run())
		return time.Since(began)
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
	compare(b, ms, 1, side{"python", python}, side{"host", host})
}

func frameConfig(b *testing.B) wrapper.Config {
	b.Helper()
	return config(b, filepath.Join(testEnv(b, "plain"), "lib", "python3.8", "site-packages"))
}
