package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// ofForm is the reason why a rule about some forms has no meaning for the
// contract's, as a [notRun], or nil.
func (s *subject) ofForm(why string, forms ...schema.Form) error {
	form := s.contract.Predict.Form
	if form == "" {
		form = schema.FormDataFrame
	}
	if len(s.contract.Columns) == 0 || !slices.Contains(forms, form) {
		return notRun(fmt.Sprintf("form %q has no %s", form, why))
	}
	return s.steady()
}

// indexSensitive finds a predict in which a row's result moves, or that
// fails, when the frame's rows bear other labels than 0, 1, 2.
//
// Why: a frame that was filtered, sorted or joined has gaps and duplicates in
// its index; a result that is paired by label then goes to another patient.
//
// Example: frame["RATIO"] = pd.Series(ratios), whose labels count from 0.
//
// Instead: pd.Series(ratios, index=frame.index), or work on frame.to_numpy().
func indexSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.ofForm("labels of rows", schema.FormDataFrame); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
		for _, l := range labellings {
			t, err := s.variation(ctx, on, l.what, on.labelled(l.labels(on.record.NumRows())), nil)
			if t != nil || err != nil {
				return t, err
			}
		}
		return nil, nil
	})
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: t.happens("with " + t.last().what), Column: t.differing(),
		Declared: "a result that depends on the row's values alone", Fix: "give what is made of a frame the frame's own index"})}, nil
}

// labellings are the ways in which the rows of a frame may be labelled.
var labellings = []struct {
	what   string
	labels func(rows int64) []string
}{
	{"text as the labels of the rows", func(rows int64) []string {
		return labelsOf(rows, func(i int64) int64 { return rows - i })
	}},
	{"every label of a row twice", func(rows int64) []string {
		return labelsOf(rows, func(i int64) int64 { return i / 2 })
	}},
}

func labelsOf(rows int64, number func(int64) int64) []string {
	labels := make([]string, rows)
	for i := range labels {
		labels[i] = fmt.Sprintf("row %d", number(int64(i)))
	}
	return labels
}

// columnOrderSensitive finds a predict that takes a frame's columns by their
// place, not by their name.
//
// Why: whoever builds the frame from the names in the contract may build it
// in any order; one column is then scored as another.
//
// Example: frame.columns = ["AGE", "CREATININE"], model.predict(frame.to_numpy())
//
// Instead: frame[["AGE", "CREATININE"]], and go on from there.
func columnOrderSensitive(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.ofForm("columns in an order of their own", schema.FormDataFrame, schema.FormRecord); err != nil {
		return nil, err
	}
	if len(s.contract.Columns) == 1 {
		return nil, notRun("there is one column")
	}
	t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
		order := make([]int, on.record.NumCols())
		for i := range order {
			order[i] = len(order) - 1 - i
		}
		return s.variation(ctx, on, "the columns in reverse order", on.columnsAt(order), nil)
	})
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: t.happens("with the columns in another order"), Column: t.differing(),
		Declared: "columns that are known by their names", Fix: "select the columns by name, in the order that the model wants"})}, nil
}

// undeclaredName is the name of a column that no contract has.
const undeclaredName = "HANDOFF_EXTRA"

// extraColumnRefused finds a predict that fails, or gives other results, for
// a frame that has one column more than the contract declares.
//
// Why: records carry more than a model reads; a column that is added upstream
// stops a model it has nothing to do with.
//
// Example: if set(frame.columns) != set(COLUMNS): raise ValueError
//
// Instead: frame[COLUMNS]; refuse what is missing, not what is more.
func extraColumnRefused(ctx context.Context, s *subject) ([]Finding, error) {
	if err := s.ofForm("room for a column more", schema.FormDataFrame, schema.FormRecord); err != nil {
		return nil, err
	}
	t, err := s.demonstrate(ctx, func(ctx context.Context, on *sample) (*trial, error) {
		for _, kind := range []schema.Kind{schema.Float64, schema.Str} {
			extra := schema.Column{Name: undeclaredName, DType: schema.DType{Kind: kind}}
			t, err := s.variation(ctx, on, fmt.Sprintf("a further column of %s", extra.DType), on.withColumn(extra, constant(extra.Arrow().Type, on.record.NumRows())), nil)
			if t != nil || err != nil {
				return t, err
			}
		}
		return nil, nil
	})
	if t == nil || err != nil {
		return nil, err
	}
	return []Finding{s.evidenced(t, Finding{Message: t.happens("with " + t.last().what), Column: t.differing(),
		Declared: "results that do not depend on what else a record holds", Fix: "select the declared columns, and leave others alone"})}, nil
}

// constant is a column that holds 1, as a number or as text, in every row.
func constant(t arrow.DataType, rows int64) arrow.Array {
	builder := array.NewBuilder(memory.DefaultAllocator, t)
	defer builder.Release()
	for range rows {
		builder.AppendValueFromString("1")
	}
	return builder.NewArray()
}
