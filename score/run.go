package score

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// A run is one run under way.
type run struct {
	Options
	started time.Time
	loaded  time.Time // when scoring began
	work    *work
	source  records.Source
	inputs  snapshot
	first   *records.Batch // until it is on its way
	out     *sinks
	model   wrapper.Model
	handoff report.Model

	read, scored, rejected int64
	written                int64           // results
	example                *records.Reject // for the message when there are too many
	stages                 wrapper.Stages
	missing                map[string]map[string]int64 // see [records.Batch]
}

// begin reads the first batch and begins the output, which can both fail,
// before the model is loaded, which takes time.
func (r *run) begin() error {
	var keys arrow.Record
	b, err := r.source.Next()
	switch {
	case err == nil:
		r.first, keys = b, b.Keys
	case !errors.Is(err, io.EOF):
		return err
	}
	r.out, err = newSinks(r.work, r.Options, outputSchema(r.Contract, keys))
	return err
}

// end takes back what was not made whole.
func (r *run) end() {
	if r.first != nil {
		r.first.Release()
	}
	if r.out != nil {
		r.out.close()
	}
}

func (r *run) do(ctx context.Context) (*Summary, error) {
	r.loaded = time.Now()
	if err := r.pipe(ctx); err != nil {
		return nil, err
	}
	elapsed := time.Since(r.loaded)
	if err := r.account(); err != nil {
		return nil, err
	}
	if err := r.out.commit(); err != nil {
		return nil, err
	}
	return r.publish(ctx, elapsed)
}

// account holds that no record was lost.
func (r *run) account() error {
	if r.read != r.scored+r.rejected {
		return fmt.Errorf("%d records were read, yet %d scored and %d rejected: this is a fault of handoff, nothing was written",
			r.read, r.scored, r.rejected)
	}
	if r.Contract.Predict.Rows == schema.RowsOne && r.written != r.scored {
		return fmt.Errorf("%d records were scored, yet %d results written: this is a fault of handoff, nothing was written", r.scored, r.written)
	}
	if r.MaxRejects.brokenBy(r.rejected, r.read, true) {
		return r.tooMany()
	}
	return nil
}

func (r *run) tooMany() error {
	return fmt.Errorf("%d of %d records rejected, more than --max-rejects %v allows: nothing was written; the first: %s",
		r.rejected, r.read, r.MaxRejects, describe(*r.example))
}

// describe says where a reject lies and why, without values.
func describe(r records.Reject) string {
	where := r.File
	if r.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, r.Line)
	}
	if len(r.Violations) == 0 {
		return fmt.Sprintf("%s: %s: %v", where, r.Stage, r.Err)
	}
	return fmt.Sprintf("%s: %v", where, r.Violations[0])
}

func (r *run) publish(ctx context.Context, elapsed time.Duration) (*Summary, error) {
	s := &Summary{
		Read: r.read, Scored: r.scored, Rejected: r.rejected,
		Output: r.Output, Receipt: report.PathFor(r.Output), Elapsed: elapsed,
	}
	if r.rejected > 0 {
		s.Rejects = RejectsFor(r.Output)
	}
	if err := r.writeReceipt(ctx, s); err != nil {
		return nil, err
	}
	return s, r.work.publish(s)
}
