package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

// A matrixCell is one kind of result in one form, from a table of so many
// columns and rows.
type matrixCell struct {
	kind          string
	form          matrixForm
	dtype         string
	columns, rows int
}

func (c matrixCell) String() string {
	return fmt.Sprintf("%s/%s/%d %s/%d", c.kind, c.form.name, c.columns, c.dtype, c.rows)
}

// word is the one that the expectation of the kind has for the cell.
func (c matrixCell) word(words []string) string {
	several := min(c.columns-1, 1)
	if c.form.rows == schema.RowsKeys {
		return words[several]
	}
	ofOne := 0
	if c.form.ofOne() {
		ofOne = 1
	}
	switch c.dtype {
	case "float64":
		return words[2*ofOne+several]
	case "json":
		return words[6+ofOne]
	default:
		return words[4+ofOne]
	}
}

// letter is that of the word, x where the word's condition does not hold.
func (c matrixCell) letter(word string) byte {
	one := c.rows == 1 || c.form.ofOne()
	condition := word[1:]
	if condition == "1" && !one || condition == "m" && c.columns > 1 || condition == "c" && (!one || c.columns > 1) {
		return 'x'
	}
	return word[0]
}

// check holds what came back to what is right.
func (c matrixCell) check(letter byte, r *wrapper.Result) error {
	ids := c.form.ids(c.rows)
	if c.form.rows != "" {
		ids = slices.Compact(ids)
	}
	if n := int(r.Outputs.NumRows()); n != len(ids) {
		return fmt.Errorf("%d rows where %d are right", n, len(ids))
	}
	if c.form.rows == schema.RowsKeys {
		keys, err := keysOf(r.Outputs, ids)
		if err != nil {
			return err
		}
		ids = keys
	}
	for j := range r.Outputs.Schema().Fields() {
		if r.Outputs.ColumnName(j) == "id" {
			continue
		}
		for i, id := range ids {
			if err := c.checkValue(letter, asJSON(r.Outputs.Column(j), i), id, j); err != nil {
				return fmt.Errorf("row %d: %w", i, err)
			}
		}
	}
	return nil
}

func (c matrixCell) checkValue(letter byte, got any, id, output int) error {
	if letter == '?' && c.dtype != "float64" {
		return c.strange(got, id)
	}
	if want := c.right(letter, id, output); !reflect.DeepEqual(got, want) {
		return fmt.Errorf("output %d: got %v, want %v", output, got, want)
	}
	return nil
}

// right is the output's value for the record of that id.
func (c matrixCell) right(letter byte, id, output int) any {
	gap := id%3 == 0
	if letter == '0' || gap && strings.HasPrefix(c.kind, "absent_") {
		return nil
	}
	row := make([]any, c.columns)
	for j := range row {
		if !gap || !strings.HasPrefix(c.kind, "masked_") {
			row[j] = matrixValue(id, j)
		}
	}
	if c.dtype == "float64" {
		return row[output]
	}
	return shapes[letter](row)
}

// keysOf are the keys in the order of the result's rows.
func keysOf(r arrow.Record, want []int) ([]int, error) {
	at := r.Schema().FieldIndices("id")
	if len(at) != 1 {
		return nil, errors.New("no keys")
	}
	var got []int
	for i := range int(r.NumRows()) {
		got = append(got, int(r.Column(at[0]).(*array.Int64).Value(i)))
	}
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		return nil, fmt.Errorf("keys %v where %v are right", got, want)
	}
	return got, nil
}

// asJSON is a value as JSON has it; one of json is its text.
func asJSON(a arrow.Array, i int) any {
	if a.IsNull(i) {
		return nil
	}
	text, isText := a.GetOneForMarshal(i).(string)
	if !isText {
		text = jsonOf(a.GetOneForMarshal(i))
	}
	var v any
	must(json.Unmarshal([]byte(text), &v))
	return v
}

// matrixValue is that of a record and an output, unlike any other.
func matrixValue(id, output int) float64 {
	return float64(math.Float32frombits(uint32(0x3F80+4*id+output) << 16))
}

// strange says what in a value is none of the record's: another's number, or a
// text, which is how Python shows an object that is no value.
func (c matrixCell) strange(v any, id int) error {
	switch v := v.(type) {
	case float64:
		if owner := ownerOf(v); owner != 0 && owner != id {
			return fmt.Errorf("of record %d, has a value of record %d", id, owner)
		}
	case string:
		if !strings.Contains(c.kind, "text") && !strings.Contains(c.kind, "surplus") {
			return fmt.Errorf("has the text %q", v)
		}
	case []any:
		for _, item := range v {
			if err := c.strange(item, id); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, item := range v {
			if err := c.strange(item, id); name != "id" && err != nil { // an id may be as large as a value
				return err
			}
		}
	}
	return nil
}

// ownerOf is the id of the record that has the value, or 0.
func ownerOf(v float64) int {
	bits := math.Float32bits(float32(v))
	id := (int(bits>>16) - 0x3F80) / 4
	if float64(float32(v)) != v || bits&0xFFFF != 0 || id < 1 || id > 101 {
		return 0
	}
	return id
}
