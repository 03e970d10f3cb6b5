package records

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// A quick appends the texts up to the first that it does not know, and gives
// how many these are.
type quick func(strip) int

// quickFor reads what most cells of a column without decoders are (a plain
// number, any text, a level, a flag, a time without offset) as the pipeline
// would, several times as fast; nil for a column of another kind.
func quickFor(def schema.Column, tokens []string, out builder) quick {
	switch b := out.(type) {
	case *category:
		return reading(b.level, b.AppendValues, tokens)
	case castTo:
		return b.quick(def, tokens)
	}
	return nil
}

func (b castTo) quick(def schema.Column, tokens []string) quick {
	switch to := b.Builder.(type) {
	case *array.StringBuilder:
		if def.DType.Kind == schema.Str {
			return anyText(to, tokens)
		}
	case *array.Float64Builder:
		return reading(readFloat, to.AppendValues, tokens)
	case *array.Int64Builder:
		return reading(readInt, to.AppendValues, tokens)
	case *array.BooleanBuilder:
		if def.True == nil && def.False == nil {
			return reading(readFlag, to.AppendValues, tokens)
		}
	case *array.TimestampBuilder:
		if def.Zone == "" && def.DType.Zone == "" {
			return reading(readTime, to.AppendValues, tokens)
		}
	}
	if def.DType.IsInteger() || def.DType.IsFloat() {
		return b.numbers(tokens)
	}
	return nil
}

// reading reads each text and appends all values at once.
func reading[T any](read func(string) (T, bool), add func([]T, []bool), tokens []string) quick {
	values := make([]T, blockRows)
	return func(t strip) int {
		n := 0
		for at := 0; at < len(t.cells); at += t.width {
			s := t.text[t.cells[at].from:t.cells[at].to]
			v, ok := read(s)
			if !ok || len(tokens) > 0 && slices.Contains(tokens, s) {
				break
			}
			values[n] = v
			n++
		}
		add(values[:n], nil)
		return n
	}
}

// anyText takes texts as they are. There is room at once for what the rows of
// a batch take where they are like the first: growing step by step costs more
// than reading them.
func anyText(to *array.StringBuilder, tokens []string) quick {
	add := reading(func(s string) (string, bool) { return s, true }, to.AppendValues, tokens)
	return func(t strip) int {
		if to.DataCap() == 0 {
			to.ReserveData(1 + t.bytes()*to.Cap()/t.len())
		}
		return add(t)
	}
}

// numbers reads the numbers that the dtype can hold.
func (b castTo) numbers(tokens []string) quick {
	return func(t strip) int {
		for n := range t.len() {
			v, ok := epic.ParseNumber(t.at(n))
			if !ok || slices.Contains(tokens, t.at(n)) || b.cast(v) != nil {
				return n
			}
		}
		return t.len()
	}
}

func readFloat(s string) (float64, bool) {
	if f, ok := epic.ParseFloat(s); ok || s == "" {
		return f, ok
	}
	v, ok := epic.ParseNumber(s)
	return v.Float, ok && v.Kind == epic.Float
}

func readInt(s string) (int64, bool) {
	if n, ok := fewDigits(s); ok {
		return n, true
	}
	v, ok := epic.ParseNumber(s)
	return v.Int, ok && v.Kind == epic.Int
}

// fewDigits reads a whole number without a sign that cannot overflow.
func fewDigits(s string) (n int64, ok bool) {
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int64(d)
	}
	return n, 0 < len(s) && len(s) <= 18
}

func readFlag(s string) (value, ok bool) {
	switch s {
	case "true", "True", "1":
		return true, true
	case "false", "False", "0":
		return false, true
	}
	return false, false
}

func readTime(s string) (arrow.Timestamp, bool) {
	ns, ok := epic.ParseWall(s)
	return arrow.Timestamp(ns), ok
}
