package bridge

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A plan is how batches of one schema become frames, made once: which memory
// each column goes to and the prepared Python side that wraps it.
type plan struct {
	schema  *arrow.Schema
	columns []schema.Column
	slots   []string               // numpy dtype of each slot's memory
	places  []place                // of each column
	builder object                 // Plan of py/frame.py, kept for the plan's life
	taken   map[int][]schema.Level // of categories that declare no levels, by column
}

// A place is where a column's values go: a row of a slot, and the slot of its
// mask where it has one.
type place struct{ slot, row, mask int }

func (p *place) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&p.slot, &p.row, &p.mask})
}

// maxPlans bounds the plans that are kept: check asks with many schemas.
const maxPlans = 64

// plan finds or makes the plan for a batch.
func (in *interpreter) plan(py *python, batch arrow.Record) (*plan, error) {
	for _, p := range in.plans {
		if p.fits(batch) {
			return p, nil
		}
	}
	p, err := in.newPlan(py, batch)
	if err != nil {
		return nil, err
	}
	if len(in.plans) == maxPlans {
		in.plans[0].builder.DecRef()
		in.plans = in.plans[1:]
	}
	in.plans = append(in.plans, p)
	return p, nil
}

func (p *plan) fits(batch arrow.Record) bool {
	if s := batch.Schema(); p.schema != s {
		if !p.schema.Equal(s) {
			return false
		}
		p.schema = s // the next batch is likely to have this very one
	}
	for i, taken := range p.taken {
		levels, err := levelsOfCategory(batch.Column(i))
		if err != nil || !slices.Equal(levels, taken) {
			return false
		}
	}
	return true
}

func (in *interpreter) newPlan(py *python, batch arrow.Record) (*plan, error) {
	p := &plan{schema: batch.Schema(), taken: map[int][]schema.Level{}}
	declared := make([]framed, batch.NumCols())
	columns, err := in.declared(p.schema)
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		if c.DType.Kind == schema.Category && len(c.Levels) == 0 {
			if c.Levels, err = levelsOfCategory(batch.Column(i)); err != nil {
				return nil, fmt.Errorf("column %q: %w", c.Name, err)
			}
			p.taken[i] = c.Levels
		}
		p.columns = append(p.columns, c)
		declared[i] = framed{p.schema.Field(i).Name, c.PandasDType(), c.Levels, c.Ordered}
	}
	return p, p.prepare(py, &in.glue, declared)
}

// levelsOfCategory are the values of a category column's dictionary.
func levelsOfCategory(a arrow.Array) ([]schema.Level, error) {
	d, ok := a.(*array.Dictionary)
	if !ok {
		return nil, fmt.Errorf("a category is a dictionary array, not %s", a.DataType())
	}
	return levelsOf(d.Dictionary())
}

// framed is a column as py/frame.py takes it.
type framed struct {
	Name    string         `json:"name"`
	DType   string         `json:"dtype"`
	Levels  []schema.Level `json:"levels"`
	Ordered bool           `json:"ordered"`
}

func (p *plan) prepare(py *python, g *glue, columns []framed) error {
	text, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	builder, err := g.call(py, "frame.plan", string(text))
	if err != nil {
		return py.failed(err)
	}
	described, err := py.method(builder, "describe")
	if err != nil {
		return py.failed(err)
	}
	if text, err := py.text(described); err != nil {
		return py.failed(err)
	} else if err := json.Unmarshal([]byte(text), &struct {
		Slots  *[]string `json:"slots"`
		Places *[]place  `json:"places"`
	}{&p.slots, &p.places}); err != nil {
		return err
	}
	builder.IncRef()
	p.builder = builder
	return nil
}

// levelsOf are the values of a category's dictionary.
func levelsOf(dictionary arrow.Array) ([]schema.Level, error) {
	levels := make([]schema.Level, dictionary.Len())
	for i := range levels {
		switch values := dictionary.(type) {
		case *array.String:
			levels[i].Text = values.Value(i)
		case *array.Int64:
			levels[i] = schema.Level{Int: values.Value(i), IsInt: true}
		default:
			return nil, fmt.Errorf("levels are text or int64, not %s", dictionary.DataType())
		}
	}
	return levels, nil
}
