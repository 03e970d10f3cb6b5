package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// features are the columns that a score can come from: those that are no key.
func (c *Contract) features() []string {
	names := []string{}
	for _, column := range c.Columns {
		if !slices.Contains(c.Predict.Keys, column.Name) {
			names = append(names, column.Name)
		}
	}
	return names
}

// A contribution is by how much a column moved a score.
type contribution struct {
	column string
	by     float64
}

var errNoContribution = errors.New("no contributions")

// UnmarshalJSON reads [column, number].
func (c *contribution) UnmarshalJSON(text []byte) error {
	pair := []any{&c.column, &c.by}
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || pair[0] == nil || pair[1] == nil { // they are, where null stands
		return errNoContribution
	}
	return nil
}

// contributionsIn reads the two forms of contributions.
func contributionsIn(text []byte) ([]contribution, error) {
	var all []contribution
	if json.Unmarshal(text, &all) == nil && all != nil {
		return all, nil
	}
	all = nil
	var byColumn map[string]*float64
	if json.Unmarshal(text, &byColumn) != nil || byColumn == nil {
		return nil, errNoContribution
	}
	for _, name := range slices.Sorted(maps.Keys(byColumn)) {
		if byColumn[name] == nil {
			return nil, errNoContribution
		}
		all = append(all, contribution{name, *byColumn[name]})
	}
	return all, nil
}

// contributions notes the first thing that is wrong with a row's.
func (n *inspection) contributions(i int, text []byte) {
	v := Violation{Reason: ReasonContributions, Row: int64(i), Column: n.name}
	all, err := contributionsIn(text)
	if err != nil {
		v.Declared, v.Seen = "{column: number} or [[column, number], ...]", Secret(text)
	} else if v.Declared, v.Seen, v.Got = n.contributionFault(all); v.Declared == "" {
		return
	}
	*n.found = append(*n.found, v)
}

// contributionFault says what contributions should be and are not, with the
// name that is no column's, or what else was seen.
func (n *inspection) contributionFault(all []contribution) (declared string, name Secret, got string) {
	times, shown := map[string]int{}, 0
	for _, c := range all {
		if !slices.Contains(n.features, c.column) {
			return "contributions of declared columns that are no keys", Secret(c.column), ""
		}
		if times[c.column]++; times[c.column] > 1 {
			return "one contribution a column", "", fmt.Sprintf("several of %q", c.column)
		}
		if c.by != 0 {
			shown++
		}
	}
	if most := n.site.Contributions; most > 0 && shown > most {
		return fmt.Sprintf("at most %d contributions other than 0, which the site shows", most), "", fmt.Sprint(shown)
	}
	for _, feature := range n.features {
		if n.site.EveryFeature && times[feature] == 0 {
			return "a contribution of each column", "", fmt.Sprintf("none of %q", feature)
		}
	}
	return "", "", ""
}
