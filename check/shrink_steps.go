package check

import (
	"slices"

	"handoff/schema"
)

// findRow looks for one row that ends the process by itself: all others are
// answered, so that it costs one process.
func (x *shrinker) findRow() {
	if len(x.rows) == 1 {
		return
	}
	for i := range x.rows {
		if x.try(x.best.on.take([]int64{int64(i)})) {
			x.rows = x.rows[i : i+1]
			return
		}
	}
}

func (x *shrinker) fewerRows() {
	all, on := slices.Clone(x.rows), x.best.on
	kept := minimise(len(all), 1, func(kept []int) bool { return x.try(on.take(positions(kept))) })
	x.rows = nil
	for _, i := range kept {
		x.rows = append(x.rows, all[i])
	}
}

func positions(kept []int) []int64 {
	all := make([]int64, len(kept))
	for i, at := range kept {
		all[i] = int64(at)
	}
	return all
}

// plainColumns makes plain all columns whose values do not matter.
func (x *shrinker) plainColumns() {
	on := x.best.on
	minimise(int(on.record.NumCols()), 0, func(kept []int) bool {
		return x.try(on.plain(func(column, _ int) bool { return slices.Contains(kept, column) }))
	})
}

// plainCells makes plain the cells that do not matter in what columns still
// differ from that.
func (x *shrinker) plainCells() {
	on := x.best.on
	rows := int(on.record.NumRows())
	if rows == 1 {
		return
	}
	columns, err := on.uncommon()
	if err != nil {
		x.err = err
		return
	}
	minimise(len(columns)*rows, 1, func(kept []int) bool {
		return x.try(on.plain(func(column, row int) bool {
			at := slices.Index(columns, column)
			return at >= 0 && slices.Contains(kept, at*rows+row)
		}))
	})
}

// fewerColumns leaves columns out of what has them by name. Where the call
// raises, or never comes back, none but optional ones: it does not tell
// whether the model, once mended, would go on to miss them.
func (x *shrinker) fewerColumns() {
	form := x.contract.Predict.Form
	if form != schema.FormDataFrame && form != schema.FormRecord {
		return
	}
	on := x.best.on
	minimise(int(on.record.NumCols()), 1, func(kept []int) bool {
		if x.best.shows == raises || x.best.shows == ends || x.best.shows == answers {
			for i, field := range on.record.Schema().Fields() {
				if c, err := schema.ColumnOf(field); (err != nil || c.IsRequired()) && !slices.Contains(kept, i) {
					return false
				}
			}
		}
		return x.try(on.columnsAt(kept), nil)
	})
}

// toPublic puts values of the contract in place of those of records, so that
// the input may be shown: see [isStock].
func (x *shrinker) toPublic() {
	if !x.isPrivate(x.best.on) {
		return
	}
	columns, err := x.best.on.uncommon()
	if err != nil {
		x.err = err
		return
	}
	for _, column := range columns {
		c, err := schema.ColumnOf(x.best.on.record.Schema().Field(column))
		if err != nil {
			return
		}
		for _, text := range stock(c) {
			if x.try(x.best.on.filled(column, text)) {
				break
			}
		}
	}
	if public, err := isStock(x.best.on); public && err == nil {
		on := x.best.on.copy()
		on.private, on.from = false, "rows made from the contract"
		x.left = max(x.left, 2) // one more is worth it
		x.try(on, nil)
	}
}
