package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/schema"
)

// expectations are the rows of a file of expected results, each to be met
// once: by its keys, or by position where the contract has none.
type expectations struct {
	contract *schema.Contract
	batches  []*records.Batch
	rows     map[string][]expectedRow // by key, in the file's order
	next     int64                    // position of the next row
}

type expectedRow struct {
	record arrow.Record
	row    int
}

func newExpectations(c *schema.Contract) *expectations {
	return &expectations{contract: c, rows: map[string][]expectedRow{}}
}

func (x *expectations) release() {
	for _, b := range x.batches {
		b.Release()
	}
}

// read takes in a whole file; examples are small.
func (x *expectations) read(source records.Source) error {
	for {
		batch, err := source.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		x.batches = append(x.batches, batch)
		if len(batch.Rejects) > 0 {
			reject := batch.Rejects[0]
			return fmt.Errorf("%s:%d: the expected result does not fit the outputs: %v", reject.File, reject.Line, reasonsOf(reject))
		}
		for i := range batch.Record.NumRows() {
			key := x.key(batch.Keys, i, x.next)
			x.rows[key] = append(x.rows[key], expectedRow{batch.Record, int(i)})
			x.next++
		}
	}
}

func reasonsOf(r records.Reject) any {
	if r.Err != nil {
		return r.Err
	}
	return r.Violations[0]
}

func (x *expectations) key(keys arrow.Record, row, position int64) string {
	if keys == nil {
		return strconv.FormatInt(position, 10)
	}
	return keyText(keys, row)
}

// take gives the expected row of a result, once.
func (x *expectations) take(key string) (expectedRow, bool) {
	waiting := x.rows[key]
	if len(waiting) == 0 {
		return expectedRow{}, false
	}
	x.rows[key] = waiting[1:]
	return waiting[0], true
}

// unused counts the expected rows that no result met.
func (x *expectations) unused() (n int64) {
	for _, rows := range x.rows {
		n += int64(len(rows))
	}
	return n
}

// compare holds a call's results to what is expected of them. first is the
// position of the call's first record in the example.
func (x *expectations) compare(e *example, c *call, first int64) {
	for i := range c.result.Outputs.NumRows() {
		want, ok := x.take(x.key(c.sample.keys, i, first+i))
		if !ok {
			e.unpaired++
			continue
		}
		e.rows++
		for j, output := range x.contract.Outputs {
			if at := want.record.Schema().FieldIndices(output.Name); len(at) == 1 {
				e.hold(output, cellOf(c.result.Outputs.Column(j), int(i)), cellOf(want.record.Column(at[0]), want.row), first+i)
			}
		}
	}
}

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
