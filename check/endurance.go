package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"handoff/wrapper"
)

// Bounds of the calls that are made again and again: so many blocks, of as
// many calls as there is time for.
const (
	enduranceBlocks = 10
	enduranceTime   = 5 * time.Second
	fewestInBlock   = 5
	mostInBlock     = 60
	warmCalls       = 20
	slowestCall     = 250 * time.Millisecond
	mostThreads     = 200       // left behind: enough is known
	mostMemory      = 256 << 20 // likewise, once there are a few blocks
	fewestBlocks    = 4
)

// An endurance is what one call, made again and again, does to its process.
type endurance struct {
	calls   int       // of a block
	memory  []float64 // bytes of the process's own, before the first block and after each
	threads []int     // likewise
}

// An enduring is an endurance in the making, in a process of its own and
// beside other work: what it finds does not hang on time.
type enduring struct {
	stop context.CancelFunc
	done chan struct{}
	*endurance
	err error
}

// endured is what came of the calls, once for all rules.
func (s *subject) endured(ctx context.Context) (*endurance, error) {
	if s.enduring == nil {
		if len(s.samples) == 0 {
			return nil, notRun("no call was answered that could be made again")
		}
		host, failed, err := s.another(ctx, reloading{})
		if err != nil {
			return nil, err
		}
		if failed != nil {
			host.Close()
			return nil, notRun("it loads once and not again: " + oneLine(failed.Error()))
		}
		s.endureIn(ctx, host)
	}
	<-s.enduring.done
	return s.enduring.endurance, s.enduring.err
}

// endureIn begins the calls in a host, which it closes.
func (s *subject) endureIn(ctx context.Context, host *wrapper.Host) {
	ctx, stop := context.WithCancel(ctx)
	e := &enduring{stop: stop, done: make(chan struct{})}
	on := s.samples[0]
	go func() {
		defer close(e.done)
		defer host.Close()
		e.endurance, e.err = s.endure(ctx, host, on)
		if e.err == nil && e.leaks().lower > 0 && !e.growsThreads() {
			e.endurance, e.err = s.endure(ctx, host, on) // what was only warming up is warm by now
		}
		if errors.Is(e.err, errStarved) {
			e.endurance, e.err = s.endureOneRow(ctx, on)
		}
	}()
	s.enduring = e
}

// end gives up what is not done.
func (e *enduring) end() {
	if e != nil {
		e.stop()
		<-e.done
	}
}

// errStarved says that a process may start no more threads.
const errStarved = notRun("the model's process has as many threads as it may have")

// endureOneRow makes calls of one row, which start fewer threads, in a
// process that may still start some.
func (s *subject) endureOneRow(ctx context.Context, on *sample) (*endurance, error) {
	host, failed, err := s.loadedAnew(ctx, reloading{})
	if err != nil {
		return nil, err
	}
	defer host.Close()
	if failed != nil {
		return nil, notRun("it loads once and not again: " + oneLine(failed.Error()))
	}
	one := on.slice(0, 1)
	defer one.release()
	return s.endure(ctx, host, one)
}

func (s *subject) endure(ctx context.Context, model wrapper.Model, on *sample) (*endurance, error) {
	on, _, err := s.sent(on)
	if err != nil {
		return nil, err
	}
	defer on.release()
	took, err := s.again(ctx, model, on, warmCalls)
	if err != nil {
		return nil, err
	}
	each := took / warmCalls
	if each > slowestCall {
		return nil, notRun(fmt.Sprintf("a call takes %s, too long to make hundreds", each.Round(time.Second)))
	}
	e := &endurance{calls: min(max(int(enduranceTime/enduranceBlocks/max(each, 1)), fewestInBlock), mostInBlock)}
	pid := model.Info().PID
	for range enduranceBlocks {
		if err := e.look(pid); err != nil {
			return nil, err
		}
		if e.enough() {
			return e, nil
		}
		if _, err := s.again(ctx, model, on, e.calls); err != nil {
			return nil, err
		}
	}
	return e, e.look(pid)
}

// enough tells whether going on would only do harm.
func (e *endurance) enough() bool {
	last := len(e.threads) - 1
	return e.threads[last]-e.threads[0] > mostThreads || last >= fewestBlocks && e.memory[last]-e.memory[0] > mostMemory
}

// again makes a call n times.
func (s *subject) again(ctx context.Context, model wrapper.Model, on *sample, n int) (took time.Duration, err error) {
	began := time.Now()
	for range n {
		result, err := model.Predict(ctx, wrapper.Call{Batch: on.record, Private: s.isPrivate(on)})
		if startsNoThread(err) {
			return 0, errStarved
		}
		if err != nil && isModels(err) {
			return 0, notRun("the same call made again and again fails: " + oneLine(err.Error()))
		}
		if err != nil {
			return 0, err
		}
		result.Release()
	}
	return time.Since(began), nil
}

// look notes what a process has of memory and threads.
func (e *endurance) look(pid int) error {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return notRun("the model's process can't be looked at: " + err.Error())
	}
	var kilobytes float64
	var threads int
	for line := range bytes.Lines(status) {
		fmt.Sscanf(string(line), "RssAnon: %f kB", &kilobytes)
		fmt.Sscanf(string(line), "Threads: %d", &threads)
	}
	e.memory, e.threads = append(e.memory, kilobytes*1024), append(e.threads, threads)
	return nil
}

// A growth is how many bytes a call leaves behind, and the least that it is
// with 99.5% confidence.
type growth struct{ mean, lower float64 }

// studentT are the 99.5% quantiles of Student's t for 4 to 10 blocks.
var studentT = []float64{5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250}

// Less than this a call may leave behind by chance, and all calls together.
const (
	leastGrowth = 1 << 10
	leastTotal  = 1 << 20
)

// leaks is the growth of memory a call, from the blocks' differences; nothing
// where it is within what chance does.
func (e *endurance) leaks() growth {
	blocks := len(e.memory) - 1
	if blocks < fewestBlocks {
		return growth{}
	}
	n := float64(blocks)
	total := e.memory[len(e.memory)-1] - e.memory[0]
	mean, squares := total/n, 0.0
	for i := range e.memory[1:] {
		off := e.memory[i+1] - e.memory[i] - mean
		squares += off * off
	}
	lower := mean - studentT[blocks-fewestBlocks]*math.Sqrt(squares/(n-1)/n)
	calls := float64(e.calls)
	if lower/calls < leastGrowth || total < leastTotal {
		return growth{}
	}
	return growth{mean / calls, lower / calls}
}

// growsThreads tells whether nearly every block left threads behind.
func (e *endurance) growsThreads() bool {
	more := 0
	for i := range e.threads[1:] {
		if e.threads[i+1] > e.threads[i] {
			more++
		}
	}
	last := e.threads[len(e.threads)-1]
	return last-e.threads[0] >= enduranceBlocks && more*10 >= 8*(len(e.threads)-1)
}
