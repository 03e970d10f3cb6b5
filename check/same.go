package check

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A shownCell is a value to compare: its number, where it is one, and its text.
type shownCell struct {
	number  float64
	numeric bool
	null    bool
	text    string
}

func cellOf(a arrow.Array, row int) shownCell {
	n, numeric := number(a, row)
	return shownCell{n, numeric, a.IsNull(row), a.ValueStr(row)}
}

// hold compares one cell and notes a difference.
func (e *example) hold(o schema.Output, got, want shownCell, row int64) {
	far, same := apart(o, got, want, e.Example)
	if same {
		return
	}
	i := slices.IndexFunc(e.outputs, func(d difference) bool { return d.output == o.Name })
	if i < 0 {
		e.outputs = append(e.outputs, difference{output: o.Name, got: got.text, want: want.text})
		i = len(e.outputs) - 1
	}
	d := &e.outputs[i]
	d.rows = append(d.rows, row)
	d.worst = math.Max(d.worst, far)
}

// apart tells how far two cells are from each other, where they are numbers,
// and whether that is within the example's tolerance.
func apart(o schema.Output, got, want shownCell, e schema.Example) (far float64, same bool) {
	switch {
	case got.numeric && want.numeric:
		return math.Abs(got.number - want.number), within(got.number, want.number, e)
	case got.null || want.null:
		return math.NaN(), got.null == want.null
	case o.DType.Kind == schema.JSON:
		return math.NaN(), sameJSON(got.text, want.text, e)
	}
	return math.NaN(), got.text == want.text
}

// sameJSON compares two JSON texts; the tolerance reaches into them.
func sameJSON(got, want string, e schema.Example) bool {
	var x, y any
	if json.Unmarshal([]byte(got), &x) != nil || json.Unmarshal([]byte(want), &y) != nil {
		return got == want
	}
	return sameValue(x, y, e)
}

func sameValue(got, want any, e schema.Example) bool {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && within(g, w, e)
	case []any:
		g, ok := got.([]any)
		return ok && sameList(g, w, e)
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for key := range w {
			if value, ok := g[key]; !ok || !sameValue(value, w[key], e) {
				return false
			}
		}
		return true
	}
	return got == want
}

// sameList compares lists in their order, or by pairing equals where the
// example says that order does not count.
func sameList(got, want []any, e schema.Example) bool {
	if len(got) != len(want) {
		return false
	}
	left := slices.Clone(got)
	for i, w := range want {
		at := 0
		if e.Unordered {
			at = slices.IndexFunc(left, func(g any) bool { return sameValue(g, w, e) })
		}
		if at < 0 || !sameValue(left[at], want[i], e) {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// within tells whether a number is as close as numpy.isclose asks.
func within(got, want float64, e schema.Example) bool {
	if math.IsNaN(got) || math.IsNaN(want) {
		return math.IsNaN(got) && math.IsNaN(want)
	}
	return got == want || math.Abs(got-want) <= e.ATol+e.RTol*math.Abs(want)
}

// number is a cell as a number, where its column holds any.
func number(a arrow.Array, row int) (float64, bool) {
	if a.IsNull(row) {
		return math.NaN(), isNumeric(a.DataType())
	}
	if !isNumeric(a.DataType()) {
		return 0, false
	}
	var value float64
	_, err := fmt.Sscan(a.ValueStr(row), &value)
	return value, err == nil
}

func isNumeric(t arrow.DataType) bool {
	return slices.Contains([]arrow.Type{arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16,
		arrow.UINT32, arrow.UINT64, arrow.FLOAT32, arrow.FLOAT64}, t.ID())
}
