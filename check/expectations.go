package check

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

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

// keysOf are the keys of a call's results, a row each: those that they carry
// behind the outputs, or those of the call's records. The caller releases them.
func (x *expectations) keysOf(c *call) arrow.Record {
	keys := c.sample.keys
	if keys == nil {
		return nil
	}
	if x.contract.Predict.Rows != schema.RowsKeys {
		keys.Retain()
		return keys
	}
	carried := c.result.Outputs.Columns()[len(x.contract.Outputs):]
	return array.NewRecord(keys.Schema(), carried, c.result.Outputs.NumRows())
}

// compare holds a call's results to what is expected of them. first is the
// position of the call's first record in the example.
func (x *expectations) compare(e *example, c *call, first int64) {
	keys := x.keysOf(c)
	if keys != nil {
		defer keys.Release()
	}
	for i := range c.result.Outputs.NumRows() {
		want, ok := x.take(x.key(keys, i, first+i))
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
