package bridge

import (
	"bytes"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"pgregory.net/rapid"

	"handoff/schema"
	"handoff/wrapper"
)

func ipcOf(r arrow.Record) []byte {
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(r.Schema()))
	must(w.Write(r))
	must(w.Close())
	return out.Bytes()
}

// likePyarrow predicts with a model that holds its frame to pyarrow's.
func likePyarrow(t interface {
	Helper()
	Errorf(string, ...any)
}, columns []schema.Column, batch arrow.Record, mapping bool) {
	t.Helper()
	dtypes, nulls := []string{}, []string{}
	for _, c := range columns {
		dtypes, nulls = append(dtypes, c.PandasDType()), append(nulls, string(c.NullValue()))
	}
	c := &schema.Contract{
		Load:    schema.Load{Call: "sample:create"},
		Predict: schema.Predict{Call: "peers:against_pyarrow", Rows: schema.RowsKey, Arguments: map[string]any{"ipc": ipcOf(batch), "dtypes": dtypes, "nulls": nulls}},
		Columns: columns,
		Outputs: []schema.Output{{Name: "n", DType: schema.DType{Kind: schema.Int64}}},
	}
	m, err := interp.Load(ctx, wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}})
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	defer m.Close()
	call := wrapper.Call{Batch: batch}
	if mapping {
		call = mapped(batch)
	}
	r, err := m.Predict(ctx, call)
	if err != nil {
		t.Errorf("%d rows: %s", batch.NumRows(), trace(err))
		return
	}
	defer r.Release()
	if n := r.Outputs.Column(0).(*array.Int64).Value(0); n != batch.NumRows() {
		t.Errorf("the frame had %d rows of %d", n, batch.NumRows())
	}
}

func TestEveryDTypeIsPyarrows(t *testing.T) {
	for _, c := range everyColumn() {
		t.Run(c.Name, func(t *testing.T) {
			for _, rows := range []int{0, 1, 9} {
				values := func(_ schema.Column, row int) int { return row }
				nulls := func(c schema.Column, row int) int { return row%3 - 1 }
				allNull := func(schema.Column, int) int { return -1 }
				columns := []schema.Column{c}
				likePyarrow(t, columns, batchOf(columns, rows, values), false)
				if c.Nullable {
					likePyarrow(t, columns, batchOf(columns, rows, nulls), false)
					likePyarrow(t, columns, batchOf(columns, rows, allNull), false)
				}
			}
		})
	}
}

// The oldest and the last pandas 1 have other internals.
func TestOlderPandas(t *testing.T) {
	for _, env := range []string{"pandas-1.0.5", "pandas-1.5.3"} {
		t.Run(env, func(t *testing.T) {
			if !inEnv(t, env) {
				return
			}
			for _, c := range everyColumn() {
				columns := []schema.Column{c}
				batch := batchOf(columns, 5, func(c schema.Column, row int) int {
					if c.Nullable {
						row--
					}
					return row
				})
				if env == "pandas-1.0.5" && strings.HasPrefix(c.PandasDType(), "Float") {
					expectNoDType(t, columns, batch)
					continue
				}
				likePyarrow(t, columns, batch, false)
				likePyarrow(t, columns, batch, true)
			}
		})
	}
}

func expectNoDType(t *testing.T, columns []schema.Column, batch arrow.Record) {
	t.Helper()
	want := "pandas 1.0.5 has no dtype " + columns[0].PandasDType()
	c := &schema.Contract{Load: schema.Load{Call: "sample:create"}, Predict: schema.Predict{Call: "sample:total"}, Columns: columns}
	if _, err := interp.Load(ctx, wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Any columns together, of any part of a batch, in memory of the caller's or
// in pages given away.
func TestAnyFrameIsPyarrows(t *testing.T) {
	every := everyColumn()
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SliceOfNDistinct(rapid.SampledFrom(every), 0, 12, func(c schema.Column) string { return c.Name }).Draw(t, "columns")
		rows := rapid.IntRange(0, 20).Draw(t, "rows")
		batch := batchOf(columns, rows, func(c schema.Column, _ int) int {
			if c.Nullable && rapid.Bool().Draw(t, "null") {
				return -1
			}
			return rapid.IntRange(0, 19).Draw(t, "value")
		})
		from := rapid.IntRange(0, rows).Draw(t, "from")
		to := rapid.IntRange(from, rows).Draw(t, "to")
		likePyarrow(t, columns, batch.NewSlice(int64(from), int64(to)), rapid.Bool().Draw(t, "mapped"))
	})
}
