package check

import (
	"context"
	"fmt"
	"slices"

	"handoff/schema"
)

// Bounds of what asking about columns may cost, so that a wide model is asked
// in no more calls than others: up to maxAlone columns are asked about one by
// one, more in maxGroups groups. maxHalves is how many halves are then asked
// of groups that have a fault; of those that let nothing through fewer are,
// since most models hold all columns to the same.
const (
	maxAlone  = 60
	maxGroups = 30
	maxHalves = 80
	maxAgain  = 16
)

// Asked are columns that were asked about together, and the trial that shows
// their fault.
type asked struct {
	columns []string
	trial   *trial
}

// eachOf asks a probe of every column and gives those that show the fault. A
// group that shows it is asked again in halves: one of its columns is the
// cause. What a model does with one column depends little on the others'
// values, so that one sample will do.
func (s *subject) eachOf(ctx context.Context, columns []string, of func(columns []string) probe) ([]asked, error) {
	return among(columns, true, maxHalves, s.onFirst(ctx, of))
}

// eachThrough asks as eachOf does, where a group shows the fault only if all
// of its columns do: one that does not is asked again in halves.
func (s *subject) eachThrough(ctx context.Context, columns []string, of func(columns []string) probe) ([]asked, error) {
	return among(columns, false, maxAgain, s.onFirst(ctx, of))
}

func (s *subject) onFirst(ctx context.Context, of func(columns []string) probe) func([]string) (*trial, error) {
	return func(group []string) (*trial, error) {
		return s.demonstrateOn(ctx, s.samples[:min(1, len(s.samples))], of(group))
	}
}

func among(columns []string, halveIf bool, halves int, ask func(group []string) (*trial, error)) ([]asked, error) {
	if len(columns) == 0 {
		_, err := ask(nil)
		return nil, err
	}
	var found []asked
	for groups := grouped(columns); len(groups) > 0; groups = groups[1:] {
		group := groups[0]
		t, err := ask(group)
		if err != nil {
			return nil, err
		}
		switch half := len(group) / 2; {
		case half > 0 && (t != nil) == halveIf && halves > 1:
			groups = append(groups, group[:half], group[half:])
			halves -= 2
		case t != nil:
			found = append(found, asked{group, t})
		}
	}
	return found, nil
}

// grouped are columns one by one, or of very many, neighbours together.
func grouped(columns []string) [][]string {
	size := 1
	if len(columns) > maxAlone {
		size = (len(columns) + maxGroups - 1) / maxGroups
	}
	return slices.Collect(slices.Chunk(columns, size))
}

// joined puts groups of columns that are declared alike together, so that a
// wide model's hundred columns are one finding and not thirty. The trial is
// that of the first. Columns that were asked about one by one stay so.
func (s *subject) joined(found []asked) []asked {
	var all []asked
	for _, a := range found {
		like := slices.IndexFunc(all, func(b asked) bool { return a.column() == "" && b.column() == "" && s.alike(a.columns[0], b.columns[0]) })
		if like < 0 {
			all = append(all, a)
			continue
		}
		all[like].columns = slices.Concat(all[like].columns, a.columns)
	}
	return all
}

func (s *subject) alike(one, other string) bool {
	a, b := s.declared(one), s.declared(other)
	return a.DType == b.DType && a.Nullable == b.Nullable && a.Null == b.Null && slices.Equal(a.Range, b.Range) && slices.Equal(a.Levels, b.Levels)
}

// column is the one column that was asked about, "" for several.
func (a asked) column() string {
	if len(a.columns) == 1 {
		return a.columns[0]
	}
	return ""
}

// named names columns in a sentence.
func named(columns []string) string {
	if len(columns) == 1 {
		return fmt.Sprintf("column %q", columns[0])
	}
	return "columns " + listed(columns)
}

// listed are columns' names, as few as a title can hold.
func listed(columns []string) string { return shortened(slices.Clone(columns), 4) }

// atColumns places a finding where the contract declares the columns.
func (s *subject) atColumns(columns []string, f Finding) Finding {
	f.File = s.shownFile(schema.FileName)
	for _, c := range s.contract.Columns {
		if slices.Contains(columns, c.Name) {
			f.Line = c.Line
			break
		}
	}
	if len(columns) == 1 {
		f.Column = columns[0]
	}
	return f
}

// columnsThat are the names of the columns of the samples that satisfy a
// condition; without any, why the rule is not run.
func (s *subject) columnsThat(satisfy func(schema.Column) bool, otherwise string) ([]string, error) {
	if len(s.contract.Columns) == 0 {
		return nil, notRun("predict takes no columns")
	}
	var names []string
	for _, on := range s.samples {
		for _, field := range on.record.Schema().Fields() {
			c, err := schema.ColumnOf(field)
			if err == nil && satisfy(c) && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	if len(names) == 0 && len(s.samples) > 0 {
		return nil, notRun(otherwise)
	}
	return names, nil
}
