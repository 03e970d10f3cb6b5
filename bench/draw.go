package bench

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
)

// Draw takes at most limit batches of exactly rows rows from the records, in
// their order; records that do not fit the contract are passed over. The
// caller releases the batches with the returned function.
func Draw(src records.Source, rows, limit int64) (draws []arrow.Record, release func(), err error) {
	release = func() {
		for _, d := range draws {
			d.Release()
		}
	}
	for int64(len(draws)) < limit {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			release()
			return nil, nil, err
		}
		draws = cut(draws, b.Record, rows, limit)
		b.Release()
	}
	if len(draws) == 0 {
		return nil, nil, fmt.Errorf("not one batch of %s fits the contract: 'handoff score' says why each is rejected", count(rows, "record"))
	}
	return draws, release, nil
}

// cut adds a batch's slices of exactly rows rows.
func cut(draws []arrow.Record, batch arrow.Record, rows, limit int64) []arrow.Record {
	for at := int64(0); at+rows <= batch.NumRows() && int64(len(draws)) < limit; at += rows {
		draws = append(draws, batch.NewSlice(at, at+rows))
	}
	return draws
}
