package score

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handoff/records"
	"handoff/wrapper"
)

// maxHostFailures is how often a run lets the model end its process before it
// gives up: each costs a start, and where many records do it the model is at
// fault, not they.
const maxHostFailures = 100

// A caller calls predict and finds out which rows it fails on.
type caller struct {
	model wrapper.Model
	ends  int64 // calls of the batch, but for one repeated, on which the host ended
}

// An answer is what predict gave for the rows from to to of a batch, or why
// it gave nothing for the one row from, or for the key that they are of.
type answer struct {
	from, to int64
	whole    bool // a call as it was cut, not a part of one that failed
	ofKey    bool // the rows are one key's, and have one result
	result   *wrapper.Result
	err      error
}

// results is how many rows of results an answer has to have.
func (a answer) results() int64 {
	if a.ofKey {
		return 1
	}
	return a.to - a.from
}

// calls are the calls that a batch is cut into, the last first.
func calls(b *records.Batch) (todo []answer) {
	end := b.Record.NumRows()
	for _, start := range slices.Backward(b.Starts) {
		todo = append(todo, answer{from: start, to: end, whole: true, ofKey: true})
		end = start
	}
	if b.Starts == nil {
		todo = append(todo, answer{from: 0, to: end, whole: true})
	}
	return todo
}

// batch calls predict on a batch. The answers are in order and cover every
// row; the caller releases them. An error ends the run: it is not the rows'
// doing.
func (c *caller) batch(ctx context.Context, b *records.Batch) ([]answer, error) {
	c.ends = 0
	if b.Record.NumRows() == 0 {
		return nil, nil
	}
	todo := calls(b) // what is still to be called, the first rows last
	var done []answer
	for len(todo) > 0 {
		a := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if err := c.answer(ctx, b, &a); err != nil {
			releaseAll(done)
			return nil, err
		}
		if a.err == nil || a.results() == 1 {
			done = append(done, a)
			continue
		}
		middle := a.from + (a.to-a.from)/2
		todo = append(todo, answer{from: middle, to: a.to}, answer{from: a.from, to: middle})
	}
	return done, nil
}

// answer makes one call. One as it was cut whose host ended is made once more,
// in a fresh host: it may not have been the rows' doing.
func (c *caller) answer(ctx context.Context, b *records.Batch, a *answer) error {
	slice := b.Record.NewSlice(a.from, a.to)
	defer slice.Release()
	call := wrapper.Call{Batch: slice, First: b.Where[a.from].Record, Private: true}
	a.result, a.err = c.model.Predict(ctx, call)
	if a.whole && hostEnded(a.err) && ctx.Err() == nil {
		a.result, a.err = c.model.Predict(ctx, call)
	}
	if err := ctx.Err(); err != nil {
		a.result.Release()
		return err
	}
	if a.err != nil && !isRowsFault(a.err) {
		return a.err
	}
	return c.countHost(a.err)
}

func (c *caller) countHost(err error) error {
	if !hostEnded(err) {
		return nil
	}
	if c.ends++; c.ends < maxHostFailures {
		return nil
	}
	return fmt.Errorf("%w; the last time: %w", tooManyEnds(c.ends), err)
}

func tooManyEnds(n int64) error {
	return fmt.Errorf("the model ended its process on %d calls, which is as often as a run allows", n)
}

func hostEnded(err error) bool {
	var host *wrapper.HostError
	return errors.As(err, &host)
}

// isRowsFault tells whether an error is predict's answer to certain rows, or
// says that one of them is nothing to give to it. An error of an earlier phase,
// in a host that was started anew, or of handoff itself is not.
func isRowsFault(err error) bool {
	var input *wrapper.InputError
	var raised *wrapper.Exception
	var result *wrapper.ResultError
	var host *wrapper.HostError
	switch {
	case errors.As(err, &input), errors.As(err, &result):
		return true
	case errors.As(err, &raised):
		return isPredict(raised.Phase)
	case errors.As(err, &host):
		return isPredict(host.Phase)
	}
	return false
}

func isPredict(p wrapper.Phase) bool {
	return p == wrapper.PhasePredict || p == wrapper.PhaseFirstPredict
}

func releaseAll(answers []answer) {
	for _, a := range answers {
		a.result.Release()
	}
}
