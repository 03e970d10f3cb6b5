package wrapper

import (
	"cmp"
	"strconv"
	"strings"
)

// A Specifier is one clause of a version specification (PEP 440).
type Specifier struct {
	Op      string // ==, !=, <, <=, >, >=, ~= or ===
	Version string // e.g. "3.8", "1.24.*"
}

func (s Specifier) String() string { return s.Op + s.Version }

// Admits tells whether a released version, as of Python itself, meets the
// clause. Only release numbers are compared: 3.8.18, not 3.9rc1.
func (s Specifier) Admits(version string) bool {
	prefix, wild := strings.CutSuffix(s.Version, ".*")
	order := compareReleases(version, prefix)
	switch s.Op {
	case "==":
		return order == 0 || wild && hasRelease(version, prefix)
	case "!=":
		return order != 0 && !(wild && hasRelease(version, prefix))
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "~=":
		series, _, found := cutLast(s.Version, ".")
		return found && order >= 0 && hasRelease(version, series)
	}
	return version == s.Version // ===
}

// Admit tells whether a released version meets all clauses.
func Admit(specifiers []Specifier, version string) bool {
	for _, s := range specifiers {
		if !s.Admits(version) {
			return false
		}
	}
	return true
}

// compareReleases compares 3.8 and 3.8.18 number by number; a number that is
// not there is zero.
func compareReleases(a, b string) int {
	x, y := release(a), release(b)
	for i := range max(len(x), len(y)) {
		if c := cmp.Compare(at(x, i), at(y, i)); c != 0 {
			return c
		}
	}
	return 0
}

// hasRelease tells whether a version is of a series, as 3.8.18 is of 3.8.
func hasRelease(version, series string) bool {
	v, s := release(version), release(series)
	for i := range s {
		if at(v, i) != s[i] {
			return false
		}
	}
	return true
}

// release gives the numbers of a version, up to the first part that is none.
func release(version string) []int {
	var numbers []int
	for part := range strings.SplitSeq(strings.TrimPrefix(version, "v"), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

func at(numbers []int, i int) int {
	if i < len(numbers) {
		return numbers[i]
	}
	return 0
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
