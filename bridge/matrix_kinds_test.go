package bridge

import (
	"strings"

	"handoff/schema"
)

// expected says what becomes of each kind of result (testdata/package/kinds), as
// docs/contract.md, "Results", has it. It was written from that text alone,
// without a look at the code that reads results.
//
// A line has a word for each of eight readings, and the kinds that share it. With
// outputs of float64: of a call of many records, with one output and with
// several; of a call of one record, the same. Then, with the one output of
// list[float64]: of many, of one; with the one of json: of many, of one. Where
// the output is a list or json, the kind is built as of several outputs.
//
// The letters: x is refused. R is right: each row's own values. 0 is missing. ? is
// refused or right, the same at any number of rows: the text says neither. - is
// not asked. Of a list or json, more letters say what is right: shapes has them.
// A letter may end in a condition without which the result is refused: 1 is a
// call of one row, m a table of one output, c both.
const expected = `
x  x  R  x   x  x  x  C   scalar numpy_scalar float32_scalar array_of_none tensor_of_none tensor_of_none_grad
x  x  0  0   x  0  x  0   none
x  x  0  ?   x  0  x  0   not_available not_a_time masked_constant
x  x  x  x   x  x  x  ?   text text_of_outputs data
x  x  x  x   x  x  ?  ?   list_of_texts list_of_long_texts
x  x  x  x   x  x  x  ?   generator generator_of_rows iterator mapped zipped chained set_of_floats frozen_set
x  x  x  x   x  x  x  ?   numbered numbers_from_0 dict_values dict_keys dict_items a_class a_function without_fields
?  x  ?  x   ?  ?  ?  ?   array_of_doubles view_of_memory deque_of_floats index_one extension_one

R  x  R  x   x  F  C  F   array_one float32_one big_endian_one strided_one reversed_one object_one unmasked_one
R  x  R  x   x  F  C  F   tensor_one tensor_one_grad tensor_one_half tensor_one_bfloat16 masked_one masked_objects
R  x  R  x   x  F  C  F   list_of_floats list_of_numpy_scalars list_of_arrays_of_none list_of_tensors_of_none list_of_mixed_scalars
R  x  R  x   x  ?  C  ?   absent_floats
R  x  R  x   F  F  F  G   array_column matrix_column tensor_column list_of_ones
R  x  ?  x   F  ?  F  G   list_of_tuples_of_one list_of_arrays_of_one list_of_tensors_of_one
R1 x  R  x   F1 F  F1 G   array_wide tensor_wide matrix_wide
R1 x  R  R   x  R  -  R   array_row tensor_row list_row
?1 ?1 R  R   x  R  ?c R   tuple_row tuple_numpy_row
?1 x  R  x   x  F  ?1 F   tuple_of_floats

R  R  R  R   R  R  R  N   array_rows object_rows unmasked_rows masked_rows matrix_rows half_rows fortran_rows readonly_rows
R  R  R  R   R  R  R  N   tensor_rows tensor_rows_grad tensor_rows_half tensor_rows_bfloat16 tensor_turned tensor_not_tracked
R  R  R  R   R  R  R  N   list_of_lists list_of_lists_of_mixed masked_lists
R  R  ?  ?   R  ?  R  N   list_of_tuples list_of_arrays list_of_tensors masked_list_of_arrays
R  R  ?  ?   R  ?  N  ?   list_of_matrices list_of_nested
R  R  ?  -   R  ?  R  ?   absent_lists
?  ?  ?  ?   ?  ?  ?  ?   masked_numpy_lists
R  R  ?  ?   -  -  -  -   list_of_mixed_rows
R1 R1 R  R   R1 R  R1 N   array_first tensor_first
R1 x  R  x   Rc Rm Rc T   array_columns tensor_columns masked_columns matrix_columns object_turned
R1 x  R  ?   Rc Rm Rc T   list_of_columns
R1 x  ?  ?   Rc ?  Rc T   list_of_column_arrays list_of_column_tensors list_of_column_tuples
?1 x  ?  ?   ?c ?  ?c ?   list_of_column_series list_of_column_indexes list_of_column_extensions list_of_column_deques
?1 x  ?  ?   ?c ?  ?c ?   list_of_tall_columns list_of_wide_columns list_of_nested_columns list_of_column_frames list_of_wide_frames
R1 x  ?  ?   Rc ?  Rc T   list_of_column_objects
?1 x  ?  ?   x  ?  ?c ?   list_of_column_sets
?  ?  ?  ?   ?  ?  ?  ?   list_of_row_series list_of_row_indexes
x  x  x  x   x  x  ?  ?   list_of_row_sets list_of_row_generators
?1 x  ?  ?   ?c ?  ?c ?   object_columns series_of_columns
?1 x  ?  ?   ?c ?  ?c ?   dict_of_turned dict_of_turned_array tuple_around_columns
R1 R1 ?  ?   R1 ?  N1 ?   list_around_array
R1 x  ?  ?   Rc ?  T1 ?   list_around_columns
?  x  ?  x   R  ?  R  ?   dict_of_rows
?  x  ?  x   ?  ?  ?  ?   dict_of_row_array
x  x  ?  x   R  ?  R  x   frame_of_lists
x  x  x  x   x  x  T  U   array_items tensor_items
x  x  x  x   x  x  N  W   array_nested tensor_nested
x  x  x  x   x  x  N1 W   array_within tensor_within
x  x  x  x   x  x  Tc ?   array_deep_columns
x  x  x  x   x  x  Nc ?   array_wide_columns
x  x  x  x   -  -  -  -   array_surplus list_of_surplus list_ragged
x  x  x  x   x  x  x  ?   array_long tensor_long list_long
x  x  x  x   x  ?  x  ?   array_short list_short list_empty
x  x  ?  x   R  ?  R  N   object_lists
x  x  ?  ?   x  ?  ?  ?   object_dicts

R  R  ?  ?   x  ?  Cm T   tuple_of_columns tuple_of_column_arrays tuple_of_column_tensors tuple_of_column_tuples masked_tuple
R  R  ?  ?   x  ?  Cm ?   tuple_of_column_series tuple_of_mixed_columns
?  ?  ?  ?   ?  ?  ?  ?   tuple_of_tall_columns
R1 R1 ?  ?   x  ?  Cc ?   tuple_of_sorted_series tuple_of_series_and_sorted
x  x  x  x   x  ?  x  ?   tuple_surplus tuple_array_surplus tuple_short tuple_long
R1 x  ?  ?   x  ?  ?c N   tuple_of_rows tuple_of_row_arrays tuple_of_row_tuples tuple_of_row_tensors
?1 x  ?  ?   x  ?  ?c ?   tuple_of_row_series tuple_of_row_indexes
?1 x  ?  ?   x  ?  ?c ?   tuple_of_dicts
?  x  ?  ?   ?  ?  ?  ?   tuple_around_array

R  R  R  R   x  x  C  x   structured structured_surplus structured_records masked_fields
x  x  x  x   x  x  x  ?   structured_others
?  ?  ?  ?   ?  ?  ?  ?   structured_column
?1 ?1 ?  ?   x  ?  ?1 ?   structured_scalar

R  x  ?  x   x  ?  C  ?   series_named series_other series_unnamed series_nullable series_text_labels series_ids masked_series absent_series
?  x  ?  x   x  ?  ?  ?   series_repeated_labels
R1 x  ?  x   x  ?  C1 ?   series_sorted series_sorted_ids series_levels_of_ids_sorted
x  x  ?  x   R  ?  R  ?   series_of_lists
?1 x  R  R   x  x  -  x   series_row
?1 x  x  x   x  x  -  ?   series_row_others

R  R  R  R   x  x  C  x   frame frame_surplus frame_turned_names frame_nullable frame_text_labels masked_frame
R  R  R  R   x  x  C  x   frame_index_ids frame_levels_of_ids frame_ids frame_input
R1 R1 R  R   x  x  C1 x   frame_sorted frame_index_ids_sorted frame_levels_of_ids_sorted frame_ids_sorted frame_input_sorted frame_index_input_sorted
?1 ?1 ?  ?   x  x  ?1 ?   frame_float_index_sorted frame_text_ids_sorted frame_float_ids_sorted
x  x  x  x   x  x  x  ?   frame_index_of_others frame_ids_of_others
x  x  x  x   x  x  x  ?   frame_others frame_lacking frame_text_numbers frame_levels frame_twice frame_long frame_short
?  ?  ?  ?   x  ?  ?  ?   frame_categories frame_twice_more frame_float_numbers frame_input_changed
R  R  ?  ?   x  ?  Cm ?   frame_numbered frame_numbered_by_ints
R1 R1 ?  ?   x  ?  Cc ?   frame_numbered_sorted
R  x  ?  ?   x  ?  Cm ?   frame_numbered_backwards
x  x  x  x   x  -  x  -   frame_numbered_surplus
x  x  ?  ?   x  ?  x  ?   frame_from_1
R1 x  ?  ?   x  ?  Cc ?   frame_of_columns
?1 x  ?  ?   x  ?  ?c ?   frame_of_named_columns

R  R  ?  ?   x  F  C  x   dict_of_columns dict_of_columns_surplus dict_of_columns_turned dict_of_arrays dict_of_tensors dict_of_tuples
R  R  ?  ?   x  F  C  x   model_output_of_columns model_output_of_columns_surplus model_output_of_columns_turned
R  R  ?  ?   x  F  C  x   named_tuple_of_columns named_tuple_of_columns_surplus named_tuple_of_columns_turned
R  R  ?  ?   x  F  C  x   dataclass_of_columns dataclass_of_columns_surplus dataclass_of_columns_turned
R  R  ?  ?   x  F  C  x   object_of_columns object_of_columns_surplus object_of_columns_turned
R  R  ?  ?   x  ?  C  x   dict_ids
R  R  ?  ?   x  ?  C  x   dict_of_series
R1 R1 ?  ?   x  ?  C1 x   dict_of_series_sorted dict_ids_sorted dataclass_of_sorted_series named_tuple_of_sorted_series
?1 ?1 ?  ?   x  ?  ?1 x   named_tuple_ids_sorted object_ids_sorted structured_ids_sorted
R1 R1 ?  ?   x  ?  ?  x   dict_of_one_sorted
x  x  x  x   x  x  x  ?   dict_ids_of_others dict_numbered dict_by_row dict_lacking
x  x  x  x   x  x  x  ?   dict_of_others model_output_of_others named_tuple_of_others dataclass_of_others object_of_others
?  ?  ?  ?   ?  ?  ?  x   dict_of_column_arrays dict_of_dicts
x  x  x  x   x  ?  -  x   dict_of_short dict_of_long
?1 ?1 R  R   x  x  ?1 x   dict_of_scalars model_output_of_scalars named_tuple_of_scalars dataclass_of_scalars object_of_scalars
?1 ?1 R  R   x  x  ?1 x   dict_of_numpy_scalars dict_of_tensor_scalars
?1 ?1 R  ?   x  ?  ?  x   dict_of_last_scalar
x  x  x  x   x  x  x  D   dict_of_other_scalars model_output_of_other_scalars
x  x  x  x   x  x  x  ?   named_tuple_of_other_scalars dataclass_of_other_scalars object_of_other_scalars

R  R  ?  ?   x  ?  x  ?   list_of_dict_rows list_of_model_output_rows list_of_named_tuple_rows list_of_dataclass_rows list_of_object_rows
R  R  ?  ?   x  ?  x  ?   list_of_dict_rows_surplus list_of_model_output_rows_surplus list_of_named_tuple_rows_surplus
R  R  ?  ?   x  ?  x  ?   list_of_dataclass_rows_surplus list_of_object_rows_surplus list_of_dicts_turned list_of_dicts_ids
R  R  ?  -   x  ?  x  ?   absent_dicts
R  R  ?  ?   x  ?  ?  ?   list_of_frames list_of_series_rows list_of_structured
?  ?  ?  ?   x  ?  ?  ?   list_of_structured_scalars
R1 R1 ?  ?   x  ?  x  ?   list_of_dicts_ids_sorted list_of_named_tuples_ids_sorted list_of_objects_ids_sorted
x  x  x  x   x  ?  x  ?   list_of_dicts_ids_of_others
x  x  x  x   x  ?  -  ?   list_of_dicts_lacking
x  x  x  x   x  ?  D  ?   list_of_other_dict_rows list_of_other_model_output_rows
x  x  x  x   x  ?  ?  ?   list_of_other_named_tuple_rows list_of_other_dataclass_rows list_of_other_object_rows
`

// expectedOfKeys is the same for calls of many keys, whose results are known by
// the keys they carry: with one output, and with several. Whatever stands not
// here carries none and is refused.
const expectedOfKeys = `
R  R   keyed_frame keyed_frame_of_sorted_rows keyed_frame_surplus keyed_index keyed_dict keyed_dicts
R  R   frame_ids frame_ids_sorted frame_index_ids frame_index_ids_sorted dict_ids dict_ids_sorted list_of_dicts_ids list_of_dicts_ids_sorted
?  ?   keyed_levels keyed_named_tuple keyed_dataclass keyed_structured keyed_dict_by_key keyed_index_without_name
?  ?   frame_levels_of_ids frame_levels_of_ids_sorted
?  x   keyed_series keyed_series_unnamed series_ids series_sorted_ids
?  ?   frame_text_ids_sorted frame_float_ids_sorted list_of_named_tuples_ids_sorted list_of_objects_ids_sorted
?  ?   named_tuple_ids_sorted object_ids_sorted structured_ids_sorted
?  x   series_levels_of_ids_sorted
-  -   list_empty list_short
-  -   frame_index_of_others frame_ids_of_others dict_ids_of_others list_of_dicts_ids_of_others
`

// A matrixKind is a kind of result, with the words of its line.
type matrixKind struct {
	name         string
	words, keyed []string
	first        bool // of its line
}

var matrixKinds = readMatrix(expected, expectedOfKeys)

func readMatrix(expected, ofKeys string) []matrixKind {
	var kinds []matrixKind
	at := map[string]int{}
	eachKind(expected, 8, func(name string, words []string, first bool) {
		at[name] = len(kinds)
		kinds = append(kinds, matrixKind{name, words, []string{"x", "x"}, first})
	})
	eachKind(ofKeys, 2, func(name string, words []string, first bool) {
		if i, ok := at[name]; ok {
			kinds[i].keyed, kinds[i].first = words, kinds[i].first || first
		} else {
			kinds = append(kinds, matrixKind{name, nil, words, first})
		}
	})
	return kinds
}

func eachKind(table string, words int, do func(kind string, words []string, first bool)) {
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) > words {
			for i, kind := range fields[words:] {
				do(kind, fields[:words], i == 0)
			}
		}
	}
}

// kinds are those that the form is asked for, with the words for its calls.
func (f matrixForm) kinds() []matrixKind {
	var kinds []matrixKind
	for _, k := range matrixKinds {
		if f.rows == schema.RowsKeys {
			k.words = k.keyed
		}
		if k.words == nil || f.image && k.knownByColumns() || !f.whole && !k.first && !*wholeMatrix {
			continue
		}
		kinds = append(kinds, k)
	}
	return kinds
}

// knownByColumns tells of kinds whose rows are known by columns of the records, of
// which a photograph has none.
func (k matrixKind) knownByColumns() bool {
	return strings.Contains(k.name, "ids") || strings.Contains(k.name, "input") || k.name == "frame_index_of_others"
}

// shapes make of one row's values what is right for it, where the output is a list
// or json.
var shapes = map[byte]func(row []any) any{
	'0': func([]any) any { return nil },
	'C': func(row []any) any { return row[0] },
	'D': byOtherNames,
	'F': func(row []any) any { return row[:1] },
	'G': func(row []any) any { return []any{row[:1]} },
	'N': func(row []any) any { return []any{row} },
	'R': func(row []any) any { return row },
	'T': tall,
	'U': func(row []any) any { return []any{tall(row)} },
	'W': func(row []any) any { return []any{[]any{row}} },
}

// byOtherNames is a row by names that are no output's.
func byOtherNames(row []any) any {
	m := map[string]any{}
	for i, v := range row {
		m["p"+string(rune('0'+i))] = v
	}
	return m
}

// tall is a row as a column.
func tall(row []any) any {
	var column []any
	for _, v := range row {
		column = append(column, []any{v})
	}
	return column
}
