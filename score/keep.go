package score

import (
	"context"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
)

// A keeper writes one chunk's segments to a process's files.
type keeper struct {
	shelf      *shelf
	showValues bool
	chunk      *chunk
	rows       *segment
	rejects    *segment // nil until there is one to write
}

func (s *shelf) newKeeper(n int64, rows *arrow.Schema, showValues bool) *keeper {
	return &keeper{s, showValues, &chunk{Number: n, Missing: map[string]map[string]int64{}}, s.rows.begin(rows), nil}
}

func (k *keeper) write(p *part) error {
	k.chunk.add(p)
	if err := k.rows.write(p.rows); err != nil {
		return err
	}
	if len(p.rejects) == 0 {
		return nil
	}
	if k.rejects == nil {
		k.rejects = k.shelf.rejects.begin(records.RejectSchema())
	}
	r := records.RejectRows(p.rejects, k.showValues)
	defer r.Release()
	return k.rejects.write(r)
}

// finish makes the chunk done.
func (k *keeper) finish() (*chunk, error) {
	var err error
	if k.chunk.Rows, err = k.rows.finish(); err != nil {
		return nil, err
	}
	if k.rejects != nil {
		at, err := k.rejects.finish()
		if err != nil {
			return nil, err
		}
		k.chunk.Rejects = &at
	}
	return k.chunk, k.shelf.done(k.chunk)
}

// keepAll takes the parts in the order of the input, keeps them as chunks and
// joins those with the ones that were done before. Only what lies in a chunk
// that is done reaches the output, so that it does not matter which run scored
// it.
func (r *run) keepAll(ctx context.Context, lanes *lanes) error {
	for n := int64(0); ; n++ {
		c := r.done[n]
		if c == nil {
			var err error
			if c, err = r.keep(ctx, n, lanes); c == nil || err != nil {
				return err
			}
		}
		if err := r.join(n, c); err != nil {
			return err
		}
	}
}

// keepOnly keeps the chunks that were asked for and are not done.
func (r *run) keepOnly(ctx context.Context, lanes *lanes) error {
	for _, n := range r.only {
		if r.done[n] == nil {
			if _, err := r.keep(ctx, n, lanes); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep makes the parts of the next lanes chunk n; nil where there are none left.
func (r *run) keep(ctx context.Context, n int64, lanes *lanes) (*chunk, error) {
	var k *keeper
	for range r.plan.ChunkCalls / lanes.run {
		l, ok, err := receive(ctx, lanes.order)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		lanes.current = l
		if k == nil {
			if k, err = r.newKeeper(n); err != nil {
				return nil, err
			}
		}
		if err := r.keepLane(ctx, k, l); err != nil {
			return nil, err
		}
	}
	if k == nil {
		return nil, nil
	}
	c, err := k.finish()
	r.kept = r.kept || err == nil
	return c, err
}

func (r *run) newKeeper(n int64) (_ *keeper, err error) {
	if r.shelf == nil {
		if r.shelf, err = r.work.newShelf(); err != nil {
			return nil, err
		}
	}
	return r.shelf.newKeeper(n, outputSchema(r.Contract), r.ShowValues), nil
}

func (r *run) keepLane(ctx context.Context, k *keeper, l lane) error {
	for {
		p, ok, err := receive(ctx, l.parts)
		if err != nil || !ok {
			return err
		}
		if err := r.take(k, p); err != nil {
			return err
		}
	}
}

// take writes a part, releases it and tells how far the run is.
func (r *run) take(k *keeper, p *part) error {
	defer p.release()
	if err := k.write(p); err != nil {
		return err
	}
	now := r.counts.plus(k.chunk.counts)
	if err := r.bearable(now, k.chunk); err != nil {
		return err
	}
	if r.Progress != nil {
		r.Progress(Progress{Records: now.Read, Resumed: r.resumed, Rejected: now.Rejected, Elapsed: time.Since(r.loaded),
			Read: p.batch.Bytes, Total: r.inputs.bytes})
	}
	return nil
}

// join appends a chunk to the outputs.
func (r *run) join(n int64, c *chunk) error {
	if err := r.out.write(r.work, c); err != nil {
		return err
	}
	r.counts = r.counts.plus(c.counts)
	addStages(&r.stages, c.Stages)
	records.AddMissing(r.missing, c.Missing)
	r.why.Merge(c.Why)
	r.failed.Merge(c.Failed)
	if r.first == "" {
		r.first = c.First
	}
	if r.done[n] != nil {
		r.resumed += c.Read
	}
	return r.bearable(r.counts, c)
}

// bearable holds the counts so far to what a run bears. The last chunk of
// them says what the first reject is where none came before.
func (r *run) bearable(c counts, last *chunk) error {
	if c.Ends >= maxHostFailures {
		return tooManyEnds(c.Ends)
	}
	if !r.MaxRejects.brokenBy(c.Rejected, c.Read, false) {
		return nil
	}
	if r.first == "" {
		r.first = last.First
	}
	return r.tooMany(c)
}
