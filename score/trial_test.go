package score

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/report"
	"handoff/wrapper"
)

// timed is a model whose calls take a time by a clock of the test's own.
type timed struct {
	*fake
	call   func() time.Duration
	clock  *atomic.Int64
	closed *atomic.Int64
}

func (m timed) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	time.Sleep(time.Millisecond) // so that the trial can look on
	m.clock.Add(int64(m.call()))
	return m.fake.Predict(ctx, c)
}

func (m timed) Close() error { m.closed.Add(1); return nil }

func TestATrialPicksTheNumberOfHosts(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("there is one core")
	}
	dir := t.TempDir()
	undisturbed := many(t, dir, "out.csv", &fake{mem: memory.DefaultAllocator})
	if _, err := Run(t.Context(), undisturbed); err != nil {
		t.Fatal(err)
	}
	want := get(t, undisturbed.Output)
	const call = 5 * time.Millisecond
	for name, test := range map[string]struct {
		call func(hosts int64) time.Duration // of which so many are made at the same time
		want int
	}{
		"one more pays":       {func(hosts int64) time.Duration { return call / time.Duration(hosts) }, 2},
		"they share one core": {func(int64) time.Duration { return call }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			opts := many(t, dir, "out.csv", nil)
			opts.Contract.Environment.Threads = runtime.NumCPU() / 2 // so that there are cores for two hosts
			var hosts, closed, clock atomic.Int64
			opts.BatchSize, opts.window = 16, 20*call
			opts.now = func() time.Time { return time.Unix(0, clock.Load()) }
			fresh(t, &opts, func() wrapper.Model {
				hosts.Add(1)
				return timed{&fake{mem: memory.DefaultAllocator}, func() time.Duration { return test.call(hosts.Load()) }, &clock, &closed}
			})
			var notes []string
			opts.Note = func(text string) { notes = append(notes, text) }
			if _, err := Run(t.Context(), opts); err != nil {
				t.Fatal(err)
			}
			if get(t, opts.Output) != want {
				t.Error("other bytes than those of one host")
			}
			if hosts.Load() != 2 || closed.Load() != 2 {
				t.Errorf("%d hosts were started and %d closed, want 2", hosts.Load(), closed.Load())
			}
			var receipt report.Receipt
			text, err := os.ReadFile(report.PathFor(opts.Output))
			if err := errors.Join(err, json.Unmarshal(text, &receipt)); err != nil {
				t.Fatal(err)
			}
			if receipt.Settings["workers"] != float64(test.want) || len(receipt.Trials) != 2 || len(notes) != 1 || !strings.Contains(notes[0], "going on with") {
				t.Errorf("settings %v, trials %v, said %q: want %d workers", receipt.Settings, receipt.Trials, notes, test.want)
			}
		})
	}
}

func TestWorthOneMore(t *testing.T) {
	var notes []string
	r := &run{workers: []*worker{{}}, info: wrapper.Info{Start: time.Second, Import: time.Second, Load: 2 * time.Second}}
	r.Note = func(text string) { notes = append(notes, text) }
	for left, want := range map[time.Duration]bool{11 * time.Second: false, 13 * time.Second: true} {
		if got := r.worthOneMore(pace{left: left}); got != want {
			t.Errorf("with %v left: %v", left, got)
		}
	}
	if len(notes) > 0 {
		t.Errorf("said %q", notes)
	}
}

func TestMemoryIsRead(t *testing.T) {
	if peak, free := peakOf(os.Getpid()), available(); peak < 1<<20 || free < 1<<20 || free > 1<<50 {
		t.Errorf("peak %d, available %d", peak, free)
	}
	if peakOf(1<<30) != 0 {
		t.Error("no such process, and a peak")
	}
}
