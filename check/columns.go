package check

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"handoff/schema"
)

// columnUses is what the package's source certainly does with the columns,
// as py/uses.py tells it.
type columnUses struct {
	Reads []readFact `json:"reads"` // of columns that the contract does not declare
	Used  []string   `json:"used"`  // declared columns that are read, selected, renamed, converted or encoded
	// Followed tells whether all that becomes of the columns is known, so
	// that one which is not used has no use.
	Followed  bool     `json:"followed"`
	Mentioned []string `json:"mentioned"` // declared columns that the code names anywhere
}

// A readFact is one place where the package certainly reads a column that
// the contract does not declare.
type readFact struct {
	Column string `json:"column"`
	How    string `json:"how"` // "reads", "selects", "drops", "converts", "encodes", "asks for"
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Offset int    `json:"offset"`
}

// readerScripts read source as values, and follow calls through it.
var readerScripts = []string{"syntax", "resolve", "held", "frames", "calls", "expressions", "flow", "walk", "columns"}

// namesColumns tells whether what predict takes has its columns by name.
func namesColumns(c *schema.Contract) bool {
	return c.Image == nil && slices.Contains([]schema.Form{schema.FormDataFrame, schema.FormRecord, schema.FormArguments}, c.Predict.Form)
}

// readColumns follows the columns from the documented call through the package.
func readColumns(ctx context.Context, host scripter, c *schema.Contract, src *source) (uses columnUses, err error) {
	if !namesColumns(c) {
		return uses, nil
	}
	declared := make([]string, len(c.Columns))
	for i, column := range c.Columns {
		declared[i] = column.Name
	}
	args := map[string]any{
		"modules": src.modules, "declared": declared, "form": c.Predict.Form, "given": slices.AppendSeq([]string{}, maps.Keys(c.Predict.Arguments)),
		"load": c.Load.Call, "predict": c.Predict.Call, "model": c.Predict.Model, "transform": c.Predict.Transform,
	}
	if err := run(ctx, host, args, &uses, append(slices.Clone(readerScripts), "uses")...); err != nil {
		return uses, fmt.Errorf("following the columns: %w", err)
	}
	return uses, nil
}

// firstReads keeps one place a column, the first the code comes to.
func firstReads(reads []readFact) []readFact {
	var first []readFact
	for _, r := range reads {
		if !slices.ContainsFunc(first, func(f readFact) bool { return f.Column == r.Column }) {
			first = append(first, r)
		}
	}
	return first
}
