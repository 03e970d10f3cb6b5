package bridge

import (
	"testing"

	"handoff/schema"
)

// A predict function may take the model before its input or after it.
func TestFunctionsThatTakeTheModel(t *testing.T) {
	for _, call := range []string{"forms:model_first", "forms:model_last", "forms:model_not_by_name", "forms:takes.score"} {
		c := &schema.Contract{Predict: schema.Predict{Call: call, Model: "model", Form: schema.FormRecord}, Columns: plainColumn}
		if got, want := shownAs(t, c, ones(2).Batch), `[{"seen":"Model 1"},{"seen":"Model 1"}]`; got != want {
			t.Errorf("%s:\n got %s\nwant %s", call, got, want)
		}
	}
}

// Libraries look at who called them: statsmodels does when it unpickles a
// model with a formula, and takes a caller for granted.
func TestModelsHaveACaller(t *testing.T) {
	c := &schema.Contract{
		Load:    schema.Load{Call: "forms:create_by_caller"},
		Predict: schema.Predict{Call: "forms:caller", Transform: "forms:caller", Form: schema.FormRecord},
		Columns: plainColumn,
	}
	if got, want := shownAs(t, c, ones(1).Batch), `[{"seen":"call"}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
