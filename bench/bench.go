// Package bench measures how long a model takes to answer.
//
// It is a closed loop: one call at a time, the next one begins when the last
// one has been answered, as a platform that scores one patient at a time
// does. The steps are:
//
//  1. [Draw] takes rows from the records, in their order.
//  2. [Run] makes the first call, then warm calls over those rows, again and
//     again, until enough calls were made or enough time has gone by.
//  3. [Report] holds what was measured and states a percentile only where
//     there were calls enough to carry it, see [CallsFor].
//  4. [Report.Gates] and [Report.Compare] hold it to the contract's [latency]
//     and to an earlier report.
package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/report"
	"handoff/wrapper"
)

// Options say what to measure.
type Options struct {
	Draws []arrow.Record // the batches to call with, in turn; see [Draw]
	Rows  int64          // results of each call: one a row, or one a key
	Unit  string         // what a result is of: "row" (or "") or "key"
	Calls int64          // stop after so many warm calls
	Time  time.Duration  // or after so long, whichever is first

	// Waited, where given, is how long until now threads that answer a call
	// were ready and other processes had the processor; what of it falls into a
	// call is taken off.
	Waited func() time.Duration

	Model  report.Model  // for the receipt
	Inputs []report.File // for the receipt
}

func (o Options) waited() time.Duration {
	if o.Waited == nil {
		return 0
	}
	return o.Waited()
}

// Run measures a loaded model. An error of the model's ends the measurement.
func Run(ctx context.Context, model wrapper.Model, opts Options) (*Report, error) {
	if len(opts.Draws) == 0 {
		return nil, fmt.Errorf("no rows to call predict with")
	}
	first, _, err := call(ctx, model, opts.Draws[0], 0)
	if err != nil {
		return nil, fmt.Errorf("first call: %w", err)
	}
	warm, err := measure(ctx, model, opts)
	if err != nil {
		return nil, err
	}
	return newReport(opts, model.Info(), first, warm), nil
}

// measure makes the warm calls.
func measure(ctx context.Context, model wrapper.Model, opts Options) (*sample, error) {
	warm := newSample()
	for n := int64(0); n < opts.Calls && time.Since(warm.began) < opts.Time; n++ {
		draw := opts.Draws[(n+1)%int64(len(opts.Draws))]
		waited := opts.waited()
		took, stages, err := call(ctx, model, draw, n+1)
		if err != nil {
			return nil, fmt.Errorf("warm call %d: %w", n+1, err)
		}
		warm.add(max(took-max(opts.waited()-waited, 0), 0), stages)
	}
	warm.elapsed = time.Since(warm.began)
	return warm, nil
}

// call makes one call of predict and gives the time its caller waited.
func call(ctx context.Context, model wrapper.Model, batch arrow.Record, n int64) (time.Duration, wrapper.Stages, error) {
	begin := time.Now()
	result, err := model.Predict(ctx, wrapper.Call{Batch: batch, First: n, Private: true})
	took := time.Since(begin)
	if err != nil {
		return 0, wrapper.Stages{}, err
	}
	defer result.Release()
	return took, result.Stages, nil
}
