package bridge

import (
	"encoding/json"
	"errors"
	"flag"
	"slices"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

var wholeMatrix = flag.Bool("matrix", false, "test every kind of result in every form, at every number of rows")

// Every kind of result, in every form, at every number of rows and outputs, is
// right or refused as the contract's rule has it; none is another row's or
// another output's.
func TestMatrixOfResults(t *testing.T) {
	seen := tally{}
	for _, form := range matrixForms {
		calls := map[int]wrapper.Call{}
		for _, dtype := range []string{"float64", "list[float64]", "json"} {
			if form.rows == schema.RowsKeys && dtype != "float64" {
				continue
			}
			for _, columns := range form.columnCounts(dtype) {
				m := load(t, form.contract(matrixOutputs(t, dtype, columns), columns))
				for _, kind := range form.kinds() {
					askFor(t, kind.name)
					seen.kind(t, m, calls, matrixCell{kind: kind.name, form: form, dtype: dtype, columns: columns}, kind.words)
				}
			}
		}
	}
	seen.log(t)
}

// tally counts the cells of each kind that were read, and those refused.
type tally map[string]*[2]int

// kind asks for a kind of result at each number of rows, which is to be read at
// all of them or at none where the text does not say which.
func (seen tally) kind(t *testing.T, m wrapper.Model, calls map[int]wrapper.Call, c matrixCell, words []string) {
	word := c.word(words)
	if word == "-" {
		return
	}
	readings := map[bool]int{}
	for _, c.rows = range c.rowCounts() {
		if _, ok := calls[c.rows]; !ok {
			calls[c.rows] = c.form.call(c.rows)
		}
		r, err := m.Predict(ctx, calls[c.rows])
		seen.cell(t, c, c.letter(word), r, err)
		if word == "?" && (c.rows > 1 || c.form.ofOne()) {
			readings[err == nil] = c.rows
		}
		r.Release()
	}
	if len(readings) == 2 {
		t.Errorf("%s: refused, but read at %d rows", matrixCell{c.kind, c.form, c.dtype, c.columns, readings[false]}, readings[true])
	}
}

func (seen tally) cell(t *testing.T, c matrixCell, letter byte, r *wrapper.Result, err error) {
	if seen[c.kind] == nil {
		seen[c.kind] = new([2]int)
	}
	var no *wrapper.ResultError
	switch {
	case err == nil:
		seen[c.kind][0]++
		if letter == 'x' {
			t.Errorf("%s: read, want it refused: %s", c, jsonOf(r.Outputs))
		} else if err := c.check(letter, r); err != nil {
			t.Errorf("%s: %v", c, err)
		}
	case errors.As(err, &no):
		seen[c.kind][1]++
		if letter != 'x' && letter != '?' {
			t.Errorf("%s: refused, want it read: %v", c, err)
		}
	default:
		t.Errorf("%s: %s", c, trace(err))
	}
}

func (seen tally) log(t *testing.T) {
	var read, refused int
	for _, kind := range matrixKinds {
		if n := seen[kind.name]; n != nil {
			t.Logf("%-40s %5d read %5d refused", kind.name, n[0], n[1])
			read, refused = read+n[0], refused+n[1]
		}
	}
	t.Logf("%d cells: %d read, %d refused", read+refused, read, refused)
}

// columnCounts are of the tables that the form is asked for: of all, or where
// the form is read as others are, of those that are square at two rows.
func (f matrixForm) columnCounts(dtype string) []int {
	if f.whole || *wholeMatrix || dtype == "float64" {
		return []int{1, 2, 3}
	}
	return []int{2}
}

// rowCounts are one, those around the number of columns, and others where each
// number is asked for.
func (c matrixCell) rowCounts() []int {
	counts := []int{1, c.columns, c.columns + 1}
	switch {
	case *wholeMatrix || c.form.whole && !c.form.ofOne() && c.dtype == "float64":
		counts = append(counts, 2, 3, max(c.columns-1, 1), 100)
	case c.form.ofOne():
		counts = []int{1, 3}
	}
	slices.Sort(counts)
	return slices.Compact(counts)
}

// askFor has the model answer with the kind from now on.
func askFor(t *testing.T, kind string) {
	t.Helper()
	args, err := json.Marshal(map[string]string{"kind": kind})
	must(err)
	source := "import kinds\n\n\ndef main(args):\n    kinds.ask(args[\"kind\"])\n"
	if _, err := interp.Run(ctx, wrapper.Script{Name: "ask.py", Source: source, Args: args}); err != nil {
		t.Fatal(trace(err))
	}
}
