package epic

import "fmt"

var errFiller = &Error{"filler_dates", "a date or a time"}

// Fillers are the dates that stand for none where the site says nothing else.
var Fillers = []string{"1900-01-01", "2099-12-31"}

func buildFillers(o Options) (step, error) {
	days := map[int64]bool{}
	for _, text := range o.Fillers {
		m, ok := parseISO(text)
		if !ok {
			return nil, fmt.Errorf("filler date %q: expected an ISO 8601 date such as 1900-01-01", text)
		}
		days[m.day] = true
	}
	return func(v Value) (Value, error) {
		v, err := asTime(v)
		if err == nil && days[dayIn(v)] {
			return missingFor(fillerDate), nil
		}
		return v, err
	}, nil
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
