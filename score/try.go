package score

import (
	"context"
	"errors"
	"fmt"
	"io"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// A Tried is what [Run] would have made of records.
type Tried struct {
	Read   int64 // records
	Unfit  int64 // of these, rejected before predict was called
	Scored int64
	// Reasons are why records were rejected, Unread of them those that are unfit,
	// and Failed why calls failed, which are taken apart then.
	Reasons, Unread, Failed records.Reasons
}

// Rejected is how many records that were given to predict have no score.
func (t Tried) Rejected() int64 { return t.Read - t.Unfit - t.Scored }

// BatchSize is how many records go into a call where nothing else is asked for.
func BatchSize(c *schema.Contract) int {
	if c.Image != nil {
		return records.DefaultBatchImages
	}
	return records.DefaultBatchRows
}

// Try scores records as a run does, for a site that may be nil, and writes
// nothing. It closes neither the model nor the source. Its error is none of the
// model's.
func Try(ctx context.Context, c *schema.Contract, site *schema.Profile, model wrapper.Model, source records.Source) (Tried, error) {
	var t Tried
	w := &worker{caller: newCaller(c, model)}
	for {
		b, err := source.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		if err := t.add(ctx, w, c, site, b); err != nil {
			return t, err
		}
	}
}

func (t *Tried) add(ctx context.Context, w *worker, c *schema.Contract, site *schema.Profile, b *records.Batch) error {
	t.Read += b.Count
	t.Unfit += int64(len(b.Rejects))
	for _, r := range b.Rejects {
		t.Unread.Add(r)
	}
	p, err := w.part(ctx, c, site, ready{Batch: b})
	if err != nil {
		b.Release()
		return fmt.Errorf("try to score: %w", err)
	}
	defer p.release()
	t.Scored += p.scored
	p.addReasons(&t.Reasons, &t.Failed)
	return nil
}
