package check

import (
	"context"
	"slices"
	"strings"

	"handoff/schema"
)

// probeUnusual calls with values that the contract admits and few records
// hold. The call is one of its own: nothing else is compared with its rows.
func (s *subject) probeUnusual(ctx context.Context) error {
	if !slices.ContainsFunc(s.contract.Columns, func(c schema.Column) bool { return len(unusual(c)) > 0 }) {
		return nil
	}
	like := s.start()
	record, err := generate(s.contract, int(s.contract.RowsPerCall(sampleRows)), func(c schema.Column) []string {
		if odd := unusual(c); len(odd) > 0 {
			return odd
		}
		return like.values(c)
	})
	if err != nil {
		return err
	}
	odd := &sample{record: record, from: "rows made from the contract, some values unusual", private: s.borrows(like)}
	_, err = s.make(ctx, &call{what: "a call with " + odd.from, unusual: true, sample: odd})
	return err
}

// unusual are values of a column, as text: empty and non-ASCII text and far
// dates where nothing bounds it, and a zero within its range.
func unusual(c schema.Column) []string {
	bounded := len(c.Range) > 0 || len(c.Levels) > 0
	switch {
	case c.DType.Kind == schema.Str && !bounded:
		return []string{"", "Müller-Lüdenscheidt", "漢字", " "}
	case c.DType.Kind == schema.Date && !bounded:
		return []string{"1900-01-01", "2000-02-29", "2100-12-31"}
	case c.DType.Kind == schema.Datetime && !bounded:
		return []string{"1900-01-01T00:00:00", "2000-02-29T12:00:00", "2100-12-31T23:59:59"}
	case (c.DType.IsInteger() || c.DType.IsFloat()) && len(c.Range) == 2 && c.Range[0].Number < 0 && c.Range[1].Number > 0:
		return []string{"0"}
	}
	return nil
}

// refusesUnusual tells whether a call failed because the model says that it
// does not take such values: the contract admits them only by saying nothing.
func (c *call) refusesUnusual() bool {
	raised := c.raised()
	return c.unusual && raised != nil && len(raised.Frames) > 0 && (slices.Contains([]string{"KeyError", "ValueError"}, raised.Type) || c.refusesInWords())
}

// refusesInWords tells whether a call ended with a raise statement of the author's.
func (c *call) refusesInWords() bool {
	raised := c.raised()
	if raised == nil || len(raised.Frames) == 0 {
		return false
	}
	at := raised.Frames[len(raised.Frames)-1]
	return at.Author && strings.HasPrefix(strings.TrimSpace(at.Source), "raise ")
}
