package score

import (
	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
)

// A span is the rows of a batch, from the first to before the end, that one
// result is for: a record's row, or the rows of a key.
type span struct{ from, end int64 }

// spansOf are all spans of a batch.
func spansOf(b *records.Batch) []span {
	if b.Starts == nil {
		spans := make([]span, b.Record.NumRows())
		for i := range spans {
			spans[i] = span{int64(i), int64(i) + 1}
		}
		return spans
	}
	spans := make([]span, len(b.Starts))
	for i, start := range b.Starts {
		spans[i] = span{start, b.Record.NumRows()}
		if i > 0 {
			spans[i-1].end = start
		}
	}
	return spans
}

// firstRows are the spans' first rows: those of their keys.
func firstRows(spans []span) []span {
	first := make([]span, len(spans))
	for i, s := range spans {
		first[i] = span{s.from, s.from + 1}
	}
	return first
}

// picked are the rows of a record that spans, at least one, have. The caller
// releases them.
func picked(r arrow.Record, spans []span) (arrow.Record, error) {
	rows, first, last := int64(0), spans[0], spans[len(spans)-1]
	for _, s := range spans {
		rows += s.end - s.from
	}
	if rows == last.end-first.from {
		return r.NewSlice(first.from, last.end), nil
	}
	numbers := make([]int64, 0, rows)
	for _, s := range spans {
		for row := s.from; row < s.end; row++ {
			numbers = append(numbers, row)
		}
	}
	return taken(r, int(r.NumCols()), numbers)
}
