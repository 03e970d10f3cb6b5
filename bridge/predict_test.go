package bridge

import (
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

func load(t testing.TB, c *schema.Contract) wrapper.Model {
	t.Helper()
	if c.Load.Call == "" {
		c.Load.Call = "sample:create"
	}
	m, err := interp.Load(t.Context(), wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestPredict(t *testing.T) {
	testTotal(t, schema.Predict{Call: "sample:total"}, "")
}

// A function that takes all by keyword is given its input by the one that is left.
func TestPredictByKeyword(t *testing.T) {
	testTotal(t, schema.Predict{Call: "sample:total_of", Arguments: map[string]any{"factor": int64(1)}}, "frame")
}

func testTotal(t *testing.T, predict schema.Predict, keyword string) {
	c := &schema.Contract{
		Predict: predict,
		Columns: []schema.Column{{Name: "a", DType: schema.DType{Kind: schema.Int64}}, {Name: "b", DType: schema.DType{Kind: schema.Float64}}},
		Outputs: []schema.Output{{Name: "total", DType: schema.DType{Kind: schema.Float32}}},
	}
	m := load(t, c)
	if m.Info().Input != keyword {
		t.Errorf("input by keyword %q, want %q", m.Info().Input, keyword)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, c.InputSchema())
	b.Field(0).(*array.Int64Builder).AppendValues([]int64{1, 2}, nil)
	b.Field(1).(*array.Float64Builder).AppendValues([]float64{0.5, 0.25}, nil)
	r, err := m.Predict(t.Context(), wrapper.Call{Batch: b.NewRecord()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	got := r.Outputs.Column(0).(*array.Float32).Float32Values()
	if len(got) != 2 || got[0] != 1.5 || got[1] != 2.25 {
		t.Errorf("got %v", got)
	}
}
