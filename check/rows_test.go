package check

import (
	"path/filepath"
	"slices"
	"testing"
)

// Results that come in another order than the rows say nothing of levels; a
// category that counts by its place does, though the order of rows shows as well.
func TestSortedRowsSayNothingOfLevels(t *testing.T) {
	needHost(t)
	for name, test := range map[string]struct {
		does string
		want []string
	}{
		"sorted":     {`frame = frame.sort_values("AGE")`, []string{"3b/row-order-sensitive"}},
		"factorized": {`frame = frame.assign(SEX=np.array(["F", "M"], dtype=object)[pd.factorize(frame["SEX"])[0]])`, []string{"3b/category-order-sensitive", "3b/row-order-sensitive"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "mortality")
			replace(t, filepath.Join(dir, "src", "flc_mortality", "model.py"), "    check(frame)\n", "    check(frame)\n    "+test.does+"\n    frame = frame.reset_index(drop=True)\n")
			r := checked(t, dir, Options{Select: []string{"3b/category-order-sensitive", "3b/row-order-sensitive"}})
			if got := rulesOf(r); !slices.Equal(got, test.want) {
				t.Errorf("findings of %v, want %v", got, test.want)
			}
		})
	}
}
