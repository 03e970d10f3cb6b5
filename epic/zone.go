package epic

import (
	"fmt"
	"math"
	"sync"
	"time"
)

var (
	errTwice = &Error{"", "a time that occurs once in the column's zone: this hour occurs twice there, which the policy rejects; write an offset, or say which one is meant by ambiguous"}
	errNever = &Error{"", "a time that occurs in the column's zone: this hour is skipped there, which the policy rejects; write an offset, or say what is meant by nonexistent"}
)

const dayNanos = secondsDay * int64(time.Second)

// A Zone takes what a clock shows to instants and back, all in nanoseconds
// since 1970-01-01 00:00. It is a table of its offsets: the time package works
// out every offset after 2007 anew from a rule, several times as slowly.
type Zone struct {
	from    []int64 // instants at which an offset begins, the first at the beginning of time
	offsets []int64
}

var zones sync.Map // by name

// LoadZone gives the zone of an IANA name; "" is UTC.
func LoadZone(name string) (*Zone, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*Zone), nil
	}
	location, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("zone %q: expected an IANA name such as America/Chicago", name)
	}
	z := tableOf(location)
	zones.Store(name, z)
	return z, nil
}

// tableOf walks through the offsets from the first to the last instant that
// nanoseconds can hold.
func tableOf(location *time.Location) *Zone {
	z := &Zone{}
	first, last := time.Unix(0, math.MinInt64), time.Unix(0, math.MaxInt64)
	for at := first; ; {
		_, seconds := at.In(location).Zone()
		offset := int64(seconds) * int64(time.Second)
		if n := len(z.offsets); n == 0 || z.offsets[n-1] != offset { // what else changes is the offset's name
			z.from, z.offsets = append(z.from, at.UnixNano()), append(z.offsets, offset)
		}
		_, end := at.In(location).ZoneBounds()
		if end.IsZero() || end.After(last) {
			return z
		}
		if !end.After(at) { // so it is on the last day of a leap year, by a rule of the years to come
			end = at.Add(time.Hour)
		}
		at = end
	}
}

// era is the index of the offset in force at an instant.
func (z *Zone) era(instant int64) int {
	low, high := 0, len(z.from)
	for high-low > 1 {
		if middle := (low + high) / 2; z.from[middle] <= instant {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// Wall is what a clock in the zone shows at an instant, an *[Error] where
// nanoseconds cannot hold that. The least of them is pandas' NaT.
func (z *Zone) Wall(instant int64) (int64, error) {
	offset := z.offsets[z.era(instant)]
	n := instant + offset
	if offset != 0 && (n > instant) != (offset > 0) || n == math.MinInt64 {
		return 0, errRange
	}
	return n, nil
}

// A clock is a zone and what becomes of the times that its clocks show twice
// or never.
type clock struct {
	*Zone
	ambiguous, nonexistent string
}

// instant takes a wall time to the instant at which a clock in the zone shows
// it. The offsets from a day before to a day after, nearly always one or two,
// are all that the clock can have had.
func (c clock) instant(wall int64) (Value, error) {
	if wall > math.MaxInt64-2*dayNanos || wall < math.MinInt64+2*dayNanos {
		return Value{}, errRange // its instant, or the day beside it, may be out of reach
	}
	first, last := c.era(wall-dayNanos), c.era(wall+dayNanos)
	if first == last {
		return OfTime(Instant, wall-c.offsets[first]), nil
	}
	var earliest, latest, change int64
	found := 0
	for era := first; era <= last; era++ {
		switch at := wall - c.offsets[era]; {
		case c.era(at) == era:
			if found++; found == 1 {
				earliest = at
			}
			latest = at
		case at < c.from[era] && change == 0:
			change = c.from[era]
		}
	}
	switch found {
	case 0:
		return c.never(change)
	case 1:
		return OfTime(Instant, earliest), nil
	}
	return c.twice(earliest, latest)
}

func (c clock) twice(earlier, later int64) (Value, error) {
	switch c.ambiguous {
	case "earlier":
		return OfTime(Instant, earlier), nil
	case "later":
		return OfTime(Instant, later), nil
	case "missing":
		return missingFor(zoneChange), nil
	}
	return Value{}, errTwice
}

// never decides on a time that the clocks skip as they change at an instant.
func (c clock) never(change int64) (Value, error) {
	switch c.nonexistent {
	case "shift_forward":
		return OfTime(Instant, change), nil
	case "shift_backward":
		return OfTime(Instant, change-1), nil
	case "missing":
		return missingFor(zoneChange), nil
	}
	return Value{}, errNever
}
