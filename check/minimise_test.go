package check

import (
	"slices"
	"testing"
)

// What is left shows the fault, and no number of it can go; how many times
// was asked stays far below the number of subsets.
func TestMinimise(t *testing.T) {
	tests := map[string]struct {
		n, least int
		needs    []int
		want     []int
		asked    int
	}{
		"nothing is needed":         {100, 0, nil, nil, 1},
		"one must stay":             {100, 1, nil, []int{99}, 30},
		"one is needed":             {100, 1, []int{37}, []int{37}, 30},
		"two together":              {100, 0, []int{3, 98}, []int{3, 98}, 60},
		"all are needed":            {4, 1, []int{0, 1, 2, 3}, []int{0, 1, 2, 3}, 12},
		"there are none":            {0, 0, nil, nil, 0},
		"there is one, and it goes": {1, 0, nil, nil, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			asked := 0
			got := minimise(test.n, test.least, func(kept []int) bool {
				asked++
				return !slices.ContainsFunc(test.needs, func(i int) bool { return !slices.Contains(kept, i) })
			})
			if !slices.Equal(got, test.want) || asked > test.asked {
				t.Errorf("%v, asked %d times; want %v, asked at most %d times", got, asked, test.want, test.asked)
			}
		})
	}
}
