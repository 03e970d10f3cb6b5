package score

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/wrapper"
)

// A slow model takes a minute for each ten of its values. Its host is given
// three minutes for its first call and one for any other, as a host is.
type slow struct {
	fake
	used bool // the host has answered
}

func (m *slow) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	took := time.Duration(0)
	for _, v := range c.Batch.Column(0).(*array.Int64).Int64Values() {
		took += time.Duration(v) * time.Minute / 10
	}
	late := &wrapper.HostError{Phase: wrapper.PhaseFirstPredict, Deadline: 3 * time.Minute}
	if m.used {
		late.Phase, late.Deadline = wrapper.PhasePredict, time.Minute
	}
	if m.used = took <= late.Deadline; !m.used {
		return nil, late
	}
	return m.fake.Predict(ctx, c)
}

// A call is too slow or not whichever call of its host it is, and so is a record.
func TestWhatIsTooSlowDoesNotDependOnTheHost(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		in, want, alone := "id,x\n", "id,y\n", 0
		slows := rapid.SliceOfN(rapid.SampledFrom([]int64{0, 1, 2, 11, 29, 30, 31}), 1, 20).Draw(t, "minutes by ten")
		size := rapid.IntRange(1, 8).Draw(t, "batch size")
		for call := range slices.Chunk(slows, size) {
			rest, sum := "", int64(0)
			for _, x := range call {
				id := strings.Count(in, "\n")
				in += fmt.Sprintf("k%d,%d\n", id, x)
				if x > 30 {
					alone++
					continue
				}
				sum += x
				rest += fmt.Sprintf("k%d,%d\n", id, 2*x)
			}
			if sum <= 30 {
				want += rest
			}
		}
		opts := input(t, dir, in, &slow{fake{mem: memory.DefaultAllocator}, rapid.Bool().Draw(t, "used")})
		opts.BatchSize = size
		summary, err := Run(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, opts.Output); got != want {
			t.Fatalf("scored\n%s\nwant\n%s", got, want)
		}
		if summary.Rejects == "" {
			return
		}
		rejects := get(t, summary.Rejects)
		if strings.Count(rejects, "no answer within 3m0s,") != alone || int64(strings.Count(rejects, "no answer within 3m0s")) != summary.Rejected {
			t.Fatalf("not each reject names the deadline in\n%s", rejects)
		}
	})
}

// Nor do the answers that come of a batch.
func TestAnswersDoNotDependOnTheHost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 12).Draw(t, "minutes by ten")
		each, came := rapid.Bool().Draw(t, "each row by itself"), map[bool]string{}
		for _, used := range []bool{false, true} {
			batch := batchOf(memory.DefaultAllocator, 0, int64(len(x)))
			batch.Record.Release()
			batch.Record = integers(memory.DefaultAllocator, "x", x)
			c := &caller{model: &slow{fake{mem: memory.DefaultAllocator}, used}, each: each}
			answers, err := c.batch(t.Context(), ready{Batch: batch})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range answers {
				came[used] += fmt.Sprintf("%v: %v\n", a.spans, a.err)
			}
			came[used] += fmt.Sprint(c.failed)
			releaseAll(answers)
			batch.Release()
		}
		if came[false] != came[true] {
			t.Fatalf("in a fresh host\n%sin a used one\n%s", came[false], came[true])
		}
	})
}
