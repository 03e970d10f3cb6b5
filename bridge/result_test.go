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
	return answerTo(t, schema.Predict{Call: "answers:" + function}, rows, outputs)
}

func answerTo(t testing.TB, predict schema.Predict, rows int, outputs []schema.Output) (*wrapper.Result, error) {
	t.Helper()
	return load(t, &schema.Contract{Predict: predict, Columns: plainColumn, Outputs: outputs}).Predict(ctx, ones(rows))
}

func TestResults(t *testing.T) {
	const risk, both = "risk float64", "risk float64; label str"
	const two = `[{"risk":0.25},{"risk":0.5}]`
	const pairs = `[{"risk":0.25,"label":"a"},{"risk":0.5,"label":"b"}]`
	const square = `shape: as many values as rows, 2, which may be rows or outputs; with one row more it has 2 rows where 3 rows are declared`
	const wide = `shape: as many values as rows, 2, which may be rows or outputs; with one row more it has 3 columns where 2 columns are declared`
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
		{"one_dim", 2, risk, two},
		{"one_dim", 2, "risk float32", two},
		{"two_dim", 2, "no float64; risk float64", `[{"no":0.25,"risk":0.75},{"no":0.5,"risk":0.5}]`},
		{"two_dim", 2, "risk float64 at [:, 1]", `[{"risk":0.75},{"risk":0.5}]`},
		{"two_dim", 2, "a float64; b float64; c float64", `shape: 2 columns`},
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
		{"tuple_of_columns", 2, both, pairs},
		{"named_columns", 2, "label str; risk float64", pairsBackwards},
		{"dict_of_columns", 2, both, pairs},
		{"dict_of_scalars", 2, both, `rows: one torch.Tensor`},
		{"dict_of_scalars", 1, both, `rows: one torch.Tensor`},
		{"scalar", 2, risk, `rows: one float`},
		{"scalar", 1, risk, `rows: one float`},
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
		{"column_with_one_pair", 1, "risk float64; why json", `[{"risk":0.25,"why":"[\"AGE\",1.5]"}]`},
		{"matrix_of_lists", 2, "risk list[float32]", `[{"risk":[1.5,2.5]},{"risk":[3.5,4.5]}]`},
		{"matrix_of_lists", 2, "risk list[int8]", `dtype: float64 with a fraction`},
		{"list_of_columns", 2, "no float64; risk float64", square},
		{"transposed", 2, "no float64; risk float64", wide},
		{"frame_of_columns", 2, "no float64; risk float64", wide},
		{"list_of_columns", 3, "no float64; risk float64", "rows: 2 rows"},
		{"two_dim", 2, "risk float64", "shape: 2 columns"},
		{"two_dim", 2, "risk float64 at [0]", square},
		{"columns_turned", 3, "no float64; risk float64", `missing: columns 1, 0`},
		{"names_twice", 3, risk, `missing: two columns of that name`},
		{"tuple_of_columns", 2, risk, "shape: 2 values"},
		{"one_dim", 2, "risk float64; other float64", "shape: 1 column"},
		{"series_row", 1, both, "shape: 1 column"},
		{"generator", 2, risk, "rows: one generator"},
		{"masked", 2, risk, `[{"risk":0.25},{"risk":null}]`},
		{"masked_ints", 2, "risk int64 at [:, 1]", `[{"risk":null},{"risk":4}]`},
		{"masked_ints", 2, "risk list[int64]", `[{"risk":[1,null]},{"risk":[3,4]}]`},
		{"masked_ints", 2, "risk json", `[{"risk":"[1,null]"},{"risk":"[3,4]"}]`},
		{"masked_times", 2, "risk datetime64[ns]", `[{"risk":"2024-02-29 00:00:00Z"},{"risk":null}]`},
		{"masked_fields", 2, risk, `[{"risk":0.25},{"risk":null}]`},
		{"array_of_one", 1, risk, `[{"risk":0.25}]`},
		{"matrix", 2, risk, two},
		{"third", 2, "risk float32", "dtype: float64 that does not fit"},
		{"third_as_list", 2, "risk float32", "dtype: float that does not fit"},
		{"json_rows", 2, "risk json", `[{"risk":"{\"a\":1,\"b\":[null,null]}"},{"risk":"\"text\""}]`},
		{"json_in_itself", 2, "risk json", `type: what is nested too deeply, or holds itself`},
		{"list_in_itself", 2, "risk float64", `type: what is nested too deeply, or holds itself`},
		{"json_unknown", 2, "risk json", `dtype: object`},
	} {
		t.Run(c.function+" "+c.outputs, func(t *testing.T) {
			r, err := answer(t, c.function, c.rows, outputs(t, strings.Split(c.outputs, "; ")...))
			if got := shown(t, r, err); got != c.want {
				t.Errorf("%d rows:\n got %s\nwant %s", c.rows, got, c.want)
			}
		})
	}
}

func TestResultsOfOneRecord(t *testing.T) {
	const risk, both = "risk float64", "risk float64; label str"
	const one = `[{"risk":0.25,"label":"a"}]`
	const boxes = `[{"risk":"[[1,2,3,4]]"}]`
	for _, c := range []struct{ function, outputs, want string }{
		{"series_row", both, `[{"risk":0.25,"label":"a"}]`},
		{"one_dim_row", "risk float64; other float64", `[{"risk":0.25,"other":0.5}]`},
		{"object_of_scalars", "label str; risk float64", `[{"label":"a","risk":0.25}]`},
		{"object_of_scalars", "no str; risk float64", `missing: columns risk, label`},
		{"object_of_scalars", "no str; nor float64", `missing: one answers.Scored`},
		{"dict_of_scalars", both, `[{"risk":0.25,"label":"a"}]`},
		{"scalar", risk, `[{"risk":0.25}]`},
		{"numpy_scalar", risk, `[{"risk":0.25}]`},
		{"number_and_list", "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a","b"]}]`},
		{"number_and_list_of_one", "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a"]}]`},
		{"dict_with_list_of_one", "risk float64; codes list[str]", `[{"risk":0.25,"codes":["a"]}]`},
		{"number_and_one_pair", "risk float64; why json", `[{"risk":0.25,"why":"[[\"AGE\",1.5]]"}]`},
		{"dict_with_one_pair", "risk float64; why json; who json", `[{"risk":0.25,"why":"[[\"AGE\",1.5]]","who":"[{\"name\":\"AGE\"}]"}]`},
		{"json_whole", "risk json", `[{"risk":"{\"boxes\":[[1,2]],\"when\":\"2024-02-29\"}"}]`},
		{"array_of_one", risk, `[{"risk":0.25}]`},
		{"rows_around", both, one},
		{"rows_around", "risk float64; label json", "shape: 1 value"},
		{"two_dim", "no float64; risk float64", `[{"no":0.25,"risk":0.75}]`},
		{"two_dim", risk, "shape: 2 values"},
		{"list_of_floats", risk, "shape: 2 values"},
		{"list_of_floats", "a float64; b float64; c float64", "shape: 2 values"},
		{"frame", "more int64; label str", "rows: 2 rows"},
		{"series_of_classes", "no float64; risk float64", "missing: one pandas.core.series.Series"},
		{"series_by_place", "no float64; risk float64", `[{"no":0.25,"risk":0.75}]`},
		{"one_box", "risk json", boxes},
		{"one_box", "risk list[int64]", `[{"risk":[1,2,3,4]}]`},
		{"one_dict", "risk json", `[{"risk":"[{\"score\":1}]"}]`},
		{"only_none", "risk json", `[{"risk":"[null]"}]`},
		{"only_none", risk, `[{"risk":null}]`},
		{"none", "risk json", `[{"risk":null}]`},
		{"none", both, `[{"risk":null,"label":null}]`},
		{"detection", "boxes json; labels json; scores json", `[{"boxes":"[[1.0,2.0]]","labels":"[3]","scores":"[0.5]"}]`},
		{"detection", "all json", `[{"all":"{\"boxes\":[[1.0,2.0]],\"labels\":[3],\"scores\":[0.5]}"}]`},
		{"detection", "boxes json", "shape: a result that has the output's name within it"},
		{"detection", `boxes json at ["boxes"]`, `[{"boxes":"[[1.0,2.0]]"}]`},
		{"its_own_name", "risk json at [...]", `[{"risk":"{\"risk\":1,\"more\":2}"}]`},
		{"its_own_name", "risk int64", `[{"risk":1}]`},
		{"two_keys", "risk json", "dtype: dict of which two keys are one as text"},
	} {
		t.Run(c.function+" "+c.outputs, func(t *testing.T) {
			for _, form := range []schema.Form{schema.FormRecord, schema.FormDataFrame} {
				predict := schema.Predict{Call: "answers:" + c.function, Form: form}
				if form == schema.FormDataFrame {
					predict.Rows = schema.RowsKey
				}
				r, err := answerTo(t, predict, 1, outputs(t, strings.Split(c.outputs, "; ")...))
				if got := shown(t, r, err); got != c.want {
					t.Errorf("%s:\n got %s\nwant %s", form, got, c.want)
				}
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
		"keyed_by_index": counts, "keyed_series": counts, "keyed_by_none": `missing: columns risk`, "keyed_twice": `shape: a key as index and another as column`, "frame": `missing: columns label, risk, more`,
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
		"column_vector":  {Type: "numpy.ndarray", Rows: 2, DTypes: []string{"float32"}, Ranks: []int{2}},
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
// in that order, from whichever number they run; other labels say nothing.
func TestResultsInAnotherOrder(t *testing.T) {
	for function, want := range map[string]string{"rows_sorted": "order: them in another, by their index", "rows_turned": "order: them in another, by their index",
		"columns_sorted": "order: them in another, by their index", "rows_labelled": "order: them in another, by their index", "series": ""} {
		r, err := answer(t, function, 2, outputs(t, "risk float64"))
		got := ""
		if err != nil {
			got = shown(t, r, err)
		}
		r.Release()
		if got != want {
			t.Errorf("%s: got %q, want %q", function, got, want)
		}
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
