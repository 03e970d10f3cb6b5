package bench

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
)

// Draw takes at most limit batches of exactly rows rows from the records, or of
// all records of so many keys where the source gives these together, in their
// order; records that do not fit the contract are passed over. The caller releases
// the batches with the returned function.
func Draw(src records.Source, rows, limit int64) (draws []arrow.Record, release func(), err error) {
	release = func() {
		for _, d := range draws {
			d.Release()
		}
	}
	what := "record"
	for int64(len(draws)) < limit {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			release()
			return nil, nil, err
		}
		if b.Starts != nil {
			what = "key"
		}
		draws = cut(draws, b, rows, limit)
		b.Release()
	}
	if len(draws) == 0 {
		return nil, nil, fmt.Errorf("not one batch of %s fits the contract: 'handoff score' says why each is rejected", count(rows, what))
	}
	return draws, release, nil
}

// cut adds a batch's slices of exactly n rows, or n keys.
func cut(draws []arrow.Record, b *records.Batch, n, limit int64) []arrow.Record {
	units, begins := b.Record.NumRows(), func(i int64) int64 { return i }
	if b.Starts != nil {
		units = int64(len(b.Starts))
		begins = func(i int64) int64 {
			if i == units {
				return b.Record.NumRows()
			}
			return b.Starts[i]
		}
	}
	for at := int64(0); at+n <= units && int64(len(draws)) < limit; at += n {
		draws = append(draws, b.Record.NewSlice(begins(at), begins(at+n)))
	}
	return draws
}
