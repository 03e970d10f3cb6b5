package bridge

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

// expectedOfTakes says what a take finds: in a call of many records, in one of
// one, with the letters of the matrix, and which output's values are right.
const expectedOfTakes = `
R  R 1 [:, 1]        | array_rows tensor_rows tensor_rows_grad fortran_rows masked_rows matrix_rows unmasked_rows
x  x 1 [:, 1]        | array_columns tensor_columns list_of_lists tuple_of_rows generator_of_rows
R  R 1 [1]           | array_columns tensor_columns list_of_columns list_of_column_arrays list_of_column_tensors
R  R 1 [1]           | tuple_of_columns tuple_of_column_arrays tuple_of_column_tensors
?1 R 1 [1]           | tuple_of_column_tuples
R  ? 1 [1]           | list_of_column_series tuple_of_column_series tuple_of_mixed_columns named_tuple_of_columns
R1 ? 1 [1]           | tuple_of_sorted_series
x  x 0 [0]           | array_rows tensor_rows list_of_lists list_of_arrays list_of_tuples object_lists tuple_around_array list_around_array
x  x 1 [1]           | array_rows list_of_lists tuple_of_rows array_one list_of_floats list_of_dict_rows generator set_of_floats
?1 R 1 [1]           | array_row list_row tuple_row tensor_row
?1 ? 0 [0]           | list_of_dict_rows
R  R 1 [0][:, 1]     | tuple_around_array list_around_array
R  R 1 [:][1]        | list_of_lists list_of_tuples list_of_arrays list_of_tensors
x  x 1 [:][1]        | list_of_columns list_of_floats dict_of_columns generator_of_rows
R  R 1 [:]["o1"]     | list_of_dict_rows list_of_dict_rows_surplus list_of_dicts_turned
R1 R 1 [:]["o1"]     | list_of_dicts_ids_sorted
x  x 1 [:]["o1"]     | dict_of_columns list_of_lists list_of_other_dict_rows
R  R 1 [:].o1        | list_of_named_tuple_rows list_of_dataclass_rows list_of_object_rows
R  R 1 ["o1"]        | dict_of_columns dict_of_arrays dict_of_tensors dict_of_columns_turned structured
R  ? 1 ["o1"]        | frame frame_surplus frame_turned_names dict_of_series
R1 ? 1 ["o1"]        | frame_sorted frame_ids_sorted frame_index_ids_sorted frame_input_sorted dict_of_series_sorted dict_ids_sorted
x  x 1 ["o1"]        | frame_ids_of_others dict_ids_of_others frame_others array_rows list_of_dict_rows
R  ? 1 ["p1"]        | frame_others dict_of_others structured_others
?1 R 1 ["o1"]        | dict_of_scalars series_row
R  R 1 .o1           | named_tuple_of_columns dataclass_of_columns object_of_columns model_output_of_columns
R  ? 1 .o1           | frame
?1 R 1 .o1           | named_tuple_of_scalars dataclass_of_scalars object_of_scalars
R  R 0 [...]         | array_one tensor_one list_of_floats
x  x 0 [...]         | array_rows list_of_lists tuple_of_columns generator
R  ? 0 ["o0"]        | dict_of_columns_surplus frame_input_changed
`

// A take by place means the same at any number of rows; one with which a result is
// read leads each row to its own value.
func TestTakesOfEveryKind(t *testing.T) {
	for _, form := range matrixForms {
		if !form.whole && form.name != "pil, batch" && form.name != "tensor, key" || form.rows == schema.RowsKeys {
			continue
		}
		for line := range strings.Lines(strings.TrimSpace(expectedOfTakes)) {
			left, kinds, _ := strings.Cut(line, "|")
			words := strings.SplitN(strings.Join(strings.Fields(left), " "), " ", 4)
			for columns := 2; columns <= 3; columns++ {
				m := load(t, form.contract(outputs(t, "o0 float64 at "+words[3]), columns))
				for _, kind := range strings.Fields(kinds) {
					if form.image && (matrixKind{name: kind}).knownByColumns() {
						continue
					}
					askFor(t, kind)
					word := words[0]
					if form.ofOne() {
						word = words[1]
					}
					for n := 1; n <= 4; n++ {
						c := matrixCell{kind, form, "float64", columns, n}
						r, err := m.Predict(ctx, form.call(n))
						if fault := takeFault(c, word, int(words[2][0]-'0'), r, err); fault != nil {
							t.Errorf("%s at %s: %v", c, words[3], fault)
						}
						r.Release()
					}
				}
			}
		}
	}
}

func takeFault(c matrixCell, word string, output int, r *wrapper.Result, err error) error {
	letter := c.letter(word)
	var no *wrapper.ResultError
	if err != nil {
		if errors.As(err, &no) && (letter == 'x' || letter == '?') {
			return nil
		}
		return err
	}
	if letter == 'x' {
		return fmt.Errorf("read, want it refused: %s", jsonOf(r.Outputs))
	}
	for i, id := range c.form.ids(int(r.Outputs.NumRows())) {
		if err := c.checkValue(letter, asJSON(r.Outputs.Column(0), i), id, output); err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
	}
	return nil
}

// Two outputs of two rows, each taken by its place, are of columns or are refused.
func TestTwoTakesByPlace(t *testing.T) {
	m := load(t, matrixForms[0].contract(outputs(t, "o0 float64 at [0]", "o1 float64 at [1]"), 2))
	for kind, letter := range map[string]byte{
		"tuple_of_columns": 'R', "tuple_of_column_arrays": 'R', "list_of_columns": 'R', "array_columns": 'R', "list_of_column_series": 'R',
		"tuple_of_rows": 'x', "tuple_of_row_arrays": 'x', "list_of_lists": 'x', "array_rows": 'x', "list_of_row_series": 'x', "object_lists": 'x',
	} {
		askFor(t, kind)
		for n := 1; n <= 3; n++ {
			c := matrixCell{kind, matrixForms[0], "float64", 2, n}
			r, err := m.Predict(ctx, c.form.call(n))
			tally{}.cell(t, c, letter, r, err)
			r.Release()
		}
	}
}
