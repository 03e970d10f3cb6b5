package score

import (
	"context"
	"fmt"
	"sync/atomic"

	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// Hosts are what a run's calls are made in.
type Hosts struct {
	// Start starts a host and loads the model in it. The caller closes it.
	Start func(context.Context) (wrapper.Model, error)
	// About is what the receipt says of the model.
	About report.Model
	// Settings are those of a host that results may depend on, by flag.
	Settings map[string]any
}

// A worker calls on batches in one host, and in a fresh one after each run of so
// many where that is asked for.
type worker struct {
	caller
	hosts   Hosts
	recycle int64 // batches a host, 0 for no limit
	calls   int64 // on batches, in this one

	tally     tally
	dismissed atomic.Bool // it takes no further lane
}

// A tally is of what a worker has done, for who looks on.
type tally struct{ batches, records atomic.Int64 }

func (t *tally) add(records int64) {
	t.records.Add(records)
	t.batches.Add(1)
}

func (h Hosts) worker(ctx context.Context, c *schema.Contract, recycle int64) (*worker, error) {
	model, err := h.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &worker{caller: newCaller(c, model), hosts: h, recycle: recycle}, nil
}

// batch is one call: see [caller.batch].
func (w *worker) batch(ctx context.Context, b ready) ([]answer, error) {
	if w.recycle > 0 && w.calls == w.recycle {
		if err := w.restart(ctx); err != nil {
			return nil, err
		}
	}
	w.calls++
	return w.caller.batch(ctx, b)
}

// close ends the host, the first time that it is called.
func (w *worker) close() error {
	model := w.model
	if w.model = nil; model == nil {
		return nil
	}
	return model.Close()
}

// part makes a batch a part, which takes the batch over unless there is an
// error.
func (w *worker) part(ctx context.Context, c *schema.Contract, site *schema.Profile, b ready) (*part, error) {
	answers, err := w.batch(ctx, b)
	if err != nil {
		return nil, err
	}
	defer releaseAll(answers)
	p, err := join(c, site, outputSchema(c), b.Batch, answers)
	if err != nil {
		return nil, fmt.Errorf("records from %d on: %w", b.First, err)
	}
	p.ends, p.failed = w.ends, w.failed
	return p, nil
}

func (w *worker) restart(ctx context.Context) error {
	if err := w.model.Close(); err != nil {
		return err
	}
	model, err := w.hosts.Start(ctx)
	if err != nil {
		return err
	}
	w.model, w.calls = model, 0
	return nil
}
