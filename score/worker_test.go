package score

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"handoff/report"
	"handoff/wrapper"
)

// fresh has every host be a model of its own.
func fresh(t *testing.T, opts *Options, make func() wrapper.Model) {
	t.Helper()
	about, err := report.ModelOf(t.Context(), opts.Contract, "", "")
	if err != nil {
		t.Fatal(err)
	}
	opts.Open = func(context.Context) (Hosts, error) {
		return Hosts{Start: func(context.Context) (wrapper.Model, error) { return make(), nil }, About: about}, nil
	}
}

func TestWorkersChangeNoByte(t *testing.T) {
	dir := t.TempDir()
	var want [3]string
	for workers := 1; workers <= min(runtime.NumCPU(), 3); workers++ {
		opts := many(t, dir, "out.parquet", nil)
		var hosts atomic.Int64
		fresh(t, &opts, func() wrapper.Model { hosts.Add(1); return newBreaking(0) })
		opts.Workers = workers
		if _, err := Run(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		got := files(t, opts)
		if workers == 1 {
			want = got
		}
		if got != want || hosts.Load() != int64(workers) {
			t.Errorf("%d workers: same bytes: %v; %d hosts", workers, got == want, hosts.Load())
		}
		os.Remove(opts.Output)
	}
	opts := many(t, dir, "out.csv", newBreaking(0))
	opts.Workers = runtime.NumCPU() + 1
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("--workers %d: ", opts.Workers)) {
		t.Errorf("more workers than cores: %v", err)
	}
}

// A forgetful model must not be called more often than limit says.
type forgetful struct {
	*breaking
	limit int
	over  *atomic.Bool
}

func (f forgetful) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	if f.raises = nil; len(f.calls) >= f.limit {
		f.over.Store(true)
	}
	return f.breaking.Predict(ctx, c)
}

// Numbers that stand for "all" do not run over.
func TestChunksOfAnySize(t *testing.T) {
	for _, o := range []Options{{BatchSize: math.MaxInt}, {BatchSize: 512, Recycle: math.MaxInt64}, {BatchSize: math.MaxInt, Recycle: math.MaxInt64}} {
		if got, want := o.chunkCalls(), max(o.Recycle, 1); got != want {
			t.Errorf("%d calls a chunk with a batch of %d and --recycle %d, want %d", got, o.BatchSize, o.Recycle, want)
		}
	}
}

func TestRecycleStartsTheModelAnew(t *testing.T) {
	opts := many(t, t.TempDir(), "out.csv", nil)
	var hosts atomic.Int64
	var over atomic.Bool
	fresh(t, &opts, func() wrapper.Model { hosts.Add(1); return forgetful{newBreaking(0), 3, &over} })
	opts.Recycle = 3
	if got := opts.withDefaults().chunkCalls(); got != 6 {
		t.Errorf("chunks of %d calls of 256, want whole runs of 3", got)
	}
	if _, err := Run(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	if over.Load() || hosts.Load() != 7 { // 20 batches
		t.Errorf("called too often: %v; %d hosts", over.Load(), hosts.Load())
	}
}
