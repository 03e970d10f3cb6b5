package epic

import "time"

var (
	errUTC      = &Error{"utc_dttm", "an ISO 8601 date and time such as 2022-01-31T13:45:00"}
	errDate     = &Error{"date", "an ISO 8601 date such as 2022-01-31, or that midnight"}
	errDatetime = &Error{"datetime", "an ISO 8601 date and time such as 2022-01-31T13:45:00"}
	errDayText  = &Error{"", "an ISO 8601 date such as 2022-01-31"}
	errTimeText = &Error{"", "an ISO 8601 date and time such as 2022-01-31T13:45:00"}
	errDayTime  = &Error{"day", "an ISO 8601 date such as 2022-01-31, or date and time"}
	errOffset   = &Error{"day", "a date and time without an offset, or a zone of the column, by whose clock its day is told"}
)

// timeOfDay is the error of what would be a date but for its time of day.
func timeOfDay(expected *Error) *Error {
	return &Error{expected.Decoder, `a date without a time of day, which the decoder "day" drops`}
}

func date(v Value) (Value, error)     { return toDay(v, errDate) }
func datetime(v Value) (Value, error) { return toTime(v, errDatetime) }
func readDay(v Value) (Value, error)  { return toDay(v, errDayText) }
func readTime(v Value) (Value, error) { return toTime(v, errTimeText) }

// toDay reads a date. Epic's date-only columns carry midnight, so a time is a
// date where it is midnight.
func toDay(v Value, expected *Error) (Value, error) {
	if v.Kind == Text {
		t, ok := parseISO(trimSpace(v.Text))
		switch {
		case !ok:
			return Value{}, expected
		case t.hasOffset || t.second != 0 || t.nanos != 0:
			return Value{}, timeOfDay(expected)
		}
		return OfTime(Day, t.day), nil
	}
	switch {
	case v.Kind == Day:
		return v, nil
	case v.Kind == Wall && v.Int%dayNanos == 0:
		return OfTime(Day, floorDiv(v.Int, dayNanos)), nil
	case v.Kind == Wall || v.Kind == Instant:
		return Value{}, timeOfDay(expected)
	}
	return Value{}, expected
}

// buildDay drops the time of day.
func buildDay(o Options) (step, error) {
	if o.Zone == "" {
		return func(v Value) (Value, error) { return withoutClock(v, nil) }, nil
	}
	zone, err := LoadZone(o.Zone)
	return func(v Value) (Value, error) { return withoutClock(v, zone) }, err
}

// withoutClock is the day of a date or time. Which day an instant lies in, only
// a zone tells.
func withoutClock(v Value, zone *Zone) (Value, error) {
	if v.Kind == Text {
		t, ok := parseISO(trimSpace(v.Text))
		if !ok || !t.hasOffset {
			return dated(OfTime(Day, t.day), ok)
		}
		instant, err := t.value()
		if err != nil {
			return Value{}, err
		}
		v = instant
	}
	switch {
	case v.Kind == Wall:
		return OfTime(Day, floorDiv(v.Int, dayNanos)), nil
	case v.Kind == Instant && zone == nil:
		return Value{}, errOffset
	case v.Kind == Instant:
		wall, err := zone.Wall(v.Int)
		return OfTime(Day, floorDiv(wall, dayNanos)), err
	}
	return dated(v, v.Kind == Day)
}

func dated(v Value, ok bool) (Value, error) {
	if !ok {
		return Value{}, errDayTime
	}
	return v, nil
}

// toTime reads a time: a Wall time, or an Instant where an offset is given.
func toTime(v Value, expected *Error) (Value, error) {
	switch v.Kind {
	case Wall, Instant:
		return v, nil
	case Day:
		return wall(v.Int*secondsDay, 0)
	case Text:
		t, ok := parseISO(trimSpace(v.Text))
		if !ok {
			return Value{}, expected
		}
		return t.value()
	}
	return Value{}, expected
}

// ParseWall reads an ISO 8601 date and time without white space around it and
// without an offset, as the Int of a Wall time.
func ParseWall(s string) (int64, bool) {
	var m moment
	if !m.parse(s) || m.hasOffset {
		return 0, false
	}
	v, err := m.value()
	return v.Int, err == nil
}

// utc reads a time of a column that holds UTC without saying so in its values.
func utc(v Value) (Value, error) {
	v, err := toTime(v, errUTC)
	if err == nil {
		v.Kind = Instant
	}
	return v, err
}

// A moment is a date and time as ISO 8601 writes it, in parts.
type moment struct {
	day       int64 // since 1970-01-01
	second    int64 // of the day
	nanos     int64
	offset    int64 // seconds east of UTC
	hasOffset bool
}

func (m *moment) value() (Value, error) {
	v, err := wall(m.day*secondsDay+m.second-m.offset, m.nanos)
	if err == nil && m.hasOffset {
		v.Kind = Instant
	}
	return v, err
}

func parseISO(s string) (m moment, ok bool) {
	ok = m.parse(s)
	return m, ok
}

// parse reads yyyy-mm-dd, optionally T or a space and hh:mm, :ss and a
// fraction of up to nine digits and zeros behind them, optionally Z or an offset of hours and
// minutes. A leap second is refused, as pandas does.
func (m *moment) parse(s string) (ok bool) {
	year, s, ok1 := digits(s, 4, "")
	month, s, ok2 := digits(s, 2, "-")
	day, s, ok3 := digits(s, 2, "-")
	if !ok1 || !ok2 || !ok3 {
		return false
	}
	if m.day, ok = dayOf(year, month, day); !ok || s == "" {
		return ok
	}
	if s[0] != 'T' && s[0] != ' ' {
		return false
	}
	if s, ok = m.clock(s[1:]); !ok {
		return false
	}
	return m.zone(trimSpace(s))
}

// clock reads hh:mm[:ss[.fraction]] and gives the rest.
func (m *moment) clock(s string) (string, bool) {
	hour, s, ok1 := digits(s, 2, "")
	minute, s, ok2 := digits(s, 2, ":")
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return s, false
	}
	m.second = hour*3600 + minute*60
	if s == "" || s[0] != ':' {
		return s, true
	}
	second, s, ok := digits(s, 2, ":")
	if !ok || second > 59 {
		return s, false
	}
	m.second += second
	if s == "" || s[0] != '.' {
		return s, true
	}
	return m.fraction(s[1:])
}

func (m *moment) fraction(s string) (string, bool) {
	n, unit, exact := 0, int64(time.Second), true
	for ; n < len(s) && s[n]-'0' <= 9; n++ {
		unit /= 10
		m.nanos += int64(s[n]-'0') * unit
		exact = exact && (unit > 0 || s[n] == '0')
	}
	return s[n:], n >= 1 && exact
}

// zone reads Z, +hh, +hhmm or +hh:mm, or nothing.
func (m *moment) zone(s string) bool {
	if s == "" {
		return true
	}
	m.hasOffset = true
	if s == "Z" {
		return true
	}
	sign := int64(1)
	if s[0] == '-' {
		sign = -1
	} else if s[0] != '+' {
		return false
	}
	hour, s, ok := digits(s[1:], 2, "")
	var minute int64
	if ok && s != "" {
		if s[0] == ':' {
			s = s[1:]
		}
		minute, s, ok = digits(s, 2, "")
	}
	m.offset = sign * (hour*3600 + minute*60)
	return ok && s == "" && hour < 24 && minute < 60
}

// digits reads n digits after the text before and gives the rest.
func digits(s string, n int, before string) (value int64, rest string, ok bool) {
	if len(s) < len(before)+n || s[:len(before)] != before {
		return 0, s, false
	}
	s = s[len(before):]
	for i := range n {
		d := s[i] - '0'
		if d > 9 {
			return 0, s, false
		}
		value = value*10 + int64(d)
	}
	return value, s[n:], true
}
