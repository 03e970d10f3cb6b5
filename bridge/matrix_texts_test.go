package bridge

import (
	"strings"
	"testing"

	"handoff/schema"
)

// A text is one value however long it is: none of its letters is a row's or an
// output's. Nor has what gives its items once, or in no order, any rows.
func TestATextIsOneValue(t *testing.T) {
	const never = `text_of_rows texts_for_rows data_for_columns array_of_texts series_of_texts dict_of_dicts_of_texts dict_of_sets
		dict_of_generators tuple_of_generators tuple_of_dicts_of_texts list_of_texts_in_lists`
	const ofOneRecord = "texts_for_columns dict_of_texts named_tuple_of_texts dataclass_of_texts"
	for _, form := range matrixForms {
		if !form.whole && form.name != "pil, batch" || form.rows == schema.RowsKeys {
			continue
		}
		m := load(t, form.contract(outputs(t, "o0 str", "o1 str"), 2))
		refused := func(kind string, rows ...int) {
			askFor(t, kind)
			for _, n := range rows {
				r, err := m.Predict(ctx, form.call(n))
				tally{}.cell(t, matrixCell{kind, form, "str", 2, n}, 'x', r, err)
				r.Release()
			}
		}
		for _, kind := range strings.Fields(never) {
			refused(kind, 1, 2, 3)
		}
		for _, kind := range strings.Fields(ofOneRecord) {
			if !form.ofOne() {
				refused(kind, 2, 3)
			}
		}
	}
}
