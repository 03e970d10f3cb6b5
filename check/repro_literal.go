package check

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/pelletier/go-toml/v2"
)

// quoted is a text as Python writes it. Go's escapes are Python's too.
func quoted(text string) string { return strconv.Quote(text) }

// literal is plain data, of a contract or a configuration, as Python writes it.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case string:
		return quoted(v)
	case float64:
		return floating(v, 64)
	case []any:
		return "[" + list(v, literal) + "]"
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		return "{" + list(keys, func(k string) string { return quoted(k) + ": " + literal(v[k]) }) + "}"
	case map[any]any:
		items := make([]string, 0, len(v))
		for k, value := range v {
			items = append(items, literal(k)+": "+literal(value))
		}
		slices.Sort(items)
		return "{" + strings.Join(items, ", ") + "}"
	case time.Time:
		return fmt.Sprintf("datetime.datetime.fromisoformat(%q)", v.Format("2006-01-02T15:04:05.000000-07:00"))
	case toml.LocalDateTime:
		return fmt.Sprintf("datetime.datetime.fromisoformat(%q)", v.AsTime(time.UTC).Format("2006-01-02T15:04:05.000000"))
	case toml.LocalDate:
		return fmt.Sprintf("datetime.date.fromisoformat(%q)", v)
	case toml.LocalTime:
		return fmt.Sprintf("datetime.time.fromisoformat(\"%02d:%02d:%02d.%06d\")", v.Hour, v.Minute, v.Second, v.Nanosecond/1000)
	}
	return fmt.Sprint(v)
}

// list joins items as Python lists them.
func list[T any](items []T, write func(T) string) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = write(item)
	}
	return strings.Join(texts, ", ")
}

// floating is a number that Python reads as the same float.
func floating(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "math.nan"
	case math.IsInf(f, 0):
		return map[bool]string{true: "math.inf", false: "-math.inf"}[f > 0]
	}
	text := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// cellLiteral is a cell as Python writes it: plain is for a record, where
// times are objects of their own; in a frame pandas reads them from text.
func cellLiteral(a arrow.Array, i int, missing string, plain bool) string {
	if a.IsNull(i) {
		return missing
	}
	switch a := a.(type) {
	case *array.Boolean:
		return literal(a.Value(i))
	case *array.Float64:
		return floating(a.Value(i), 64)
	case *array.Float32:
		if plain {
			return floating(float64(a.Value(i)), 64)
		}
		return floating(float64(a.Value(i)), 32)
	case *array.String:
		return quoted(a.Value(i))
	case *array.Dictionary:
		return cellLiteral(a.Dictionary(), a.GetValueIndex(i), missing, plain)
	case *array.Date32:
		return fmt.Sprintf("datetime.date.fromisoformat(%q)", a.Value(i).ToTime().Format(time.DateOnly))
	case *array.Timestamp:
		return momentLiteral(a, i, plain)
	case *array.Duration:
		if plain {
			return fmt.Sprintf("datetime.timedelta(microseconds=%d)", int64(a.Value(i))/1000)
		}
		return strconv.FormatInt(int64(a.Value(i)), 10)
	case *array.List:
		from, to := a.ValueOffsets(i)
		items := make([]string, to-from)
		for k := range items {
			items[k] = cellLiteral(a.ListValues(), int(from)+k, "None", plain)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return a.ValueStr(i)
}

func momentLiteral(a *array.Timestamp, i int, plain bool) string {
	t := time.Unix(0, int64(a.Value(i))).UTC()
	zone := a.DataType().(*arrow.TimestampType).TimeZone
	if !plain {
		return quoted(t.Format("2006-01-02T15:04:05.999999999"))
	}
	layout := "2006-01-02T15:04:05.000000"
	if zone != "" {
		if at, err := time.LoadLocation(zone); err == nil {
			t, layout = t.In(at), layout+"-07:00"
		}
	}
	return fmt.Sprintf("datetime.datetime.fromisoformat(%q)", t.Format(layout))
}
