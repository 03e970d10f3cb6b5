package bridge

import (
	"testing"

	"handoff/schema"
)

// A model that answers each record of a key, where the key has one result, is
// refused, also where the key has as many records as there are outputs.
func TestAResultARecordIsNoResultOfTheKey(t *testing.T) {
	records := matrixForm{name: "records of a key", form: schema.FormDataFrame}
	for columns := 1; columns <= 3; columns++ {
		key := matrixForm{form: records.form, rows: schema.RowsKey}
		c := key.contract(matrixOutputs(t, "float64", columns), columns)
		c.Predict.Call = "kinds:answer"
		m := load(t, c)
		for _, kind := range []string{
			"array_one", "array_rows", "array_column", "array_columns", "tensor_one", "list_of_floats", "list_of_ones", "list_of_lists", "tuple_of_floats",
			"list_of_columns", "tuple_of_columns", "tuple_of_rows", "series_named", "frame", "frame_numbered", "dict_of_columns", "list_of_dict_rows", "structured",
		} {
			askFor(t, kind)
			for n := 2; n <= 4; n++ {
				r, err := m.Predict(ctx, records.call(n))
				tally{}.cell(t, matrixCell{kind, records, "float64", columns, n}, 'x', r, err)
				r.Release()
			}
		}
	}
}
