package bridge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"handoff/wrapper"
)

// A value of json keeps its shape, whatever it holds, whatever its neighbours are
// and however many they are. The letters are those of the matrix, of a call of
// many records and of one: of ways to hold values alone, and beside a number.
const expectedOfShapes = `
R N  alone list
R N  alone objects
R -  alone series
R M  alone tuple
R x  alone dict
R x  alone named_tuple
R x  alone dataclass
R x  alone frame
R -  alone numbered
x -  alone list_of_dicts
- R  alone itself
- x  alone own_name
R x  beside list
R x  beside list_of_tuples
R x  beside list_of_dicts
R x  beside list_of_named_tuples
R x  beside list_of_dataclasses
R x  beside list_of_objects
x x  beside list_around
R -  beside tuple
R -  beside tuple_of_arrays
R -  beside dict
R -  beside named_tuple
R -  beside dataclass
R R  beside frame
R -  beside numbered
R -  beside objects
- R  beside pair
- R  beside pair_of_objects
- R  beside tuple_pair
- R  beside dict_pair
- R  beside named_pair
- R  beside dataclass_pair
`

var jsonShapes = map[string]func(v any) any{
	"number":        func(v any) any { return v },
	"text":          func(v any) any { return fmt.Sprintf("of %v", v) },
	"none":          func(any) any { return nil },
	"list_of_none":  func(any) any { return list(nil) },
	"empty_list":    func(any) any { return list() },
	"empty_dict":    func(any) any { return map[string]any{} },
	"list_of_empty": func(any) any { return list(list()) },
	"one":           func(v any) any { return list(v) },
	"two":           func(v any) any { return list(v, v) },
	"three":         func(v any) any { return list(v, v, v) },
	"nested":        func(v any) any { return list(list(v)) },
	"column":        func(v any) any { return list(list(v), list(v)) },
	"square":        func(v any) any { return list(list(v, v), list(v, v)) },
	"dict":          func(v any) any { return map[string]any{"a": v} },
	"list_of_dict":  func(v any) any { return list(map[string]any{"a": v}) },
	"list_of_dicts": func(v any) any { return list(map[string]any{"a": v}, map[string]any{"a": list(v)}) },
}

func list(items ...any) []any {
	if items == nil {
		return []any{}
	}
	return items
}

func TestJSONKeepsItsShape(t *testing.T) {
	shapes := append(slices.Sorted(maps.Keys(jsonShapes)), "mixed")
	for _, form := range matrixForms {
		if !form.whole && form.name != "pil" && form.name != "pil, batch" && form.name != "dataframe, key" || form.rows == "keys" {
			continue
		}
		alone := load(t, form.contract(outputs(t, "o0 json"), 2))
		beside := load(t, form.contract(outputs(t, "o0 float64", "o1 json"), 2))
		for line := range strings.Lines(strings.TrimSpace(expectedOfShapes)) {
			words := strings.Fields(line)
			m, letter := alone, words[0][0]
			if words[2] == "beside" {
				m = beside
			}
			if form.ofOne() {
				letter = words[1][0]
			}
			for _, shape := range shapes {
				kind := fmt.Sprintf("%s %s of %s", words[2], words[3], shape)
				if letter == '-' {
					continue
				}
				askFor(t, kind)
				for n := 1; n <= 3; n++ {
					r, err := m.Predict(ctx, form.call(n))
					if msg := shapeFault(form, shape, letter, n, r, err); msg != "" {
						t.Errorf("%s/%s/%d: %s", kind, form.name, n, msg)
					}
					r.Release()
				}
			}
		}
	}
}

func shapeFault(form matrixForm, shape string, letter byte, n int, r *wrapper.Result, err error) string {
	var no *wrapper.ResultError
	switch {
	case errors.As(err, &no) && letter == 'x':
		return ""
	case err != nil:
		return trace(err)
	case letter == 'x':
		return "read, want it refused: " + jsonOf(r.Outputs)
	}
	ids := form.ids(n)
	if form.rows != "" {
		ids = ids[:1]
	}
	last := r.Outputs.Column(int(r.Outputs.NumCols()) - 1)
	for i, id := range ids {
		v := matrixValue(id, 0)
		name := shape
		if shape == "mixed" {
			name = mixedShapes[int(v*128)%len(mixedShapes)]
		}
		want := jsonShapes[name](v)
		switch letter {
		case 'N':
			want = list(want)
		case 'M':
			want = list(list(want))
		}
		if got := asJSON(last, i); jsonOf(got) != jsonOf(want) {
			return fmt.Sprintf("row %d: got %s, want %s", i, jsonOf(got), jsonOf(want))
		}
	}
	return ""
}

// mixedShapes are in the order of kinds/shaped.py.
var mixedShapes = strings.Fields(`number text none list_of_none empty_list empty_dict list_of_empty one two three nested column square dict list_of_dict list_of_dicts`)
