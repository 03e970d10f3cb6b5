package bridge

import (
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// numbered is a batch of the numbers from 0 on.
func numbered(rows int) arrow.Record {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range rows {
		b.Append(int64(i))
	}
	return array.NewRecord((&schema.Contract{Columns: plainColumn}).InputSchema(), []arrow.Array{b.NewArray()}, int64(rows))
}

func together(t *testing.T, function string, p schema.Predict, call wrapper.Call) (*wrapper.Result, error) {
	p.Call = "together:" + function
	m := load(t, &schema.Contract{Predict: p, Columns: plainColumn, Outputs: outputs(t, "y float64")})
	return m.Predict(ctx, call)
}

func TestParts(t *testing.T) {
	labels := []string{"7", "8", "9"}
	for _, c := range []struct{ function, want string }{
		{"size", `[{"y":1},{"y":2},{"y":2}]`},
		{"row", `[{"y":0},{"y":1},{"y":2}]`},
		{"first_label", `[{"y":7},{"y":8},{"y":8}]`},
	} {
		r, err := together(t, c.function, schema.Predict{}, wrapper.Call{Batch: numbered(3), Index: labels, Parts: 2})
		if got := shown(t, r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", c.function, got, c.want)
		}
	}
}

// A result is read only when the other parts' calls are made.
func TestPartsShowAResultThatIsReused(t *testing.T) {
	r, err := together(t, "same_list", schema.Predict{}, wrapper.Call{Batch: numbered(4), Parts: 2})
	if got, want := shown(t, r, err), `[{"y":2},{"y":3},{"y":2},{"y":3}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestThreads(t *testing.T) {
	factor := map[string]any{"factor": int64(2)}
	for _, c := range []struct {
		function string
		p        schema.Predict
		parts    int
		want     string
	}{
		{"meets", schema.Predict{}, 6, `[{"y":0},{"y":1},{"y":2},{"y":3},{"y":4},{"y":5}]`},
		{"meets", schema.Predict{Transform: "together:again"}, 6, `[{"y":0},{"y":1},{"y":2},{"y":3},{"y":4},{"y":5}]`},
		{"meets_keywords", schema.Predict{Form: schema.FormArguments, Arguments: factor}, 0, `[{"y":0},{"y":2},{"y":4},{"y":6},{"y":8},{"y":10}]`},
	} {
		r, err := together(t, c.function, c.p, wrapper.Call{Batch: numbered(6), Parts: c.parts, Threads: 3})
		if got := shown(t, r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", c.function, got, c.want)
		}
	}
}

// What a thread raises comes with the frames of the code that raised it.
func TestThreadRaises(t *testing.T) {
	_, err := together(t, "fails_elsewhere", schema.Predict{}, wrapper.Call{Batch: numbered(2), Parts: 2, Threads: 2})
	var raised *wrapper.Exception
	if !errors.As(err, &raised) || raised.Type != "RuntimeError" || !strings.Contains(raised.Frames[len(raised.Frames)-1].File, "together.py") {
		t.Errorf("got %v", trace(err))
	}
}
