package check

import (
	"context"
	"fmt"

	"handoff/schema"
)

// inputUses is what the package's source does with the image, the array or
// the tensor that predict is given, as py/taken.py tells it. A nil place is
// one that the source does not tell of; one without path is nowhere.
type inputUses struct {
	Tensor     *useOfInput  `json:"tensor"`     // where it must be a tensor, and is nowhere taken as anything else
	Unprepared *useOfInput  `json:"unprepared"` // where a network is given it as it came
	Spread     []useOfInput `json:"spread"`     // a step of each place that prepares it; nil where the source does not tell
}

// A useOfInput is one place where the input is used.
type useOfInput struct {
	What   string `json:"what"` // a function, a method, or arithmetic
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Offset int    `json:"offset"`
}

func (u useOfInput) String() string { return fmt.Sprintf("%s at %s:%d", u.What, u.Path, u.Line) }

// takesNumbers tells whether predict takes an image, or columns by position.
func takesNumbers(c *schema.Contract) bool {
	return c.Image != nil || c.Predict.Form == schema.FormTensor || c.Predict.Form == schema.FormArray
}

// readInput follows what predict is given through the package.
func readInput(ctx context.Context, host scripter, c *schema.Contract, src *source) (uses inputUses, err error) {
	if !takesNumbers(c) {
		return uses, nil
	}
	args := map[string]any{"modules": src.modules, "load": c.Load.Call, "predict": c.Predict.Call, "model": c.Predict.Model, "transform": c.Predict.Transform}
	files := append(append([]string{}, readerScripts...), "steps", "inputs", "consumers", "taken")
	if err := run(ctx, host, args, &uses, files...); err != nil {
		return uses, fmt.Errorf("following what predict is given: %w", err)
	}
	return uses, nil
}
