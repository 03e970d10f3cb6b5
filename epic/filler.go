package epic

import (
	"fmt"
	"slices"
	"strings"
)

var errFiller = &Error{"filler_dates", "a date or a time"}

// Fillers are the dates that stand for none where the site says nothing else.
var Fillers = []string{"1900-01-01", "2099-12-31"}

func buildFillers(o Options) (step, error) {
	days, err := fillerDays(o.Fillers)
	return func(v Value) (Value, error) {
		v, err := asTime(v)
		if err == nil && days[dayIn(v)] {
			return missingFor(fillerDate), nil
		}
		return v, err
	}, err
}

func fillerDays(fillers []string) (map[int64]bool, error) {
	days := map[int64]bool{}
	for _, text := range fillers {
		m, ok := parseISO(text)
		if !ok {
			return nil, fmt.Errorf("filler date %q: expected an ISO 8601 date such as 1900-01-01", text)
		}
		days[m.day] = true
	}
	return days, nil
}

// isFiller tells whether a value that a step could not take is on a filler's day:
// times hold none before 1677 and after 2262, and 9999-12-31 stands for none.
func (p *Pipeline) isFiller(v Value) bool {
	if len(p.fillers) == 0 {
		return false
	}
	day, ok := v.Int, v.Kind == Day
	if v.Kind == Text {
		day, ok = p.dayWritten(trimSpace(v.Text))
	}
	return ok && p.fillers[day]
}

// dayWritten is the day of a text that is a date or a time, however far away.
func (p *Pipeline) dayWritten(s string) (int64, bool) {
	if m, ok := parseISO(s); ok || !slices.Contains(p.options.Decode, "mdy") {
		return m.day, ok
	}
	date, clock, hasClock := strings.Cut(s, " ")
	day, ok := slashed(date)
	if hasClock && ok {
		_, ok = halved(clock)
	}
	return day, ok
}

// asTime reads a text as a time; a day and a time stay.
func asTime(v Value) (Value, error) {
	if v.Kind == Day {
		return v, nil
	}
	return toTime(v, errFiller)
}

// dayIn is the day of a day or of a time.
func dayIn(v Value) int64 {
	if v.Kind == Day {
		return v.Int
	}
	return floorDiv(v.Int, dayNanos)
}
