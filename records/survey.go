package records

import (
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// A Survey says what records hold, column by column, and why some are
// rejected. It holds few values of patients, each a [schema.Secret], and
// takes no more memory for more records.
type Survey struct {
	Records  int64          `json:"records"`
	Rejected int64          `json:"rejected"`
	Columns  []ColumnSurvey `json:"columns"`
	Reasons  Reasons        `json:"reasons"` // of rejects
	contract *schema.Contract
}

// A ColumnSurvey is what the records that are no rejects hold in a column.
type ColumnSurvey struct {
	Name    string `json:"name"`
	InFrame string `json:"in_frame"` // see [schema.Contract.InFrame]
	Values  int64  `json:"values"`   // that are not missing
	// Missing counts the others by why, of rejects too, see [Batch].
	Missing map[string]int64 `json:"missing,omitempty"`
	// NullWords counts texts that are values here, though other programs write them
	// for none, such as NULL.
	NullWords map[string]int64 `json:"null_words,omitempty"`
	Levels    map[string]int64 `json:"levels,omitempty"` // of categories and flags: how often each occurs
	Low, High *schema.Secret   `json:"-"`                // of numbers and times; nil where there are none
	low, high epic.Value
}

// NewSurvey begins a survey of batches with a schema.
func NewSurvey(c *schema.Contract, s *arrow.Schema) *Survey {
	v := &Survey{contract: c, Columns: []ColumnSurvey{}}
	for _, f := range s.Fields() {
		col := ColumnSurvey{Name: f.Name, InFrame: f.Type.String()}
		if i := columnNamed(c, f.Name); i >= 0 {
			col.InFrame = c.InFrame(c.Columns[i])
		}
		v.Columns = append(v.Columns, col)
	}
	return v
}

// Add takes a batch into account.
func (v *Survey) Add(b *Batch) error {
	v.Records += b.Count
	v.Rejected += int64(len(b.Rejects))
	for i := range v.Columns {
		v.Columns[i].addMissing(b.Missing[v.Columns[i].Name])
		if err := v.Columns[i].add(b.Record.Column(i)); err != nil {
			return err
		}
	}
	for _, r := range b.Rejects {
		v.Reasons.Add(r)
	}
	return nil
}

func (c *ColumnSurvey) addMissing(counts map[string]int64) {
	if c.Missing == nil && len(counts) > 0 {
		c.Missing = map[string]int64{}
	}
	for why, n := range counts {
		c.Missing[why] += n
	}
}

func (c *ColumnSurvey) add(a arrow.Array) error {
	c.Values += int64(a.Len() - a.NullN())
	switch a := a.(type) {
	case *array.Boolean, *array.Dictionary:
		return c.count(a)
	case *array.String:
		c.countNullWords(a)
		return nil
	case *array.Binary, *array.List:
		return nil
	}
	get, err := values(a)
	if err != nil {
		return err
	}
	text, err := cellWriterOf(a, false)
	if err != nil {
		return err
	}
	for row := range a.Len() {
		v := get(row)
		if v.Kind == epic.Missing {
			continue
		}
		if c.Low == nil || less(v, c.low) {
			c.low, c.Low = v, secret(text(nil, row))
		}
		if c.High == nil || less(c.high, v) {
			c.high, c.High = v, secret(text(nil, row))
		}
	}
	return nil
}

func (c *ColumnSurvey) countNullWords(a *array.String) {
	for row := range a.Len() {
		word := epic.NullWord(a.Value(row))
		if word == "" || a.IsNull(row) {
			continue
		}
		if c.NullWords == nil {
			c.NullWords = map[string]int64{}
		}
		c.NullWords[word]++
	}
}

// Cells are the first n rows of a record, or all it has, as an output would
// write them; nil for a missing value.
func Cells(r arrow.Record, n int64) ([][]*schema.Secret, error) {
	rows := make([][]*schema.Secret, min(n, r.NumRows()))
	for _, a := range r.Columns() {
		text, err := cellWriterOf(a, false)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			var cell *schema.Secret
			if a.IsValid(i) {
				cell = secret(text(nil, i))
			}
			rows[i] = append(rows[i], cell)
		}
	}
	return rows, nil
}

func secret(text []byte) *schema.Secret {
	s := schema.Secret(text)
	return &s
}

// count counts levels and flags.
func (c *ColumnSurvey) count(a arrow.Array) error {
	text, err := cellWriterOf(a, false)
	if err != nil {
		return err
	}
	if c.Levels == nil {
		c.Levels = map[string]int64{}
	}
	var cell []byte
	for row := range a.Len() {
		if a.IsValid(row) {
			cell = text(cell[:0], row)
			c.Levels[string(cell)]++
		}
	}
	return nil
}

// less orders values of one kind of number or time.
func less(a, b epic.Value) bool {
	if a.Kind == epic.Float || b.Kind == epic.Float {
		x, _ := a.AsFloat()
		y, _ := b.AsFloat()
		return x < y
	}
	if (a.Kind == epic.Uint) != (b.Kind == epic.Uint) {
		return b.Kind == epic.Uint
	}
	return a.Int < b.Int
}
