package records

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// A draft is a batch under construction. Feeds add rows to it: a position
// and one value a column for a record that could be read, a reject otherwise.
type draft struct {
	columns    []*column
	where      []Position
	violations []schema.Violation // Row counts the rows, as where does
	rejects    []Reject
	skips      bool // its rows are counted alone
	skipped    int64
}

// newDraft makes a draft with room for so many records, or for as many as a
// batch has unless it is a great one.
func newDraft(columns []*column, rows int) *draft {
	rows = min(rows, DefaultBatchRows)
	for _, c := range columns {
		c.out.Reserve(rows)
	}
	return &draft{columns: columns, where: make([]Position, 0, rows)}
}

// next is the number that the next row added will have.
func (d *draft) next() int { return len(d.where) }

// count is how many records the draft holds.
func (d *draft) count() int64 { return int64(len(d.where)+len(d.rejects)) + d.skipped }

// row adds a row's place; its values are the columns'.
func (d *draft) row(at Position) {
	if d.skips {
		d.skipped++
		return
	}
	d.where = append(d.where, at)
}

// unreadable adds a record that could not be read.
func (d *draft) unreadable(at Position, err error) {
	d.rejects = append(d.rejects, Reject{Position: at, Stage: StageRead, Err: err})
}

// finish makes the batch: it validates the rows and turns those with a
// violation into rejects.
func (d *draft) finish(c *schema.Contract, first int64, mem memory.Allocator) (*Batch, error) {
	record, keys := d.records()
	defer record.Release()
	defer keys.Release()
	missing := map[string]map[string]int64{}
	for _, c := range d.columns {
		d.violations = append(d.violations, c.violations...)
		c.violations = nil
		if counts := c.missing.Take(); counts != nil && !c.key {
			missing[c.def.Name] = counts
		}
	}
	count, decoded := d.count(), len(d.violations)
	if err := d.validate(c, record); err != nil {
		return nil, err
	}
	bad := d.reject(keys, decoded)
	sortRejects(d.rejects)
	b := &Batch{Where: slicesWithout(d.where, bad), Rejects: d.rejects, First: first, Count: count, Missing: missing}
	var err error
	if b.Record, err = without(record, bad, mem); err == nil && keys.NumCols() > 0 {
		b.Keys, err = without(keys, bad, mem)
	}
	if err != nil {
		b.Release()
		return nil, fmt.Errorf("take rejects out of a batch: %w", err)
	}
	return b, nil
}

// sortRejects puts rejects in the order of the input.
func sortRejects(rejects []Reject) {
	slices.SortStableFunc(rejects, func(a, b Reject) int { return cmp.Compare(a.Record, b.Record) })
}

// records gives the columns and the keys built so far; the builders are then
// empty again.
func (d *draft) records() (columns, keys arrow.Record) {
	var fields [2][]arrow.Field
	var arrays [2][]arrow.Array
	for _, c := range d.columns {
		i := 0
		if c.key {
			i = 1
		}
		a := c.out.NewArray()
		defer a.Release()
		fields[i], arrays[i] = append(fields[i], c.field), append(arrays[i], a)
	}
	rows := int64(len(d.where))
	columns = array.NewRecord(arrow.NewSchema(fields[0], nil), arrays[0], rows)
	return columns, array.NewRecord(arrow.NewSchema(fields[1], nil), arrays[1], rows)
}

// validate adds what the contract finds in cells that could be decoded.
func (d *draft) validate(c *schema.Contract, record arrow.Record) error {
	type cell struct {
		row    int64
		column string
	}
	known := make(map[cell]bool, len(d.violations))
	for _, v := range d.violations {
		known[cell{v.Row, v.Column}] = true
	}
	for _, v := range c.ValidateInput(record) {
		if v.Row < 0 {
			return fmt.Errorf("a batch is not as the contract says: %v", v)
		}
		if !known[cell{v.Row, v.Column}] {
			d.violations = append(d.violations, v)
		}
	}
	return nil
}

// reject makes one reject of all violations of a row, and gives the rows. The
// first so many violations are of decoding, the others of validation.
func (d *draft) reject(keys arrow.Record, decoded int) (bad []int64) {
	at := map[int64]int{} // row to its reject
	for i, v := range d.violations {
		n, ok := at[v.Row]
		if !ok {
			stage := StageValidate
			if i < decoded {
				stage = StageDecode
			}
			n = len(d.rejects)
			at[v.Row] = n
			bad = append(bad, v.Row)
			d.rejects = append(d.rejects, Reject{Position: d.where[v.Row], Key: keyOf(keys, int(v.Row)), Stage: stage})
		}
		d.rejects[n].Violations = append(d.rejects[n].Violations, v)
	}
	slices.Sort(bad)
	return bad
}

// keyOf is the key of a row, as far as it could be read.
func keyOf(keys arrow.Record, row int) []schema.Secret {
	key := make([]schema.Secret, keys.NumCols())
	for i := range key {
		if a := keys.Column(i); a.IsValid(row) {
			key[i] = schema.Secret(a.ValueStr(row))
		}
	}
	return key
}
