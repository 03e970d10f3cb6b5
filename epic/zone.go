package epic

import (
	"math"
	"time"
)

var (
	errTwice = &Error{"", "a time that occurs once in the column's zone: this hour occurs twice there, which the policy rejects; write an offset"}
	errNever = &Error{"", "a time that occurs in the column's zone: this hour is skipped there, which the policy rejects; write an offset"}
)

// instant takes a wall time to the instant at which a clock in the zone shows
// it. Offsets a day before and a day after are the two that the clock can
// have had, since no zone changes twice within that time.
func instant(wall int64, zone *time.Location) (Value, error) {
	const day = secondsDay * int64(time.Second)
	if wall > math.MaxInt64-2*day || wall < math.MinInt64+2*day {
		return Value{}, errRange // its instant, or the day beside it, may be out of reach
	}
	before, okBefore := candidate(wall, -day, zone)
	after, okAfter := candidate(wall, day, zone)
	switch {
	case okBefore && okAfter && before != after:
		return Value{}, errTwice
	case okBefore:
		return OfTime(Instant, before), nil
	case okAfter:
		return OfTime(Instant, after), nil
	}
	return Value{}, errNever
}

// candidate is the instant that shows the wall time if the zone's offset is
// the one in force at about wall plus shift, and whether it is.
func candidate(wall, shift int64, zone *time.Location) (int64, bool) {
	offset := offsetAt(wall+shift, zone)
	at := wall - offset
	return at, offsetAt(at, zone) == offset
}

func offsetAt(nanos int64, zone *time.Location) int64 {
	_, seconds := time.Unix(0, nanos).In(zone).Zone()
	return int64(seconds) * int64(time.Second)
}

// WallIn is what a clock in the zone shows at an instant, both in nanoseconds
// since 1970-01-01 00:00.
func WallIn(instant int64, zone *time.Location) int64 { return instant + offsetAt(instant, zone) }
