package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// A Bound is one end of a range: a number, or a date or time in ISO 8601 for
// columns of times. In TOML it is an integer, a float (inf for an open end), a
// date, a date and time, or the text of one of these or of a duration.
type Bound struct {
	Number float64
	Time   string // ISO 8601 for dates and times, as "36h" for durations; "" for a number
}

// MarshalJSON writes a number, or as text an infinite one, a date, a time or
// a duration.
func (b Bound) MarshalJSON() ([]byte, error) {
	if b.Time == "" && !math.IsInf(b.Number, 0) {
		return json.Marshal(b.Number)
	}
	return json.Marshal(b.String())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (b *Bound) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &b.Number) == nil {
		return nil
	}
	if err := json.Unmarshal(text, &b.Time); err != nil {
		return fmt.Errorf("a bound is a number or text: %w", err)
	}
	if f, err := strconv.ParseFloat(b.Time, 64); err == nil && math.IsInf(f, 0) {
		*b = Bound{Number: f}
	}
	return nil
}

// String is the bound as a contract writes it.
func (b Bound) String() string {
	switch {
	case b.Time != "":
		return b.Time
	case b.open():
		return map[bool]string{true: "-inf", false: "inf"}[b.Number < 0]
	}
	if whole := int64(b.Number); float64(whole) == b.Number {
		return strconv.FormatInt(whole, 10)
	}
	return fmt.Sprint(b.Number)
}

// rangeText is a range as a contract writes it: "[0, 120]".
func rangeText(r []Bound) string { return fmt.Sprintf("[%v, %v]", r[0], r[1]) }

// open is a bound's number where it is infinite: it bounds nothing.
func (b Bound) open() bool { return b.Time == "" && math.IsInf(b.Number, 0) }

// ticks is a bound of a date (in days since 1970), a datetime (in
// nanoseconds since 1970, on the wall clock where it has no zone) or a
// timedelta (in nanoseconds). A day alone as the last moment of a datetime
// range means the end of that day.
func (b Bound) ticks(d DType, last bool) (int64, error) {
	switch {
	case b.open() && b.Number < 0:
		return math.MinInt64, nil
	case b.open():
		return math.MaxInt64, nil
	case d.Kind == Timedelta:
		span, err := time.ParseDuration(b.Time)
		if err != nil {
			return 0, fmt.Errorf("%v is no duration: write it in quotes, as \"36h\" or \"90m\"", b)
		}
		return int64(span), nil
	case d.Kind == Date:
		day, err := time.Parse(time.DateOnly, b.Time)
		if err != nil {
			return 0, fmt.Errorf("%v is no date: write it as 2024-12-31", b)
		}
		return day.Unix() / secondsPerDay, nil
	}
	return b.instant(d, last)
}

const (
	secondsPerDay = 24 * 60 * 60
	localDateTime = "2006-01-02T15:04:05"
)

func (b Bound) instant(d DType, last bool) (int64, error) {
	zone, err := location(d.Zone)
	if err != nil {
		return 0, err
	}
	if day, err := time.ParseInLocation(time.DateOnly, b.Time, zone); err == nil {
		if last {
			day = day.AddDate(0, 0, 1).Add(-1)
		}
		return nanoseconds(day)
	}
	if local, err := time.ParseInLocation(localDateTime, b.Time, zone); err == nil {
		return nanoseconds(local)
	}
	offset, err := time.Parse(time.RFC3339, b.Time)
	if err != nil {
		return 0, fmt.Errorf("%v is no date and time: write it as 2024-12-31 or 2024-12-31T23:59:00", b)
	}
	if d.Zone == "" {
		return 0, fmt.Errorf("%v has an offset, and dtype %s has no zone: write it without", b, d)
	}
	return nanoseconds(offset)
}

// nanoseconds refuses what does not fit: pandas.Timestamp.min and max.
func nanoseconds(t time.Time) (int64, error) {
	first, last := time.Unix(0, math.MinInt64), time.Unix(0, math.MaxInt64)
	if t.Before(first) || t.After(last) {
		return 0, fmt.Errorf("%s lies outside of what datetime64[ns] holds, 1677-09-21 to 2262-04-11: write -inf or inf for an open end", t.Format(localDateTime))
	}
	return t.UnixNano(), nil
}
