package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Step of a take path goes one level into a result: by attribute, or by
// subscript. A subscript of several indexes is one tuple, as numpy takes it.
type Step struct {
	Attribute string  `json:"attribute,omitempty"`
	Subscript []Index `json:"subscript,omitempty"`
}

// An Index is one item of a subscript: a key, a whole number, all (":"), or
// Python's ellipsis ("..."), which alone is the whole of anything.
type Index struct {
	Key      *string `json:"key,omitempty"`
	Int      *int64  `json:"int,omitempty"`
	All      bool    `json:"all,omitempty"`
	Ellipsis bool    `json:"ellipsis,omitempty"`
}

var (
	attributeStep = regexp.MustCompile(`^\.([\p{L}_][\p{L}\p{N}_]*)`)
	indexItem     = regexp.MustCompile(`^\s*(?:(:)|([+-]?[0-9]+)|"([^"\\]*)"|'([^'\\]*)'|(\.\.\.))\s*([,\]])`)
)

// ParseTake reads a take path, in Python's own notation: `[0]["risk"]`,
// `[:, 1]`, `.scores[-1]`. What follows a `[:]` is taken of every item of a
// list, as in `[:]["risk"]`; `[...]` is the whole result. An empty path has no
// steps.
func ParseTake(take string) ([]Step, error) {
	var steps []Step
	for rest := take; rest != ""; {
		step, n, err := parseStep(rest)
		if err != nil {
			return nil, fmt.Errorf("%q at character %d: %w", take, len([]rune(take[:len(take)-len(rest)]))+1, err)
		}
		steps, rest = append(steps, step), rest[n:]
	}
	return steps, nil
}

// parseStep reads one step and gives how many bytes it took.
func parseStep(s string) (Step, int, error) {
	if m := attributeStep.FindStringSubmatch(s); m != nil {
		return Step{Attribute: m[1]}, len(m[0]), nil
	}
	rest, ok := strings.CutPrefix(s, "[")
	if !ok {
		return Step{}, 0, errors.New(`expected [0], ["name"] or .name`)
	}
	var step Step
	for {
		m := indexItem.FindStringSubmatch(rest)
		if m == nil {
			return Step{}, 0, errors.New(`expected a whole number, a name in quotes, ":" or "...", then "," or "]"`)
		}
		index, err := parseIndex(m)
		if err != nil {
			return Step{}, 0, err
		}
		step.Subscript = append(step.Subscript, index)
		rest = rest[len(m[0]):]
		if m[6] == "]" {
			return step, len(s) - len(rest), nil
		}
	}
}

func parseIndex(m []string) (Index, error) {
	switch {
	case m[1] != "":
		return Index{All: true}, nil
	case m[5] != "":
		return Index{Ellipsis: true}, nil
	case m[2] != "":
		i, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return Index{}, fmt.Errorf("%s is beyond int64", m[2])
		}
		return Index{Int: &i}, nil
	}
	key := m[3] + m[4]
	return Index{Key: &key}, nil
}
