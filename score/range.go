package score

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

// A Range is the chunks from First to Last, or where Of is not 0 the First-th
// of so many shares of all chunks, from 1 on.
type Range struct{ First, Last, Of int64 }

var ranges = regexp.MustCompile(`^(\d+)(?:([-/])(\d+))?$`)

// ParseRange reads 7, 3-9 or 2/16.
func ParseRange(text string) (Range, error) {
	parts := ranges.FindStringSubmatch(text)
	if parts == nil {
		return Range{}, badRange(text)
	}
	first, err := strconv.ParseInt(parts[1], 10, 64)
	second := first
	if parts[2] != "" {
		var more error
		second, more = strconv.ParseInt(parts[3], 10, 64)
		err = errors.Join(err, more)
	}
	switch {
	case err != nil || second < first || parts[2] == "/" && first == 0:
		return Range{}, badRange(text)
	case parts[2] == "/":
		return Range{First: first, Of: second}, nil
	}
	return Range{First: first, Last: second}, nil
}

func badRange(text string) error {
	return fmt.Errorf("chunks %q: expected a number such as 7, a range such as 3-9, or a share such as 2/16", text)
}

// in are the first and the last of all chunks that it names; last is less than
// first where there are none.
func (r Range) in(all int64) (first, last int64) {
	if r.Of == 0 {
		return r.First, r.Last
	}
	return (r.First - 1) * all / r.Of, r.First*all/r.Of - 1
}

// chosen are the chunks of all that are named, each once, in order.
func chosen(named []Range, all int64) ([]int64, error) {
	set := map[int64]bool{}
	for _, r := range named {
		first, last := r.in(all)
		if last >= all {
			return nil, fmt.Errorf("chunk %d: there are %d, numbered from 0", last, all)
		}
		for n := first; n <= last; n++ {
			set[n] = true
		}
	}
	return slices.Sorted(maps.Keys(set)), nil
}
