package bridge

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
	"handoff/wrapper"
)

// outputs reads "name dtype [take]" lines.
func outputs(t testing.TB, lines ...string) []schema.Output {
	t.Helper()
	var all []schema.Output
	for _, line := range lines {
		name, rest, _ := strings.Cut(line, " ")
		text, take, _ := strings.Cut(rest, " at ")
		d, err := schema.ParseDType(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, schema.Output{Name: name, DType: d, Take: take})
	}
	return all
}

var plainColumn = []schema.Column{{Name: "x", DType: schema.DType{Kind: schema.Int64}}}

func ones(rows int) wrapper.Call {
	return wrapper.Call{Batch: batchOf(plainColumn, rows, func(schema.Column, int) int { return 2 })}
}

func answer(t testing.TB, function string, rows int, outputs []schema.Output) (*wrapper.Result, error) {
	t.Helper()
	m := load(t, &schema.Contract{Predict: schema.Predict{Call: "answers:" + function}, Columns: plainColumn, Outputs: outputs})
	return m.Predict(ctx, ones(rows))
}

func TestResults(t *testing.T) {
	const risk, both = "risk float64", "risk float64; label str"
	const two = `[{"risk":0.25},{"risk":0.5}]`
	const pairs = `[{"risk":0.25,"label":"a"},{"risk":0.5,"label":"b"}]`
	const pairsBackwards = `[{"label":"a","risk":0.25},{"label":"b","risk":0.5}]`
	for _, c := range []struct {
		function string
		rows     int
		outputs  string
		want     string // the rows as JSON, or the reason of refusal and what was got
	}{
		{"frame", 2, both, `[{"risk":0.25,"label":"a"},{"risk":"NaN","label":null}]`},
		{"frame_numbered", 2, both, pairs},
		{"frame_other_names", 2, both, `missing: columns p, q`},
		{"frame_extension", 2, both, `[{"risk":1,"label":"a"},{"risk":null,"label":null}]`},
		{"frame_extension", 2, "risk int8", `[{"risk":1},{"risk":null}]`},
		{"frame_category", 2, both, `[{"risk":1,"label":"b"},{"risk":2,"label":"a"}]`},
		{"series", 2, risk, two},
		{"series_row", 1, both, `[{"risk":0.25,"label":"a"}]`},
		{"one_dim", 2, risk, two},
		{"one_dim", 2, "risk float32", two},
		{"one_dim_row", 1, "risk float64; other float64", `[{"risk":0.25,"other":0.5}]`},
		{"two_dim", 2, "no float64; risk float64", `[{"no":0.25,"risk":0.75},{"no":0.5,"risk":0.5}]`},
		{"two_dim", 2, "risk float64 at [:, 1]", `[{"risk":0.75},{"risk":0.5}]`},
		{"two_dim", 2, "a float64; b float64; c float64", `missing: 2 columns`},
		{"column_vector", 2, risk, two},
		{"fortran", 2, "a float64; b int8", `[{"a":0,"b":3},{"a":6,"b":9}]`},
		{"ints", 2, risk, `[{"risk":1},{"risk":2}]`},
		{"ints", 2, "risk int64", `[{"risk":1},{"risk":2}]`},
		{"ints", 2, "risk bool", `dtype: uint8`},
		{"big_ints", 2, risk, `dtype: int64 that does not fit`},
		{"big_ints", 2, "risk int32", `dtype: int64 that does not fit`},
		{"big_ints", 2, "risk uint64", `[{"risk":9007199254740993},{"risk":0}]`},
		{"whole_floats", 2, "risk int64", `[{"risk":1},{"risk":null}]`},
		{"fractions", 2, "risk int64", `dtype: float64 with a fraction`},
		{"bools", 2, "risk bool", `[{"risk":true},{"risk":false}]`},
		{"bools", 2, "risk int8", `dtype: bool`},
		{"huge", 2, "risk float32", `dtype: float64 that does not fit`},
		{"objects", 2, risk, `[{"risk":0.25},{"risk":null}]`},
		{"numbers_as_text", 2, risk, `dtype: str`},
		{"decimals", 2, risk, `dtype: Decimal`},
		{"tensor", 2, risk, two},
		{"tensor_grad", 2, risk, two},
		{"tensor_half", 2, risk, two},
		{"list_of_floats", 2, risk, two},
		{"list_of_tensors", 2, risk, two},
		{"list_of_dicts", 2, both, `[{"risk":0.25,"label":"a"},{"risk":null,"label":"b"}]`},
		{"list_of_lists", 2, both, pairs},
		{"list_of_named", 2, "label str; risk float64", pairsBackwards},
		{"list_of_objects", 2, "label str; risk float64", pairsBackwards},
		{"object_of_columns", 2, "label str; risk float64", pairsBackwards},
		{"object_of_scalars", 1, "label str; risk float64", `[{"label":"a","risk":0.25}]`},
		{"object_of_scalars", 1, "no str; risk float64", `missing: columns risk, label`},
		{"object_of_scalars", 1, "no str; nor float64", `missing: one answers.Scored`},
		{"tuple_of_columns", 2, both, pairs},
		{"named_columns", 2, "label str; risk float64", pairsBackwards},
		{"dict_of_columns", 2, both, pairs},
		{"dict_of_scalars", 1, both, `[{"risk":0.25,"label":"a"}]`},
		{"dict_of_scalars", 2, both, `rows: 1 row`},
		{"scalar", 1, risk, `[{"risk":0.25}]`},
		{"scalar", 2, risk, `rows: 1 row`},
		{"numpy_scalar", 1, risk, `[{"risk":0.25}]`},
		{"none", 2, risk, `type: None`},
		{"three", 2, risk, `rows: 3 rows`},
		{"empty", 0, risk, `[]`},
		{"empty", 2, risk, `rows: 0 rows`},
		{"nested", 2, `risk float64 at [0].scores["risk"][1]`, `[{"risk":0.2},{"risk":0.5}]`},
		{"nested", 2, `risk float64 at [0].scores["no"]`, `take: dict (KeyError)`},
		{"nested", 2, `risk float64 at [0].no`, `take: answers.Holder (AttributeError)`},
		{"nested_array", 2, `risk float64 at ["risk"][:, 1]; whole list[float64] at ["risk"]`, `[{"risk":0.25,"whole":[0.1,0.25]},{"risk":0.5,"whole":[0.2,0.5]}]`},
		{"pipeline", 2, `risk float64 at [:][0]["score"]; label str at [:][0]["label"]`, pairs},
		{"pipeline", 2, `risk float64 at [:][1]["score"]`, `take: list (IndexError)`},
		{"pipeline", 2, `risk json at [:]`, `[{"risk":"[{\"label\":\"a\",\"score\":0.25}]"},{"risk":"[{\"label\":\"b\",\"score\":0.5}]"}]`},
		{"texts", 2, "risk str", `[{"risk":""},{"risk":"Zoë\u0000"}]`},
		{"surrogate", 2, "risk str", `dtype: str with a lone surrogate`},
		{"times", 2, "risk datetime64[ns]", `[{"risk":"2024-02-29 12:00:00Z"},{"risk":null}]`},
		{"coarse_times", 2, "risk datetime64[ns]", `[{"risk":"2024-02-29 00:00:00Z"},{"risk":null}]`},
		{"coarse_times", 2, "risk date", `[{"risk":"2024-02-29"},{"risk":null}]`},
		{"times", 2, "risk date", `dtype: datetime64[ns] that does not fit`},
		{"times", 2, "risk datetime64[ns, UTC]", `dtype: datetime64[ns]`},
		{"zoned_times", 2, "risk datetime64[ns, UTC]", `[{"risk":"2024-02-29 18:00:00Z"},{"risk":null}]`},
		{"python_times", 2, "risk datetime64[ns]", `[{"risk":"2024-02-29 12:00:00Z"},{"risk":null}]`},
		{"dates", 2, "risk date", `[{"risk":"2024-02-29"},{"risk":null}]`},
		{"spans", 2, "risk timedelta64[ns]", `[{"risk":"1000000000ns"},{"risk":null}]`},
		{"lists", 2, "risk list[float64]", `[{"risk":[1.5,2.5]},{"risk":null}]`},
		{"number_and_list", 1, "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a","b"]}]`},
		{"number_and_list_of_one", 1, "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a"]}]`},
		{"dict_with_list_of_one", 1, "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a"]}]`},
		{"number_and_one_pair", 1, "risk float64; why json", `[{"risk":0.25,"why":"[[\"AGE\",1.5]]"}]`},
		{"dict_with_one_pair", 1, "risk float64; why json; who json", `[{"risk":0.25,"why":"[[\"AGE\",1.5]]","who":"[{\"name\":\"AGE\"}]"}]`},
		{"column_with_one_pair", 1, "risk float64; why json", `[{"risk":0.25,"why":"[\"AGE\",1.5]"}]`},
		{"matrix_of_lists", 2, "risk list[float32]", `[{"risk":[1.5,2.5]},{"risk":[3.5,4.5]}]`},
		{"matrix_of_lists", 2, "risk list[int8]", `dtype: float64 with a fraction`},
		{"json_rows", 2, "risk json", `[{"risk":"{\"a\":1,\"b\":[null,null]}"},{"risk":"\"text\""}]`},
		{"json_in_itself", 2, "risk json", `type: what is nested too deeply, or holds itself`},
		{"list_in_itself", 2, "risk float64", `type: what is nested too deeply, or holds itself`},
		{"json_unknown", 2, "risk json", `dtype: object`},
		{"json_whole", 1, "risk json", `[{"risk":"{\"boxes\":[[1,2]],\"when\":\"2024-02-29\"}"}]`},
	} {
		t.Run(c.function+" "+c.outputs, func(t *testing.T) {
			r, err := answer(t, c.function, c.rows, outputs(t, strings.Split(c.outputs, "; ")...))
			if got := shown(t, r, err); got != c.want {
				t.Errorf("%d rows:\n got %s\nwant %s", c.rows, got, c.want)
			}
		})
	}
}

// Results of many keys carry them: as a column, or as the index that grouping
// leaves.
func TestResultsCarryTheirKeys(t *testing.T) {
	columns := []schema.Column{{Name: "id", DType: schema.DType{Kind: schema.Str}}, plainColumn[0]}
	const backwards, counts = `[{"risk":0.25,"id":"b"},{"risk":0.5,"id":"a"}]`, `[{"risk":1,"id":"Zoë 東京"},{"risk":2,"id":"plain"}]`
	for function, want := range map[string]string{
		"keyed_frame": backwards, "keyed_series_without_name": backwards, "keyed_dicts": backwards,
		"keyed_by_index": counts, "keyed_series": counts, "keyed_by_none": `missing: columns risk`, "frame": `missing: columns label, risk, more`,
	} {
		t.Run(function, func(t *testing.T) {
			m := load(t, &schema.Contract{Predict: schema.Predict{Call: "answers:" + function, Keys: []string{"id"}, Rows: schema.RowsKeys},
				Columns: columns, Outputs: outputs(t, "risk float64")})
			r, err := m.Predict(ctx, wrapper.Call{Batch: batchOf(columns, 3, func(_ schema.Column, row int) int { return 1 + row/2 })})
			if got := shown(t, r, err); got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}

// shown is the result's rows as JSON, or why it was refused.
func shown(t testing.TB, r *wrapper.Result, err error) string {
	var refused *wrapper.ResultError
	if errors.As(err, &refused) {
		return refused.Reason + ": " + refused.Got
	}
	if err != nil {
		return trace(err)
	}
	defer r.Release()
	rows := make([]json.RawMessage, 0)
	for i := range int(r.Outputs.NumRows()) {
		var row []string
		for k, a := range r.Outputs.Columns() {
			value := a.GetOneForMarshal(i)
			if f, ok := value.(float64); ok && math.IsNaN(f) {
				value = "NaN" // which JSON has no word for
			}
			cell, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, `"`+r.Outputs.ColumnName(k)+`":`+string(cell))
		}
		rows = append(rows, json.RawMessage("{"+strings.Join(row, ",")+"}"))
	}
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSeen(t *testing.T) {
	for function, want := range map[string]wrapper.Seen{
		"frame": {Type: "pandas.core.frame.DataFrame", Rows: 2, Columns: []string{"label", "risk", "more"},
			DTypes: []string{"object", "float64", "int64"}, Undeclared: []string{"label", "more"}},
		"tensor_grad":    {Type: "torch.Tensor", Rows: 2, DTypes: []string{"torch.float32"}, Ranks: []int{2}, RequiresGrad: true},
		"two_dim":        {Type: "numpy.ndarray", Rows: 2, DTypes: []string{"float64"}, Ranks: []int{2}, Undeclared: []string{"[1]"}},
		"list_of_floats": {Type: "list", Rows: 2, DTypes: []string{"list of float"}, Ranks: []int{1}},
		"dict_of_columns": {Type: "dict", Rows: -1, Columns: []string{"label", "risk", "more"}, DTypes: []string{"list of str", "float64", "int"}, Ranks: []int{1, 1, 0},
			Undeclared: []string{"label", "more"}},
	} {
		r, err := answer(t, function, 2, outputs(t, "risk float64"))
		if err != nil {
			t.Errorf("%s: %v", function, err)
			continue
		}
		r.Seen.Columns = append([]string(nil), r.Seen.Columns...)
		r.Seen.Ranks = append([]int(nil), r.Seen.Ranks...)
		if diff := cmp.Diff(want, r.Seen); diff != "" {
			t.Errorf("%s: %s", function, diff)
		}
		r.Release()
	}
}

// Rows that bear the numbers of those that were given, in another order, are these
// in that order; other labels say nothing.
func TestSeenMoved(t *testing.T) {
	for function, want := range map[string]bool{"rows_sorted": true, "rows_turned": true, "columns_sorted": true, "rows_labelled": false, "series": false} {
		r, err := answer(t, function, 2, outputs(t, "risk float64"))
		if err != nil {
			t.Errorf("%s: %v", function, err)
			continue
		}
		if r.Seen.Moved != want {
			t.Errorf("%s: got %v", function, r.Seen.Moved)
		}
		r.Release()
	}
}

// What the model's own objects raise while they are read is the model's fault.
func TestResultThatRaises(t *testing.T) {
	_, err := answer(t, "raises", 2, outputs(t, "risk float64"))
	var e *wrapper.Exception
	if !errors.As(err, &e) || e.Type != "RuntimeError" {
		t.Errorf("got %v", err)
	}
}

// So is what handoff's own reading raises over an object of the model's.
func TestResultThatCannotBeRead(t *testing.T) {
	_, err := answer(t, "no_length", 2, outputs(t, "risk float64"))
	var e *wrapper.ResultError
	if !errors.As(err, &e) || !strings.HasPrefix(e.Got, "what answers as nothing of its kind does: ValueError at <handoff>/") {
		t.Errorf("got %v", err)
	}
}

// A count is told as it is, also of a call whose values are hidden.
func TestCountsAreNotHidden(t *testing.T) {
	for _, c := range []struct{ function, outputs, want string }{
		{"three", "risk float64", "3 rows"},
		{"one_dim", "a float64; b float64", "1 column"},
	} {
		m := load(t, &schema.Contract{
			Predict: schema.Predict{Call: "answers:" + c.function}, Columns: plainColumn,
			Outputs: outputs(t, strings.Split(c.outputs, "; ")...),
		})
		call := ones(2)
		call.Private = true
		_, err := m.Predict(ctx, call)
		var refused *wrapper.ResultError
		if !errors.As(err, &refused) || refused.Got != c.want {
			t.Errorf("%s: %v, want it refused for %s", c.function, err, c.want)
		}
	}
}
