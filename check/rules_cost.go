package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/bench"
	"handoff/schema"
	"handoff/wrapper"
)

// memoryGrows finds a model that keeps memory with every call.
//
// Why: the platform's process runs for months, until it is killed in the
// middle of somebody's call.
//
// Example: self.history.append(frame)
//
// Instead: keep nothing of a call; bound every cache.
func memoryGrows(ctx context.Context, s *subject) ([]Finding, error) {
	e, err := s.endured(ctx)
	if err != nil {
		return nil, err
	}
	g := e.leaks()
	if g.lower <= 0 || e.growsThreads() { // whose stacks it is, and which is told
		return nil, nil
	}
	return []Finding{{Message: "memory grows with every call", Declared: fmt.Sprintf("less than %s a call", bytesOf(leastGrowth)),
		Seen: fmt.Sprintf("%s a call, at least %s with 99.5%% confidence, over %d calls alike after %d", bytesOf(g.mean), bytesOf(g.lower), e.calls*(len(e.memory)-1), warmCalls),
		Fix:  "keep nothing of a call, and bound every cache"}}, nil
}

func bytesOf(n float64) string { return fmt.Sprintf("%.1f KiB", n/(1<<10)) }

// threadsGrow finds a model that leaves threads behind with every call.
//
// Why: a process may have only so many; then no call can start any.
//
// Example: ThreadPoolExecutor(4) in predict, without a with.
//
// Instead: with ThreadPoolExecutor(4) as pool, or one pool for all calls.
func threadsGrow(ctx context.Context, s *subject) ([]Finding, error) {
	e, err := s.endured(ctx)
	if err != nil || !e.growsThreads() {
		return nil, err
	}
	return []Finding{{Message: "threads grow with every call", Declared: "as many threads after a call as before",
		Seen: fmt.Sprintf("%d threads more after %d calls", e.threads[len(e.threads)-1]-e.threads[0], e.calls*(len(e.threads)-1)),
		Fix:  "end what a call starts, or keep one pool for all calls"}}, nil
}

// loadSlow finds a load that takes longer than the contract's [latency] says.
//
// Why: the platform loads at every start, and gives up after a while.
//
// Example: load = "10s", and weights that take a minute to unpickle.
//
// Instead: promise what a cold machine needs, or load less.
func loadSlow(ctx context.Context, s *subject) ([]Finding, error) {
	limit := time.Duration(s.contract.Latency.Load)
	if limit == 0 {
		return nil, notRun("the contract's [latency] says nothing of load")
	}
	if s.model == nil || s.loadErr != nil {
		return nil, notRun("the model does not load")
	}
	took := s.model.Info().Load
	if took > limit { // on a busy machine it may have been bad luck
		host, failed, err := s.another(ctx, reloading{})
		if err != nil {
			return nil, err
		}
		defer host.Close()
		if failed == nil {
			took = min(took, host.Info().Load)
		}
	}
	return s.overGates([]bench.Gate{{Name: "load", Limit: limit, Seen: &took, From: "contract"}}), nil
}

// predictOverBudget finds a predict that takes longer for one row than the
// contract's [latency] says.
//
// Why: somebody waits for the score in front of a screen.
//
// Example: p99 = "50ms", and a call that takes 80.
//
// Instead: promise what the platform's processor needs, or do less in predict.
func predictOverBudget(ctx context.Context, s *subject) ([]Finding, error) {
	limits := s.contract.Latency
	limits.Load = 0
	if limits == (schema.Latency{}) {
		return nil, notRun("the contract's [latency] says nothing of calls")
	}
	if len(s.samples) == 0 || s.contract.Predict.Rows != schema.RowsOne {
		return nil, notRun("no call with one row was answered")
	}
	gates, err := s.measured(ctx, limits)
	if err == nil && len(s.overGates(gates)) > 0 {
		gates, err = s.measured(ctx, limits) // on a busy machine it may have been bad luck
	}
	if err != nil {
		return nil, err
	}
	found := s.overGates(gates)
	for _, g := range gates {
		if !g.Judged() && len(found) == 0 {
			return nil, notRun(g.String())
		}
	}
	return found, nil
}

// measureTime is how long calls are measured for.
const measureTime = 20 * time.Second

// measured holds calls with one row to the contract's limits.
func (s *subject) measured(ctx context.Context, limits schema.Latency) ([]bench.Gate, error) {
	if err := s.limits.reached(s.model); err != nil {
		return nil, err
	}
	var draws []arrow.Record
	on, _, err := s.sent(s.samples[0])
	if err != nil {
		return nil, err
	}
	defer on.release()
	for i := range on.record.NumRows() {
		draws = append(draws, on.record.NewSlice(i, i+1))
		defer draws[i].Release()
	}
	pid := s.model.Info().PID
	r, err := bench.Run(ctx, s.model, bench.Options{Draws: draws, Calls: bench.CallsFor(0.99), Time: measureTime,
		Waited: func() time.Duration { return waited(pid) }})
	if err != nil && isModels(err) {
		return nil, notRun("a call with one row fails: " + oneLine(err.Error()))
	}
	if err != nil {
		return nil, err
	}
	return r.Gates(limits), nil
}

// waited is how long until now a host's main thread, on which predict runs,
// and this process's threads were ready and other processes had the processor
// (proc(5), schedstat): none of a model's doing. It is 0 where the kernel does
// not tell.
func waited(pid int) (sum time.Duration) {
	paths, _ := filepath.Glob("/proc/self/task/*/schedstat")
	for _, path := range append(paths, fmt.Sprintf("/proc/%d/schedstat", pid)) {
		var ran, ready int64
		if text, err := os.ReadFile(path); err == nil {
			fmt.Sscan(string(text), &ran, &ready)
			sum += time.Duration(ready)
		}
	}
	return sum
}

// overGates makes a finding of each limit that is exceeded.
func (s *subject) overGates(gates []bench.Gate) []Finding {
	var found []Finding
	for _, g := range gates {
		if g.Exceeded() {
			found = append(found, Finding{Message: fmt.Sprintf("%s takes longer than [latency] promises", g.Name), File: s.shownFile(schema.FileName),
				Declared: fmt.Sprintf("%s = %q", g.Name, g.Limit), Seen: g.String(), Fix: "promise what the platform's processor needs, or do less"})
		}
	}
	return found
}

// oversubscribed finds a model that sets a library to more threads than the
// contract's [environment] promises it.
//
// Why: the platform runs as many models at once as it has processors; with
// more threads than that each waits for the others.
//
// Example: torch.set_num_threads(16)
//
// Instead: leave the number alone, or ask for it: [environment] threads = 4.
func oversubscribed(_ context.Context, s *subject) ([]Finding, error) {
	promised := max(s.contract.Environment.Threads, 1)
	for _, w := range s.witnesses() {
		if w.Observed == nil {
			continue
		}
		if n := w.Observed.Threads["torch"]; n > promised {
			f := Finding{Message: fmt.Sprintf("torch is set to use %d threads", n), Declared: fmt.Sprintf("[environment] threads = %d", promised),
				Seen: fmt.Sprintf("torch.get_num_threads() is %d after %s", n, w.what()), Fix: "leave the number alone, or promise more threads"}
			return []Finding{s.placed(wrapper.Change{What: "number of threads"}, f)}, nil
		}
	}
	return nil, nil
}
