package records

import (
	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
)

func days(add func(arrow.Date32)) func(epic.Value) error {
	return func(v epic.Value) error {
		if v.Kind != epic.Day || int64(int32(v.Int)) != v.Int {
			return errLoss
		}
		add(arrow.Date32(v.Int))
		return nil
	}
}

// timestamps appends instants to a column with a zone and wall times to one
// without. An instant in a naive column is shown on the column's clock; a
// column that names none would lose the offset.
func timestamps(b *array.TimestampBuilder, zone *epic.Zone) func(epic.Value) error {
	naive := b.Type().(*arrow.TimestampType).TimeZone == ""
	return func(v epic.Value) error {
		switch {
		case v.Kind == epic.Wall && naive, v.Kind == epic.Instant && !naive:
			b.Append(arrow.Timestamp(v.Int))
		case v.Kind == epic.Instant && zone != nil:
			wall, err := zone.Wall(v.Int)
			if err != nil {
				return err
			}
			b.Append(arrow.Timestamp(wall))
		case v.Kind == epic.Instant:
			return errOffset
		default:
			return errLoss
		}
		return nil
	}
}

// errOffset says that a naive column would lose a time's offset.
var errOffset = &epic.Error{Expected: "a time without offset, or zone in the contract: the clock to show it on"}

func spans(add func(arrow.Duration)) func(epic.Value) error {
	return func(v epic.Value) error {
		if v.Kind != epic.Span {
			return errLoss
		}
		add(arrow.Duration(v.Int))
		return nil
	}
}
