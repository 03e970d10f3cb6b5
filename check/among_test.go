package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"handoff/schema"
)

// Whatever the number of columns, those at fault are found in a bounded
// number of calls, alone where they are few.
func TestAmong(t *testing.T) {
	var wide []string
	for i := range 200 {
		wide = append(wide, fmt.Sprintf("c%d", i))
	}
	faulty := []string{"c7", "c120"}
	tests := map[string]struct {
		columns []string
		halveIf bool
		shows   func(group []string) bool
		want    []string
		calls   int
	}{
		"few":                      {wide[:10], true, func(g []string) bool { return slices.Contains(g, "c7") }, []string{"c7"}, 10},
		"two of many":              {wide, true, func(g []string) bool { return slices.Contains(g, "c7") || slices.Contains(g, "c120") }, faulty, 50},
		"none of many":             {wide, true, func([]string) bool { return false }, nil, maxGroups},
		"all of many at fault":     {wide, true, func([]string) bool { return true }, wide, maxGroups + maxHalves},
		"all of many let through":  {wide, false, func([]string) bool { return true }, wide, maxGroups},
		"none of many let through": {wide, false, func([]string) bool { return false }, nil, maxGroups + maxAgain},
		"all but two let through": {wide, false, func(g []string) bool { return !slices.Contains(g, "c7") && !slices.Contains(g, "c120") },
			slices.DeleteFunc(slices.Clone(wide), func(c string) bool { return slices.Contains(faulty, c) }), maxGroups + maxAgain},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			calls := 0
			found, err := among(test.columns, test.halveIf, map[bool]int{true: maxHalves, false: maxAgain}[test.halveIf], func(group []string) (*trial, error) {
				if calls++; test.shows(group) {
					return &trial{}, nil
				}
				return nil, nil
			})
			var got []string
			for _, a := range found {
				got = append(got, a.columns...)
			}
			slices.Sort(got)
			if err != nil || !slices.Equal(got, slices.Sorted(slices.Values(test.want))) || calls > test.calls {
				t.Errorf("%v in %d calls, %v; want %v in at most %d", got, calls, err, test.want, test.calls)
			}
		})
	}
}

// Groups of columns that are declared alike are told together.
func TestGroupsOfColumnsAreJoined(t *testing.T) {
	s := &subject{contract: &schema.Contract{}}
	for name, kind := range map[string]schema.Kind{"a": schema.Float64, "b": schema.Float64, "c": schema.Int64, "d": schema.Int64, "e": schema.Float64, "f": schema.Float64, "g": schema.Float64} {
		s.contract.Columns = append(s.contract.Columns, schema.Column{Name: name, DType: schema.DType{Kind: kind}})
	}
	var got []string
	for _, a := range s.joined([]asked{{columns: []string{"a", "b"}}, {columns: []string{"c", "d"}}, {columns: []string{"g"}}, {columns: []string{"e", "f"}}}) {
		got = append(got, strings.Join(a.columns, ""))
	}
	if want := []string{"abef", "cd", "g"}; !slices.Equal(got, want) {
		t.Errorf("joined to %q, want %q", got, want)
	}
}
