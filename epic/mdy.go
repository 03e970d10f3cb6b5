package epic

import "strings"

var errMDY = &Error{"mdy", "a date as month/day/year such as 1/31/2022, with or without a time such as 1:45:00 PM or 13:45"}

// mdy reads a date as Americans write it as a Day, and with a time of day as a
// Wall time. What a typed file has as a time is one already.
func mdy(v Value) (Value, error) {
	switch v.Kind {
	case Day, Wall, Instant:
		return v, nil
	case Text:
	default:
		return Value{}, errMDY
	}
	date, clock, hasClock := strings.Cut(trimSpace(v.Text), " ")
	day, ok := slashed(date)
	if ok && !hasClock {
		return OfTime(Day, day), nil
	}
	m, isClock := halved(clock)
	if !ok || !isClock {
		return Value{}, errMDY
	}
	return wall(day*secondsDay+m.second, m.nanos)
}

// slashed reads m/d/yyyy.
func slashed(s string) (day int64, ok bool) {
	month, s, ok1 := upTo2(s)
	dayOfMonth, s, ok2 := upTo2(s)
	year, rest, ok3 := digits(s, 4, "")
	if !ok1 || !ok2 || !ok3 || rest != "" {
		return 0, false
	}
	return dayOf(year, month, dayOfMonth)
}

// upTo2 reads one or two digits and the slash behind them.
func upTo2(s string) (value int64, rest string, ok bool) {
	n := strings.IndexByte(s, '/')
	if n != 1 && n != 2 {
		return 0, s, false
	}
	value, _, ok = digits(s, n, "")
	return value, s[n+1:], ok
}

// halved reads h:mm[:ss[.fraction]] of 12 hours with AM or PM, or of 24.
func halved(s string) (m moment, ok bool) {
	half := ""
	if n := len(s) - 2; n > 0 && (strings.EqualFold(s[n:], "AM") || strings.EqualFold(s[n:], "PM")) {
		half, s = s[n:], trimSpace(s[:n])
	}
	if strings.IndexByte(s, ':') == 1 {
		s = "0" + s
	}
	if s, ok = m.clock(s); !ok || s != "" || half == "" {
		return m, ok && s == ""
	}
	const noon = secondsDay / 2
	hour := m.second / 3600
	m.second %= noon
	if strings.EqualFold(half, "PM") {
		m.second += noon
	}
	return m, hour >= 1 && hour <= 12
}
