package score

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// unreadable is a model to which rows of some values cannot be given.
type unreadable struct {
	*fake
	values []int64
}

func (u unreadable) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	result, err := u.fake.Predict(ctx, c)
	for row, v := range u.calls[len(u.calls)-1] {
		if slices.Contains(u.values, v) {
			result.Release()
			return nil, &wrapper.InputError{Row: int64(row), Column: "x", Reason: "no JPEG"}
		}
	}
	return result, err
}

func TestARecordThatCannotBeGivenIsRejectedAlone(t *testing.T) {
	model := unreadable{&fake{mem: memory.DefaultAllocator}, []int64{2, 5}}
	batch := batchOf(memory.DefaultAllocator, 0, 7)
	answers, err := (&caller{model: model}).batch(t.Context(), ready{Batch: batch})
	if err != nil {
		t.Fatal(err)
	}
	defer releaseAll(answers)
	c := &schema.Contract{Predict: schema.Predict{Keys: []string{"id"}}, Columns: []schema.Column{{Name: "id", DType: schema.DType{Kind: schema.Int64}}}, Outputs: []schema.Output{{Name: "y", DType: schema.DType{Kind: schema.Float64}}}}
	p, err := join(c, nil, outputSchema(c), batch, answers)
	if err != nil {
		t.Fatal(err)
	}
	defer p.release()
	if p.rows.NumRows() != 5 || len(p.rejects) != 2 {
		t.Fatalf("%d rows and %d rejects, want 5 and 2", p.rows.NumRows(), len(p.rejects))
	}
	for i, want := range []string{`in.csv:4: column "x": no JPEG`, `in.csv:7: column "x": no JPEG`} {
		if r := p.rejects[i]; r.Stage != records.StageDecode || r.Messages()[0] != want {
			t.Errorf("rejected in stage %s: %s, want %s", r.Stage, r.Messages()[0], want)
		}
	}
}

func TestStdoutNeedsTemporaryFiles(t *testing.T) {
	opts := many(t, t.TempDir(), "out.csv", newBreaking(0))
	opts.Output, opts.Stdout = Stdout, io.Discard
	t.Setenv("TMPDIR", "/nowhere")
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "name a folder that can be written to in TMPDIR: ") {
		t.Errorf("%v", err)
	}
}
