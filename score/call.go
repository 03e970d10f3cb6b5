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

// A caller calls predict. Where a call fails, it finds out which records that
// is for: see [search].
type caller struct {
	rows  schema.Rows // that a call takes
	each  bool        // see [schema.Contract.CallsEachRow]
	model wrapper.Model

	ends   int64           // calls of the batch, but for one repeated, on which the host ended
	failed records.Reasons // why calls as the batch was cut into them failed
}

func newCaller(c *schema.Contract, model wrapper.Model) caller {
	return caller{rows: c.Predict.Rows, each: c.CallsEachRow(), model: model}
}

// An answer is what predict gave for some spans of a batch, in their order, or
// why it gave nothing for any of them.
type answer struct {
	spans    []span
	result   *wrapper.Result
	unpaired map[int64][]schema.Violation // of results, why no row of the result is one
	err      error
}

// calls are the calls that a batch is cut into.
func (c *caller) calls(b *records.Batch) [][]span {
	all := spansOf(b)
	if c.rows == schema.RowsKey {
		return slices.Collect(slices.Chunk(all, 1))
	}
	return [][]span{all}
}

// batch calls predict on a batch. The answers cover every row, those with a
// result in order; the caller releases them. An error ends the run: it is not
// the rows' doing.
func (c *caller) batch(ctx context.Context, b ready) (done []answer, err error) {
	c.ends, c.failed = 0, records.Reasons{}
	if b.Record.NumRows() == 0 {
		return nil, nil
	}
	for _, spans := range c.calls(b.Batch) {
		answers, err := c.answers(ctx, b, spans)
		done = append(done, answers...)
		if err != nil {
			releaseAll(done)
			return nil, err
		}
	}
	return done, nil
}

// answers are those of a call, which is taken apart where it fails. After an
// error too the caller releases them.
func (c *caller) answers(ctx context.Context, b ready, spans []span) ([]answer, error) {
	a, err := c.surely(ctx, b, spans)
	if err != nil {
		return nil, err
	}
	if a.err == nil {
		return []answer{a}, nil
	}
	why := rejectOf(a.err)
	why.Position = b.Where[spans[0].from]
	c.failed.Add(why)
	if len(spans) == 1 {
		return []answer{a}, nil
	}
	return c.takeApart(ctx, b, a)
}

// surely makes a call, and once more, in the fresh host that follows, where the
// host ended: that may not have been the rows' doing. One alone that was late in
// its host's first call, which has longer than later ones, is too slow.
func (c *caller) surely(ctx context.Context, b ready, spans []span) (answer, error) {
	a, err := c.call(ctx, b, spans)
	var host *wrapper.HostError
	if err != nil || !errors.As(a.err, &host) {
		return a, err
	}
	if len(spans) == 1 && host.Deadline > 0 && host.Phase == wrapper.PhaseFirstPredict {
		return a, c.countHost(a.err)
	}
	return c.once(ctx, b, spans)
}

// once makes a call and counts it where the host ended.
func (c *caller) once(ctx context.Context, b ready, spans []span) (answer, error) {
	a, err := c.call(ctx, b, spans)
	if err == nil {
		err = c.countHost(a.err)
	}
	return a, err
}

// call makes one call.
func (c *caller) call(ctx context.Context, b ready, spans []span) (a answer, err error) {
	rows, err := picked(b.Record, spans)
	if err != nil {
		return a, err
	}
	defer rows.Release()
	call := wrapper.Call{Batch: rows, First: b.Where[spans[0].from].Record, Private: true}
	if rows.NumRows() == b.Record.NumRows() {
		call.Prepared = b.prepared
	}
	a = answer{spans: spans}
	a.result, a.err = c.model.Predict(ctx, call)
	if err := ctx.Err(); err != nil {
		a.result.Release()
		return a, err
	}
	if a.err == nil {
		if a.err = c.match(b.Batch, &a); a.err != nil {
			a.result.Release()
			a.result = nil
		}
	}
	if a.err != nil && !isRowsFault(a.err) {
		return a, a.err
	}
	return a, nil
}

// match gives each result of keys to the key that it carries. Any other is that
// of the span in its place.
func (c *caller) match(b *records.Batch, a *answer) error {
	if c.rows == schema.RowsKeys {
		return a.pair(b.Keys)
	}
	if rows, n := a.result.Outputs.NumRows(), len(a.spans); rows != int64(n) {
		return &wrapper.ResultError{Reason: "rows", Declared: fmt.Sprintf("%d rows", n), Got: fmt.Sprintf("%d rows", rows), Seen: a.result.Seen}
	}
	return nil
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
