package bridge

import (
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

var labelled = []schema.Column{
	{Name: "id", DType: schema.DType{Kind: schema.Str}},
	{Name: "hour", DType: schema.DType{Kind: schema.Int64}},
	{Name: "value", DType: schema.DType{Kind: schema.Float64}, Nullable: true},
}

// threeRows are of the patients a, a and c, their values not in their order.
func threeRows() arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, (&schema.Contract{Columns: labelled}).InputSchema())
	defer b.Release()
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"a", "a", "c"}, nil)
	b.Field(1).(*array.Int64Builder).AppendValues([]int64{1, 2, 3}, nil)
	b.Field(2).(*array.Float64Builder).AppendValues([]float64{0.75, 0.5, 0.25}, nil)
	return b.NewRecord()
}

// Whatever labels the rows of a result, they are those that were given, in their
// order, or the result is refused.
func TestLabelsSayWhoseARowIs(t *testing.T) {
	const right = `[{"risk":0.75},{"risk":0.5},{"risk":0.25}]`
	const order = "order: them in another, by "
	const byIndex, byID, byHour = order + "their index", order + `column "id"`, order + `column "hour"`
	for _, c := range []struct {
		function, want string
		index          []string
	}{
		{"by_place", right, nil},
		{"kept", right, nil},
		{"kept", right, []string{"x", "x", "y"}},
		{"kept", right, []string{"2", "0", "1"}},
		{"by_place", right, []string{"2", "0", "1"}},
		{"changed_columns", right, nil},
		{"numbered_from_one", right, nil},
		{"index_of_its_own", right, nil},
		{"sorted_by_value", byIndex, nil},
		{"sorted_by_value", byIndex, []string{"p", "q", "r"}},
		{"sorted_in_place", byIndex, nil},
		{"sorted_with_columns", byID, nil},
		{"sorted_in_place_with_columns", byID, nil},
		{"sorted_with_key", byID, nil},
		{"sorted_with_hour", byHour, nil},
		{"sorted_by_index", byID, nil},
		{"sorted_series", byID, nil},
		{"sorted_series_in_tuple", byIndex, nil},
		{"sorted_dict", byID, nil},
		{"sorted_records", byID, nil},
		{"sorted_fields", byHour, nil},
		{"sorted_and_taken", byIndex, nil},
		{"twice_the_first", byIndex, nil},
		{"other_key", byID, nil},
		{"sorted_under_another_name", byIndex, nil},
		{"sorted_with_codes", byIndex, nil},
		{"sorted_as_text", byIndex, nil},
		{"sorted_from_one", byIndex, nil},
		{"sorted_frames", byIndex, nil},
		{"sorted_rows", byIndex, nil},
		{"frames_in_order", right, nil},
	} {
		outputs := outputs(t, "risk float64")
		switch c.function {
		case "sorted_series_in_tuple":
			outputs[0].Take = "[0]"
		case "sorted_and_taken":
			outputs[0].Take = `["scores"]["risk"]`
		}
		m := load(t, &schema.Contract{Predict: schema.Predict{Call: "labelled:" + c.function, Keys: []string{"id"}}, Columns: labelled, Outputs: outputs})
		batch := threeRows()
		r, err := m.Predict(ctx, wrapper.Call{Batch: batch, Index: c.index})
		batch.Release()
		if got := shown(t, r, err); got != c.want {
			t.Errorf("%s %v: got %s, want %s", c.function, c.index, got, c.want)
		}
	}
}

// In the answer to one record its key is its own; other columns may be anything.
func TestARecordsKeyIsItsOwn(t *testing.T) {
	for function, want := range map[string]string{
		"records":            `[{"risk":0.75},{"risk":0.5},{"risk":0.25}]`,
		"records_of_another": `order: them in another, by column "id"`,
	} {
		m := load(t, &schema.Contract{Predict: schema.Predict{Call: "labelled:" + function, Form: schema.FormRecord, Keys: []string{"id"}},
			Columns: labelled, Outputs: outputs(t, "risk float64")})
		batch := threeRows()
		r, err := m.Predict(ctx, wrapper.Call{Batch: batch})
		batch.Release()
		if got := shown(t, r, err); got != want {
			t.Errorf("%s: got %s, want %s", function, got, want)
		}
	}
}
