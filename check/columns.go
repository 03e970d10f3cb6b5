package check

import (
	"context"
	"fmt"
	"slices"

	"handoff/schema"
)

// A readFact is one place where the package certainly reads a column that
// the contract does not declare, as py/columns.py tells it.
type readFact struct {
	Column string `json:"column"`
	How    string `json:"how"` // "reads", "selects", "drops", "converts"
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Offset int    `json:"offset"`
}

// readerScripts read source as values, and follow calls through it.
var readerScripts = []string{"syntax", "resolve", "frames", "expressions", "walk", "columns"}

// readColumns follows the frame from the documented call through the package.
func readColumns(ctx context.Context, host scripter, c *schema.Contract, src *source) ([]readFact, error) {
	if c.Predict.Form != schema.FormDataFrame || c.Image != nil {
		return nil, nil
	}
	declared := make([]string, len(c.Columns))
	for i, column := range c.Columns {
		declared[i] = column.Name
	}
	args := map[string]any{
		"modules": src.modules, "declared": declared,
		"load": c.Load.Call, "predict": c.Predict.Call, "model": c.Predict.Model, "transform": c.Predict.Transform,
	}
	var answer struct {
		Reads []readFact `json:"reads"`
	}
	if err := run(ctx, host, args, &answer, append(slices.Clone(readerScripts), "uses")...); err != nil {
		return nil, fmt.Errorf("following the frame: %w", err)
	}
	return answer.Reads, nil
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
