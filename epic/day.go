package epic

import (
	"math"
	"strings"
	"time"
)

const (
	// horologEpoch is 1840-12-31, day 0 of $HOROLOG, in days since 1970-01-01.
	horologEpoch = -47117
	// lastDay is 9999-12-31 in days since 1840-12-31.
	lastDay    = 2980013
	secondsDay = 24 * 60 * 60
)

var (
	errHorolog        = &Error{"horolog", `days since 1840-12-31, or "days,seconds"`}
	errHorologSeconds = &Error{"horolog_seconds", "whole seconds since 1840-12-31 00:00"}
	errDateReal       = &Error{"date_real", "days since 1840-12-31, with or without decimals"}
	errYMD            = &Error{"yyyymmdd", "a date as the number yyyymmdd"}
	errRange          = &Error{"", "a time between 1677-09-21 and 2262-04-11, which nanoseconds can hold"}
)

// horolog reads days since 1840-12-31 as a Day, and "days,seconds" as a Wall
// time.
func horolog(v Value) (Value, error) {
	if v.Kind == Text {
		if days, seconds, ok := strings.Cut(v.Text, ","); ok {
			return horologPair(OfText(days), OfText(seconds))
		}
	}
	d, ok := count(v, lastDay)
	if !ok {
		return Value{}, errHorolog
	}
	return OfTime(Day, d+horologEpoch), nil
}

func horologPair(days, seconds Value) (Value, error) {
	d, ok := count(days, lastDay)
	s, ok2 := count(seconds, secondsDay-1)
	if !ok || !ok2 {
		return Value{}, errHorolog
	}
	return wall((d+horologEpoch)*secondsDay+s, 0)
}

func horologSeconds(v Value) (Value, error) {
	s, ok := count(v, (lastDay+1)*secondsDay-1)
	if !ok {
		return Value{}, errHorologSeconds
	}
	return wall(s+horologEpoch*secondsDay, 0)
}

// dateReal drops the sequence number. Of a text it does so digit by digit: as
// a float, enough nines would make the next day of it.
func dateReal(v Value) (Value, error) {
	if v.Kind == Text {
		whole, sequence, _ := strings.Cut(v.Text, ".")
		if strings.Trim(sequence, "0123456789") != "" || strings.HasPrefix(whole, "-") {
			return Value{}, errDateReal
		}
		v = OfText(whole)
	} else if f, ok := v.AsFloat(); ok {
		v = OfFloat(math.Floor(f))
	}
	d, ok := count(v, lastDay)
	if !ok {
		return Value{}, errDateReal
	}
	return OfTime(Day, d+horologEpoch), nil
}

func yyyymmdd(v Value) (Value, error) {
	n, ok := count(v, 99991231)
	if !ok {
		return Value{}, errYMD
	}
	d, ok := dayOf(n/10000, n/100%100, n%100)
	if !ok || n < 10000101 {
		return Value{}, errYMD
	}
	return OfTime(Day, d), nil
}

// count is a whole number from 0 to limit, of any kind that holds one.
func count(v Value, limit int64) (int64, bool) {
	v, err := numberReader(v)
	if err != nil {
		return 0, false
	}
	n, ok := v.AsInt()
	return n, ok && n >= 0 && n <= limit
}

// wall is a Wall time of seconds and nanoseconds (below a second) since 1970.
// What overflows within the first or the last second changes its sign; the
// least int64 is pandas' NaT.
func wall(seconds, nanos int64) (Value, error) {
	const limit = math.MaxInt64 / int64(time.Second)
	n := seconds*int64(time.Second) + nanos
	if seconds < -limit-1 || seconds > limit || (n < 0) != (seconds < 0) || n == math.MinInt64 {
		return Value{}, errRange
	}
	return OfTime(Wall, n), nil
}
