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

// compare measures both sides within one loop, each first in every other
// turn, so that what else the machine does weighs on both alike. It reports
// the median of each, in units named by suffix, and that of what the second
// takes more than the first in the same turn, and gives the two sides'.
func compare(b *testing.B, unit time.Duration, suffix string, first, second side) (p50, otherP50 time.Duration) {
	var one, other, more []time.Duration
	for turn := 0; b.Loop(); turn++ {
		var t1, t2 time.Duration
		if turn%2 == 0 {
			t1 = first.run()
		}
		t2 = second.run()
		if turn%2 == 1 {
			t1 = first.run()
		}
		one, other, more = append(one, t1), append(other, t2), append(more, t2-t1)
	}
	b.ReportMetric(0, "ns/op") // of both sides and what lies between: it says nothing
	report := func(name string, took []time.Duration) time.Duration {
		p50 := median(took)
		b.ReportMetric(float64(p50)/float64(unit), name+"-p50-"+suffix)
		return p50
	}
	report(second.name+"-over-"+first.name, more)
	return report(first.name, one), report(second.name, other)
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

// timed is how long f takes.
func timed(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}
