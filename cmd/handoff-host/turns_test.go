package main

import (
	"slices"
	"testing"
	"time"
)

// A side is one of two things that a benchmark compares: it does its work
// once and says how long that took.
type side struct {
	name string
	run  func() time.Duration
}

func (s side) times(n int) []time.Duration {
	took := make([]time.Duration, n)
	for i := range took {
		took[i] = s.run()
	}
	return took
}

// A unit is what durations are reported in.
type unit struct {
	name string
	of   time.Duration
}

var us, ms = unit{"us", time.Microsecond}, unit{"ms", time.Millisecond}

// compare measures both sides in turns, some runs each, and each first in
// every other turn, so that what else the machine does weighs on both alike.
// It reports the median of each, and that of how much longer a run of the
// second takes than the first's in the same turn.
func compare(b *testing.B, in unit, runs int, first, second side) {
	var one, other, more []time.Duration
	for turn := 0; b.Loop(); turn++ {
		var t1, t2 []time.Duration
		if turn%2 == 0 {
			t1 = first.times(runs)
		}
		t2 = second.times(runs)
		if turn%2 == 1 {
			t1 = first.times(runs)
		}
		one, other = append(one, t1...), append(other, t2...)
		for i := range runs {
			more = append(more, t2[i]-t1[i])
		}
	}
	b.ReportMetric(0, "ns/op") // of both sides and what lies between: it says nothing
	for name, took := range map[string][]time.Duration{first.name: one, second.name: other, second.name + "-over-" + first.name: more} {
		b.ReportMetric(float64(median(took))/float64(in.of), name+"-p50-"+in.name)
	}
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}
