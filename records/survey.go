package records

import (
	"cmp"
	"slices"

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
	Reasons  []ReasonSurvey `json:"reasons"` // of rejects, the most frequent first
	contract *schema.Contract
}

// A ColumnSurvey is what the records that are no rejects hold in a column.
type ColumnSurvey struct {
	Name    string `json:"name"`
	InFrame string `json:"in_frame"` // see [schema.Contract.InFrame]
	Values  int64  `json:"values"`   // that are not missing
	// Missing counts the others by why, of rejects too, see [Batch].
	Missing   map[string]int64 `json:"missing,omitempty"`
	Levels    map[string]int64 `json:"levels,omitempty"` // of categories and flags: how often each occurs
	Low, High *schema.Secret   `json:"-"`                // of numbers and times; nil where there are none
	low, high epic.Value
}

// A ReasonSurvey is one reason why records are rejected.
type ReasonSurvey struct {
	Stage    Stage  `json:"stage"`
	Rule     string `json:"rule"`
	Column   string `json:"column,omitempty"`
	Declared string `json:"declared"`
	Count    int64  `json:"count"`
	First    string `json:"first"` // where the first such record lies
}

// NewSurvey begins a survey of batches with a schema.
func NewSurvey(c *schema.Contract, s *arrow.Schema) *Survey {
	v := &Survey{contract: c, Columns: []ColumnSurvey{}, Reasons: []ReasonSurvey{}}
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
		v.reject(r)
	}
	slices.SortStableFunc(v.Reasons, func(a, b ReasonSurvey) int { return cmp.Compare(b.Count, a.Count) })
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
	case *array.String, *array.Binary, *array.List:
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

func (v *Survey) reject(r Reject) {
	if r.Err != nil {
		v.reason(ReasonSurvey{Stage: r.Stage, Rule: string(r.Stage), Declared: r.Err.Error(), First: r.Position.String()})
	}
	for _, w := range r.Violations {
		v.reason(ReasonSurvey{Stage: r.Stage, Rule: string(w.Reason), Column: w.Column, Declared: w.Declared, First: r.Position.String()})
	}
}

func (v *Survey) reason(r ReasonSurvey) {
	same := func(o ReasonSurvey) bool {
		return o.Stage == r.Stage && o.Rule == r.Rule && o.Column == r.Column && o.Declared == r.Declared
	}
	i := slices.IndexFunc(v.Reasons, same)
	if i < 0 {
		i = len(v.Reasons)
		v.Reasons = append(v.Reasons, r)
	}
	v.Reasons[i].Count++
}
