package epic

import (
	"strconv"
	"strings"
	"time"
)

var errSpan = &Error{"", `a time span such as "1 days 02:03:04.5" or "02:03:04"`}

// readSpan reads a span of time as pandas writes it: "1 days 02:03:04.5",
// "-1 days +23:00:00" (which is one hour less than nothing), "02:03:04", or
// "3 days".
func readSpan(v Value) (Value, error) {
	days, clock, hasDays := strings.Cut(v.Text, " days")
	if !hasDays {
		if days, clock, hasDays = strings.Cut(v.Text, " day"); !hasDays {
			days, clock = "0", v.Text
		}
	}
	n, ok := wholeDays(days)
	var m moment
	if clock = strings.TrimPrefix(strings.TrimSpace(clock), "+"); ok && clock != "" {
		clock, ok = m.clock(clock)
		ok = ok && clock == ""
	}
	if !ok {
		return Value{}, errSpan
	}
	const day = secondsDay * int64(time.Second)
	return OfTime(Span, n*day+m.second*int64(time.Second)+m.nanos), nil
}

// wholeDays are as many days as nanoseconds can hold, short of the last one.
func wholeDays(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > -106751 && n < 106751
}
