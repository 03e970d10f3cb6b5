package check

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// hasLevels tells whether a column has a closed list of values.
func hasLevels(c schema.Column) bool { return len(c.Levels) > 0 }

// refusesUnknown tells whether a value that is no level of the column's
// reaches predict, if it reaches anyone: others the contract has replaced.
func refusesUnknown(c schema.Column) bool {
	return hasLevels(c) && (c.Unknown == "" || c.Unknown == "reject")
}

// levelsOf are a column's levels as a finding can hold them.
func levelsOf(c schema.Column) string {
	const enough = 10
	var names []string
	for _, l := range c.Levels {
		names = append(names, l.String())
	}
	return shortened(names, enough)
}

// unseen is a level that the column does not have.
func unseen(levels []schema.Level) schema.Level {
	most := schema.Level{IsInt: true}
	known := map[string]bool{}
	for _, l := range levels {
		most.Int = max(most.Int, l.Int+1)
		known[strings.ToLower(l.Text)] = true
	}
	if levels[0].IsInt {
		return most
	}
	text := "Other"
	for known[strings.ToLower(text)] {
		text += " than these"
	}
	return schema.Level{Text: text}
}

// toUnseen gives a column a level that it does not have, in every row.
func toUnseen(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	c.Levels = append(slices.Clone(c.Levels), unseen(c.Levels))
	return atLevel(-1)(c, values)
}

// atLevel gives a column its i-th level in every row, counted from the last
// where i is negative.
func atLevel(i int) change { return halves(i, i, 0) }

// halves gives a column its i-th level in the first n rows and its j-th in
// the others, counted from the last where they are negative.
func halves(i, j, n int) change {
	return func(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
		known := make([]string, values.Len())
		for row := range known {
			at := j
			if row < n {
				at = i
			}
			known[row] = c.Levels[(at+len(c.Levels))%len(c.Levels)].String()
		}
		made, err := generateColumn(c, c.Arrow().Type, len(known), known)
		return c, made, err
	}
}

// relisted lists the levels of a column in the opposite order, with the same
// values; those of an ordered one mean something by their order.
func relisted(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	c.Levels = slices.Clone(c.Levels)
	if !c.Ordered {
		slices.Reverse(c.Levels)
	}
	return rewritten(c, values, func(_ int, text string) string { return text })
}

// onlyItsOwn gives a column its last level in every row, and no other to list.
func onlyItsOwn(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	c.Levels = c.Levels[len(c.Levels)-1:]
	return atLevel(-1)(c, values)
}

// A misspelling writes a level as it might come from somewhere else.
type misspelling struct {
	how   string
	write func(i int, text string) string
}

var misspellings = []misspelling{
	{"with a blank behind it", func(_ int, text string) string { return text + " " }},
	{"in another case", func(_ int, text string) string {
		if lower := strings.ToLower(text); lower != text {
			return lower
		}
		return strings.ToUpper(text)
	}},
	{"by its number", func(i int, _ string) string { return strconv.Itoa(i + 1) }},
}

// change misspells a column's levels; what would be another level stays.
func (m misspelling) change(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	respelled := map[string]string{}
	levels := slices.Clone(c.Levels)
	for i, l := range c.Levels {
		if text := m.write(i, l.Text); !slices.Contains(levels, schema.Level{Text: text}) {
			levels[i] = schema.Level{Text: text}
		}
		respelled[l.Text] = levels[i].Text
	}
	c.Levels = levels
	return rewritten(c, values, func(_ int, text string) string { return respelled[text] })
}

// unknownThrough are the columns of which an unseen level is scored; they are
// asked about once.
func (s *subject) unknownThrough(ctx context.Context) ([]asked, error) {
	columns, err := s.leveled(refusesUnknown)
	if err != nil || s.unknown != nil {
		return s.unknown, err
	}
	s.unknown, err = s.eachThrough(ctx, columns, func(columns []string) probe {
		return s.silently(fmt.Sprintf("a call with an unseen level in %s", listed(columns)), columns, 1, toUnseen)
	})
	return s.unknown, err
}

// leveled are the columns with levels that satisfy a condition.
func (s *subject) leveled(satisfy func(schema.Column) bool) ([]string, error) {
	return s.columnsThat(func(c schema.Column) bool { return hasLevels(c) && satisfy(c) }, "no column has levels of which this could be asked")
}

// likeWhat says which level a call's unseen one is scored like; "" where none.
func (s *subject) likeWhat(ctx context.Context, columns []string, c *call) (string, error) {
	if len(columns) > 1 || s.steady() != nil {
		return "", nil
	}
	changes := []change{s.missingIn(1)}
	names := []string{"a missing value"}
	for i, l := range s.declared(columns[0]).Levels[:min(maxLike, len(s.declared(columns[0]).Levels))] {
		changes, names = append(changes, atLevel(i)), append(names, strconv.Quote(l.String()))
	}
	for i := range changes {
		variant, err := s.samples[0].changed(columns, changes[i])
		if variant == nil || err != nil {
			return "", err
		}
		other, err := s.provoke(ctx, fmt.Sprintf("a call with %s in %s", names[i], columns[0]), variant)
		if err != nil {
			return "", err
		}
		if s.agree(other, c) {
			return names[i], nil
		}
	}
	return "", nil
}

// maxLike is how many levels an unseen one is held against.
const maxLike = 10
