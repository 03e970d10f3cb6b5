package bench

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"handoff/wrapper"
)

// longest is the longest duration a histogram can hold; what is longer counts as this.
const longest = int64(time.Hour)

// A sample is the warm calls of one run: the whole calls, their stages, and
// the calls in blocks, in memory that does not grow with their number.
type sample struct {
	began   time.Time
	elapsed time.Duration
	whole   *hdrhistogram.Histogram
	stages  [4]*hdrhistogram.Histogram
	blocks  blocks
}

// stageNames are in the order of [sample]'s stages.
var stageNames = [4]string{"transport", "frame", "predict", "result"}

func newSample() *sample {
	s := &sample{began: time.Now(), whole: newHistogram(), blocks: blocks{size: 1}}
	for i := range s.stages {
		s.stages[i] = newHistogram()
	}
	return s
}

// newHistogram holds nanoseconds to three significant digits.
func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(1, longest, 3) }

func (s *sample) add(took time.Duration, stages wrapper.Stages) {
	record(s.whole, took)
	for i, d := range []time.Duration{stages.Transport, stages.Frame, stages.Predict, stages.Result} {
		record(s.stages[i], d)
	}
	s.blocks.add(took)
}

func record(h *hdrhistogram.Histogram, d time.Duration) {
	// The only error is a value beyond the histogram's range, which min and max exclude.
	_ = h.RecordValue(min(max(int64(d), 0), longest))
}

// CallsFor is the least number of calls from which the quantile q is stated:
// so many that, were the calls independent, at most one in a hundred runs
// would have fewer than two calls beyond the true quantile. That is the rule
// of MLPerf Inference's early stopping (99% confidence), whose published
// minima for p90 and p99 it gives: 64 and 662. For p50 it gives 11.
func CallsFor(q float64) int64 {
	for n := 2.0; ; n++ {
		none := math.Pow(q, n)
		one := n * (1 - q) * math.Pow(q, n-1)
		if none+one <= 0.01 {
			return int64(n)
		}
	}
}

// A Block is a run of consecutive calls.
type Block struct {
	Calls int64         `json:"calls"`
	Time  time.Duration `json:"ns"`
}

// blocks keeps 10 to 20 blocks of equal size, however many calls there are:
// when there are 20 it joins them two by two.
type blocks struct {
	size int64
	done []Block
	open Block
}

func (b *blocks) add(took time.Duration) {
	b.open.Calls++
	b.open.Time += took
	if b.open.Calls < b.size {
		return
	}
	b.done = append(b.done, b.open)
	b.open = Block{}
	if len(b.done) == 20 {
		b.join()
	}
}

func (b *blocks) join() {
	b.size *= 2
	for i := range 10 {
		one, two := b.done[2*i], b.done[2*i+1]
		b.done[i] = Block{Calls: one.Calls + two.Calls, Time: one.Time + two.Time}
	}
	b.done = b.done[:10]
}
