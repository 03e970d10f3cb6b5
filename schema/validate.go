package schema

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/epic"
)

// A promise is what the contract declares of one column of a batch.
type promise struct {
	name     string
	dtype    DType
	arrow    arrow.DataType
	nullable bool
	bounds   []Bound
	levels   []Level
	isOutput bool
	inFloat  bool         // whole numbers go into float64
	site     epic.Outputs // of an output, what the site takes back
	features []string     // of an output of contributions, what they may be of
}

func (c Column) promise() promise {
	return promise{name: c.Name, dtype: c.DType, arrow: arrowType(c.DType, c.Levels, c.Ordered), nullable: c.Nullable,
		bounds: c.Range, levels: c.Levels, inFloat: c.DType.IsInteger() && c.PandasDType() == string(Float64)}
}

// outputPromise is an output's promise, also to the columns.
func (c *Contract) outputPromise(o Output, site epic.Outputs) promise {
	p := o.promise(site)
	if o.Contributions {
		p.features = c.features()
	}
	return p
}

func (o Output) promise(site epic.Outputs) promise {
	return promise{name: o.Name, dtype: o.DType, arrow: o.arrowType(), nullable: o.Nullable,
		bounds: o.Range, levels: o.Levels, isOutput: true, inFloat: site.NumbersOnly, site: site}
}

// ValidateInput holds a batch of records to the columns: all that are
// required are there, with the Arrow types of [Contract.InputSchema], their
// values not missing unless nullable, in range, of the levels, and whole
// numbers that become float64 within 2^53. A NaN in a float column counts as
// missing. Columns beyond the contract's are not looked at.
//
// It gives every violation, by row; those of a whole column come first.
func (c *Contract) ValidateInput(rec arrow.Record) []Violation {
	var found violations
	for _, column := range c.Columns {
		found.check(rec, column.promise(), column.IsRequired())
	}
	if c.Image != nil {
		found.check(rec, promise{name: ImageColumn, arrow: arrow.BinaryTypes.Binary}, true)
	}
	return found.byRow()
}

// ValidateOutput holds results to the outputs: as many rows as expected, the
// Arrow types of [Contract.OutputSchema], values finite, not missing unless
// nullable, in range and of the levels. A NaN is a missing value of a
// nullable float; an infinite value is never fine. Texts hold no NUL, at which
// many a reader of what is written ends. Outputs of [JSON] hold JSON,
// those of contributions at most one for each column that is no key.
// Where there is a profile, no value is what the site writes for a missing one,
// whole ones lie within 2^53 where it takes numbers only, and contributions are
// as many as it shows.
//
// It gives every violation, by row; those of a whole column come first.
func (c *Contract) ValidateOutput(rec arrow.Record, rows int64, profile *Profile) []Violation {
	var found violations
	if n := rec.NumRows(); n != rows {
		found.whole("", ReasonRows, fmt.Sprintf("%d rows", rows), fmt.Sprintf("%d rows", n))
	}
	for _, output := range c.Outputs {
		found.check(rec, c.outputPromise(output, takenBy(profile)), true)
	}
	return found.byRow()
}

type violations []Violation

func (v *violations) byRow() []Violation {
	slices.SortStableFunc(*v, func(a, b Violation) int { return cmp.Compare(a.Row, b.Row) })
	return *v
}

// whole notes a violation by a whole column.
func (v *violations) whole(column string, reason Reason, declared, got string) {
	*v = append(*v, Violation{Reason: reason, Row: -1, Column: column, Declared: declared, Got: got})
}

// check holds the promised column of a batch to its promise.
func (v *violations) check(rec arrow.Record, p promise, required bool) {
	at := -1
	if named := rec.Schema().FieldIndices(p.name); len(named) > 0 {
		at = named[0]
	}
	switch {
	case at < 0 && required:
		v.whole(p.name, ReasonMissingColumn, "a column of that name", "none")
	case at < 0:
	case !arrow.TypeEqual(rec.Column(at).DataType(), p.arrow):
		v.whole(p.name, ReasonDType, p.arrow.String(), rec.Column(at).DataType().String())
	default:
		(&inspection{promise: p, arr: rec.Column(at), found: v}).run()
	}
}
