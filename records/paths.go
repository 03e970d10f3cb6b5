package records

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Paths are the files that arguments name: a path as it is, and a pattern (see
// [filepath.Match]) that is no file's name as the files it matches, in natural
// order: part-2 before part-10. A pattern that matches nothing is an error.
func Paths(args []string) ([]string, error) {
	var paths []string
	for _, arg := range args {
		matched, err := match(arg)
		if err != nil {
			return nil, err
		}
		paths = append(paths, matched...)
	}
	return paths, nil
}

func match(arg string) ([]string, error) {
	if _, err := os.Lstat(arg); !errors.Is(err, fs.ErrNotExist) || !strings.ContainsAny(arg, "*?[") {
		return []string{arg}, nil
	}
	paths, err := filepath.Glob(arg)
	if err != nil {
		return nil, fmt.Errorf("records: %s: it is no pattern of file names: %w", arg, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("records: %s: no file matches", arg)
	}
	slices.SortFunc(paths, compareNatural)
	return paths, nil
}

// compareNatural compares names by their parts, runs of digits by the numbers
// that they are; names that are equal so, as 1 and 01, by their bytes.
func compareNatural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == 0 || n == 0 {
			if x[0] != y[0] {
				return int(x[0]) - int(y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
		if len(p) != len(q) {
			return len(p) - len(q)
		}
		if p != q {
			return strings.Compare(p, q)
		}
		x, y = x[m:], y[n:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b)
}

// digits is how many digits a text begins with.
func digits(s string) (n int) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
