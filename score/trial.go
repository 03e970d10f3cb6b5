package score

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"handoff/report"
)

const (
	// trialWindow is how long a trial looks at a number of hosts, and
	// trialBatches how many batches each of them has to have scored by then.
	trialWindow  = 2 * time.Second
	trialBatches = 3
	// leastGain is what one host more has to add to the rate: less may be
	// chance.
	leastGain = 1.15
	// startsWorth is how often the time left has to be that of a start for one
	// more host to be tried.
	startsWorth = 3
	// lookEvery is how often a trial looks.
	lookEvery = 20 * time.Millisecond
)

// tryMore adds hosts for as long as each makes the run faster, while there is
// something left to read. What is measured are batches of the run, scored as
// they would be otherwise; that a batch has the same scores whichever host
// scores it is the plan's doing.
func (r *run) tryMore(reading context.Context, call func(*worker)) error {
	before, ok := r.measure(reading)
	for ok && len(r.workers) < r.mostWorkers() && r.worthOneMore(before) {
		w, err := r.hosts.worker(reading, r.Contract, r.Recycle)
		if err != nil {
			if reading.Err() == nil {
				r.Note(fmt.Sprintf("one more host does not start: going on with %d: %v", len(r.workers), err))
			}
			return nil
		}
		r.workers = append(r.workers, w)
		call(w)
		var after pace
		if after, ok = r.measure(reading); !ok {
			return nil
		}
		if !after.pays(before) {
			w.dismissed.Store(true)
			r.say(before, after)
			return nil
		}
		r.say(before, after)
		before = after
	}
	return nil
}

func (r *run) say(before, after pace) {
	r.Note(fmt.Sprintf("%d hosts score %.0f records/s, %d scored %.0f: going on with %d",
		after.workers, after.rate(), before.workers, before.rate(), r.active()))
}

// active is how many workers are not dismissed.
func (r *run) active() (n int) {
	for _, w := range r.workers {
		if !w.dismissed.Load() {
			n++
		}
	}
	return n
}

// worthOneMore tells whether there is so much left that one more host may pay,
// and the memory for it.
func (r *run) worthOneMore(now pace) bool {
	if now.left < startsWorth*(r.info.Start+r.info.Import+r.info.Load) {
		return false
	}
	need, free := peakOf(r.info.PID), available()
	if need > free {
		r.Note(fmt.Sprintf("one more host takes %d MiB of memory and %d are free: going on with %d", need>>20, free>>20, r.active()))
	}
	return need <= free
}

// A pace is what was measured of so many workers.
type pace struct {
	workers int
	records int64
	took    time.Duration
	left    time.Duration // that the run would still take
}

func (p pace) rate() float64 { return float64(p.records) / p.took.Seconds() }

func (p pace) pays(before pace) bool { return p.rate() >= leastGain*before.rate() }

// measure looks at the workers for a while, once each has made its first call,
// which is slower than others. It tells whether the input has lasted so long.
func (r *run) measure(reading context.Context) (pace, bool) {
	once := make([]int64, len(r.workers))
	for i := range once {
		once[i] = 1
	}
	if !r.until(reading, func() bool { return r.haveDone(once) }) {
		return pace{}, false
	}
	began, records, bytes := r.now(), r.tallied(), r.bytes.Load()
	enough := make([]int64, len(r.workers))
	for i, w := range r.workers {
		enough[i] = w.tally.batches.Load() + trialBatches
	}
	if !r.until(reading, func() bool { return r.now().Sub(began) >= r.window && r.haveDone(enough) }) {
		return pace{}, false
	}
	now := r.bytes.Load()
	p := pace{workers: len(r.workers), records: r.tallied() - records, took: r.now().Sub(began)}
	if p.left = time.Since(r.loaded); now > bytes { // where the format does not tell: as long again
		p.left = time.Duration(float64(p.took) * float64(r.inputs.bytes-now) / float64(now-bytes))
	}
	r.tried = append(r.tried, report.Trial{Workers: p.workers, Rate: p.rate()})
	return p, true
}

// until waits until something is so, and tells whether it became so while there
// was something left to read.
func (r *run) until(reading context.Context, so func() bool) bool {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for !so() {
		select {
		case <-reading.Done():
			return false
		case <-look.C:
		}
	}
	return true
}

// haveDone tells whether each worker has scored so many batches.
func (r *run) haveDone(batches []int64) bool {
	for i, w := range r.workers {
		if w.tally.batches.Load() < batches[i] {
			return false
		}
	}
	return true
}

// tallied are the records that all workers have scored.
func (r *run) tallied() (n int64) {
	for _, w := range r.workers {
		n += w.tally.records.Load()
	}
	return n
}

// peakOf is the most memory that a process had at once, in bytes; 0 where
// that cannot be told.
func peakOf(pid int) int64 {
	return kilobytes(fmt.Sprintf("/proc/%d/status", pid), "VmHWM:", 0)
}

// available is how much memory new processes can have without swapping
// (proc(5), meminfo), in bytes.
func available() int64 { return kilobytes("/proc/meminfo", "MemAvailable:", math.MaxInt64) }

// kilobytes is the value of a line of a file, in bytes, or what it is otherwise.
func kilobytes(path, name string, otherwise int64) int64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return otherwise
	}
	for line := range strings.Lines(string(text)) {
		var n int64
		if rest, ok := strings.CutPrefix(line, name); ok {
			if _, err := fmt.Sscan(rest, &n); err == nil {
				return n << 10
			}
		}
	}
	return otherwise
}
