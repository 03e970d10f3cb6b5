package schema

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// maxExactInt is the greatest whole number up to which a float64 holds all.
const maxExactInt = 1 << 53

// wrongType is the error for a TOML value that is not what was expected, or
// nil where it is.
func wrongType(ok bool, expected string, seen any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("expected %s, seen %s", expected, tomlType(seen))
}

func tomlType(v any) string {
	switch v.(type) {
	case toml.LocalTime:
		return "a time of day"
	case string:
		return "text"
	case bool:
		return "true or false"
	case int64:
		return "a whole number"
	case float64:
		return "a number with a fraction"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}

func (l *Level) setTOML(v any) error {
	switch v := v.(type) {
	case string:
		*l = Level{Text: v}
	case int64:
		*l = Level{Int: v, IsInt: true}
	default:
		return wrongType(false, "text or a whole number", v)
	}
	return nil
}

func (b *Bound) setTOML(v any) error {
	switch v := v.(type) {
	case int64:
		b.Number = float64(v)
		if v > maxExactInt || v < -maxExactInt {
			return errors.New("a bound beyond 2^53 is not exact: leave it out or choose one within")
		}
	case float64:
		b.Number = v
		if math.IsNaN(v) {
			return errors.New("nan bounds nothing: write inf for an open end")
		}
	case toml.LocalDate, toml.LocalDateTime:
		b.Time = fmt.Sprint(v)
	case time.Time:
		b.Time = v.Format(time.RFC3339Nano)
	case string:
		b.Time = v
	default:
		return wrongType(false, "a number, a date, a date and time, or a duration in quotes", v)
	}
	return nil
}

// A Duration is written "50ms" in TOML.
type Duration time.Duration

// UnmarshalText reads a duration as Go writes it: "50ms", "10s".
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is no duration above zero: write it as 50ms, 1.5s or 2m", text)
	}
	return nil
}

// MarshalText writes a duration as a contract does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }
