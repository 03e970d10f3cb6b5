package mutants

import (
	"slices"
	"testing"
)

// With each, an operator is made in so many of its models, and no model is
// left out by all operators.
func TestPlanInTurn(t *testing.T) {
	operators := []Operator{{Name: "a"}, {Name: "b", On: []string{"y", "z"}}, {Name: "c"}}
	models := []string{"x", "y", "z"}
	got := plan(operators, models, 1, 1)
	want := []task{{Model: "x"}, {Model: "y"}, {Model: "z"}, {"a", "x", 1}, {"b", "z", 1}, {"c", "z", 1}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if all := plan(operators, models, 2, 0); len(all) != 3+2*(3+2+3) {
		t.Errorf("%d tasks without each, want every operator in every model it applies to", len(all))
	}
}
