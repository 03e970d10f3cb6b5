package score

import (
	"context"
	"fmt"
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

// A record is too slow or not whichever call of its host it comes in.
func TestWhatIsTooSlowDoesNotHangOnTheHost(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		in, want := "id,x\n", "id,y\n"
		slows := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 2, 11, 29, 30, 31}), 1, 20).Draw(t, "minutes by ten")
		for i, x := range slows {
			in += fmt.Sprintf("k%d,%d\n", i, x)
			if x <= 30 {
				want += fmt.Sprintf("k%d,%d\n", i, 2*x)
			}
		}
		opts := input(t, dir, in, &slow{fake{mem: memory.DefaultAllocator}, rapid.Bool().Draw(t, "used")})
		opts.BatchSize = rapid.IntRange(1, 8).Draw(t, "batch size")
		if _, err := Run(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		if got := get(t, opts.Output); got != want {
			t.Fatalf("scored\n%s\nwant\n%s", got, want)
		}
		rejects := ""
		if strings.Contains(in, ",31\n") {
			rejects = get(t, RejectsFor(opts.Output))
		}
		if strings.Count(rejects, "no answer within 3m0s") != strings.Count(in, ",31\n") {
			t.Fatalf("not each reject names the deadline in\n%s", rejects)
		}
	})
}

// Nor do the calls that a batch is cut into, on which scores may depend.
func TestCallsDoNotHangOnTheHost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 12).Draw(t, "minutes by ten")
		cut := map[bool]string{}
		for _, used := range []bool{false, true} {
			batch := batchOf(memory.DefaultAllocator, 0, int64(len(x)))
			batch.Record.Release()
			batch.Record = integers(memory.DefaultAllocator, "x", x)
			answers, err := (&caller{model: &slow{fake{mem: memory.DefaultAllocator}, used}}).batch(t.Context(), ready{Batch: batch})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range answers {
				cut[used] += fmt.Sprintf("%d to %d: %v\n", a.from, a.to, a.err)
			}
			releaseAll(answers)
			batch.Release()
		}
		if cut[false] != cut[true] {
			t.Fatalf("in a fresh host\n%sin a used one\n%s", cut[false], cut[true])
		}
	})
}
