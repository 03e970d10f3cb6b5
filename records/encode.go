package records

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A cellWriter appends the text of a row's value, which is not null.
type cellWriter func(b []byte, row int) []byte

// cellWriterOf gives how an array's values are written as text: numbers by
// the shortest text that reads back as the same number, times in ISO 8601,
// lists as JSON. asJSON quotes what JSON quotes.
func cellWriterOf(a arrow.Array, asJSON bool) (cellWriter, error) {
	if w := numberWriter(a); w != nil {
		return w, nil
	}
	quote := func(b []byte, s string) []byte { return append(b, s...) }
	if asJSON {
		quote = appendJSON
	}
	switch a := a.(type) {
	case *array.String:
		return func(b []byte, i int) []byte { return quote(b, a.Value(i)) }, nil
	case *array.Dictionary:
		return dictionaryWriter(a, asJSON)
	case *array.List:
		return func(b []byte, i int) []byte { return append(b, jsonText(a, i).Text...) }, nil
	}
	if w := timeWriter(a); w != nil {
		var text []byte
		return func(b []byte, i int) []byte {
			text = w(text[:0], i)
			return quote(b, string(text))
		}, nil
	}
	return nil, fmt.Errorf("type %s cannot be written as text", a.DataType())
}

func dictionaryWriter(a *array.Dictionary, asJSON bool) (cellWriter, error) {
	w, err := cellWriterOf(a.Dictionary(), asJSON)
	if err != nil {
		return nil, err
	}
	return func(b []byte, i int) []byte { return w(b, a.GetValueIndex(i)) }, nil
}

func numberWriter(a arrow.Array) cellWriter {
	switch a := a.(type) {
	case *array.Boolean:
		return func(b []byte, i int) []byte { return strconv.AppendBool(b, a.Value(i)) }
	case *array.Float64:
		return func(b []byte, i int) []byte { return appendFloat(b, a.Value(i), 64) }
	case *array.Float32:
		return func(b []byte, i int) []byte { return appendFloat(b, float64(a.Value(i)), 32) }
	case *array.Uint64:
		return func(b []byte, i int) []byte { return strconv.AppendUint(b, a.Value(i), 10) }
	}
	if !arrow.IsInteger(a.DataType().ID()) {
		return nil
	}
	get := presentNumber(a)
	return func(b []byte, i int) []byte { return strconv.AppendInt(b, get(i).Int, 10) }
}

// appendFloat writes a float as Python's repr does where that is valid JSON:
// the shortest digits, an exponent for the very great and the very small.
func appendFloat(b []byte, f float64, bits int) []byte {
	format := byte('f')
	if abs := max(f, -f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		format = 'e'
	}
	return strconv.AppendFloat(b, f, format, -1, bits)
}

func timeWriter(a arrow.Array) cellWriter {
	switch a := a.(type) {
	case *array.Date32:
		return func(b []byte, i int) []byte { return a.Value(i).ToTime().AppendFormat(b, time.DateOnly) }
	case *array.Timestamp:
		return timestampWriter(a)
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit.Multiplier()
		return func(b []byte, i int) []byte { return appendSpan(b, time.Duration(a.Value(i))*unit) }
	}
	return nil
}

// timestampWriter writes instants with their offset and wall times without.
func timestampWriter(a *array.Timestamp) cellWriter {
	t := a.DataType().(*arrow.TimestampType)
	layout := "2006-01-02T15:04:05.999999999"
	zone := time.UTC
	if t.TimeZone != "" {
		layout = time.RFC3339Nano
		if z, err := time.LoadLocation(t.TimeZone); err == nil {
			zone = z
		}
	}
	return func(b []byte, i int) []byte { return a.Value(i).ToTime(t.Unit).In(zone).AppendFormat(b, layout) }
}

// appendSpan writes a span as pandas does: "-1 days +23:00:00".
func appendSpan(b []byte, d time.Duration) []byte {
	const day = 24 * time.Hour
	days := d / day
	rest := d % day
	sign := ""
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	if days < 0 {
		sign = "+"
	}
	b = fmt.Appendf(b, "%d days %s%02d:%02d:%02d", int64(days), sign, rest/time.Hour, rest/time.Minute%60, rest/time.Second%60)
	if nanos := rest % time.Second; nanos > 0 {
		b = fmt.Appendf(b, ".%09d", nanos)
	}
	return b
}

// appendJSON appends a JSON string. What is no UTF-8 becomes U+FFFD, as
// encoding/json has it.
func appendJSON(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			text, err := json.Marshal(s)
			if err != nil {
				panic(fmt.Sprintf("records: a string is JSON, yet: %v", err))
			}
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// isJSON tells whether a column's texts are JSON already.
func isJSON(f arrow.Field) bool {
	o, err := schema.OutputOf(f)
	return err == nil && o.DType.Kind == schema.JSON
}
