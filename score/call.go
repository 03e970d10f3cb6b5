package score

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// maxHostFailures is how often a run lets the model end its process before it
// gives up: each costs a start, and where many records do it the model is at
// fault, not they.
const maxHostFailures = 100

// A caller calls predict and finds out which rows it fails on.
type caller struct {
	rows  schema.Rows // that a call takes
	model wrapper.Model
	ends  int64 // calls of the batch, but for one repeated, on which the host ended
}

// An answer is what predict gave for the rows from to to of a batch, or why
// it gave nothing for the one row from, or for the one key that they are of.
type answer struct {
	from, to int64
	starts   []int64 // rows at which keys begin, where each has a result; nil where each row has
	whole    bool    // a call as it was cut, not a part of one that failed
	result   *wrapper.Result
	unpaired map[int64][]schema.Violation // of results, why no row of the result is one
	err      error
}

// results is how many results an answer has to have.
func (a answer) results() int64 {
	if a.starts != nil {
		return int64(len(a.starts))
	}
	return a.to - a.from
}

// rows are those that a result is for.
func (a answer) rows(result int64) (from, to int64) {
	if a.starts == nil {
		return a.from + result, a.from + result + 1
	}
	to = a.to
	if result+1 < int64(len(a.starts)) {
		to = a.starts[result+1]
	}
	return a.starts[result], to
}

// halves are the calls that a call which failed is taken apart into.
func (a answer) halves() (first, second answer) {
	n := a.results() / 2
	middle, _ := a.rows(n)
	first, second = answer{from: a.from, to: middle}, answer{from: middle, to: a.to}
	if a.starts != nil {
		first.starts, second.starts = a.starts[:n], a.starts[n:]
	}
	return first, second
}

// calls are the calls that a batch is cut into, the last first.
func (c *caller) calls(b *records.Batch) (todo []answer) {
	all := answer{from: 0, to: b.Record.NumRows(), starts: b.Starts, whole: true}
	if c.rows != schema.RowsKey {
		return []answer{all}
	}
	for i, start := range slices.Backward(b.Starts) {
		_, end := all.rows(int64(i))
		todo = append(todo, answer{from: start, to: end, starts: b.Starts[i : i+1], whole: true})
	}
	return todo
}

// batch calls predict on a batch. The answers are in order and cover every
// row; the caller releases them. An error ends the run: it is not the rows'
// doing.
func (c *caller) batch(ctx context.Context, b ready) ([]answer, error) {
	c.ends = 0
	if b.Record.NumRows() == 0 {
		return nil, nil
	}
	todo := c.calls(b.Batch) // what is still to be called, the first rows last
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
		first, second := a.halves()
		todo = append(todo, second, first)
	}
	return done, nil
}

// answer makes one call, and once more, in the fresh host that follows, one
// whose failure may not have been the rows' doing.
func (c *caller) answer(ctx context.Context, b ready, a *answer) error {
	slice := b.Record.NewSlice(a.from, a.to)
	defer slice.Release()
	call := wrapper.Call{Batch: slice, First: b.Where[a.from].Record, Private: true}
	if slice.NumRows() == b.Record.NumRows() {
		call.Prepared = b.prepared
	}
	a.result, a.err = c.model.Predict(ctx, call)
	if a.again() && ctx.Err() == nil {
		a.result, a.err = c.model.Predict(ctx, call)
	}
	if err := ctx.Err(); err != nil {
		a.result.Release()
		return err
	}
	if a.err == nil {
		if a.err = c.match(b.Batch, a); a.err != nil {
			a.result.Release()
			a.result = nil
		}
	}
	if a.err != nil && !isRowsFault(a.err) {
		return a.err
	}
	return c.countHost(a.err)
}

// match gives each result of keys to the key that it carries.
func (c *caller) match(b *records.Batch, a *answer) error {
	if c.rows == schema.RowsKeys {
		return a.pair(b.Keys)
	}
	return nil
}

// again tells whether a call that failed is to be made once more: one as it was
// cut whose host ended, and that of a single result which was late. A host's
// first call has longer than later ones, so that no record is too slow by the
// one deadline that would not be by the other.
func (a answer) again() bool {
	var host *wrapper.HostError
	if !errors.As(a.err, &host) {
		return false
	}
	return a.whole || a.results() == 1 && host.Deadline > 0 && host.Phase == wrapper.PhasePredict
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
