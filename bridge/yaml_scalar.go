package bridge

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// A scalarForm is how a plain scalar may be written, and what it then is.
// The forms are YAML 1.1's as PyYAML's resolver has them, by which research
// code reads its configs: yes is a bool, 1e-3 a text, 1:30 ninety.
type scalarForm struct {
	written *regexp.Regexp
	value   func(text string) (any, error)
}

var scalarForms = []scalarForm{
	{regexp.MustCompile(`^(~|null|Null|NULL|)$`), func(string) (any, error) { return nil, nil }},
	{regexp.MustCompile(`^(yes|Yes|YES|true|True|TRUE|on|On|ON)$`), func(string) (any, error) { return true, nil }},
	{regexp.MustCompile(`^(no|No|NO|false|False|FALSE|off|Off|OFF)$`), func(string) (any, error) { return false, nil }},
	{regexp.MustCompile(`^[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$`), whole},
	{regexp.MustCompile(`^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$`), func(text string) (any, error) { f, err := sixties(text); return int64(f), err }},
	{regexp.MustCompile(`^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$`), fraction},
	{regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$`), func(text string) (any, error) { return sixties(text) }},
	{regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$`), func(text string) (any, error) { return math.Inf(1 - 2*strings.Count(text, "-")), nil }},
	{regexp.MustCompile(`^\.(nan|NaN|NAN)$`), func(string) (any, error) { return math.NaN(), nil }},
	{regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`), day},
	{regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9][0-9]?(:[0-9][0-9])?))?$`), moment},
}

// scalar is a node that is neither a list nor a mapping. One in quotes is a
// text; one with a tag is what the tag says.
func scalar(n *yaml.Node) (v any, err error) {
	if n.Kind != yaml.ScalarNode || n.Style&yaml.TaggedStyle != 0 {
		err = n.Decode(&v)
		return v, err
	}
	if n.Style != 0 {
		return n.Value, nil
	}
	for _, form := range scalarForms {
		if form.written.MatchString(n.Value) {
			if v, err = form.value(n.Value); err != nil {
				return nil, fmt.Errorf("line %d: %w", n.Line, err)
			}
			return v, nil
		}
	}
	return n.Value, nil
}

// whole reads an integer: binary, octal (a leading 0), decimal or hexadecimal.
func whole(text string) (any, error) {
	return strconv.ParseInt(ungrouped(text), 0, 64)
}

func fraction(text string) (any, error) { return strconv.ParseFloat(ungrouped(text), 64) }

// ungrouped is a number without the underscores that part its digits.
func ungrouped(text string) string { return strings.ReplaceAll(text, "_", "") }

// sixties reads a number to the base of 60: hours, minutes and seconds.
func sixties(text string) (total float64, err error) {
	sign := 1.0
	if text[0] == '-' {
		sign = -1
	}
	for part := range strings.SplitSeq(strings.TrimLeft(ungrouped(text), "+-"), ":") {
		digit, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return 0, err
		}
		total = total*60 + digit
	}
	return sign * total, nil
}

func day(text string) (any, error) {
	at, err := time.Parse(time.DateOnly, text)
	return dateOf(at), err
}

// moment reads a date with a time, which has no zone where it names no offset.
func moment(text string) (any, error) {
	const local = "2006-1-2 15:4:5"
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("Tt \t", r) }), " ")
	text = strings.Replace(strings.Replace(text, " +", "+", 1), " -", "-", 1)
	if at, err := time.Parse(local, text); err == nil {
		return toml.LocalDateTime{LocalDate: dateOf(at),
			LocalTime: toml.LocalTime{Hour: at.Hour(), Minute: at.Minute(), Second: at.Second(), Nanosecond: at.Nanosecond()}}, nil
	}
	if at, err := time.Parse(local+"Z07:00", text); err == nil {
		return at, nil
	}
	return time.Parse(local+"Z07", text)
}

func dateOf(at time.Time) toml.LocalDate {
	return toml.LocalDate{Year: at.Year(), Month: int(at.Month()), Day: at.Day()}
}
