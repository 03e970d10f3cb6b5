package check

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A slot is the place of one number in lines that differ in their numbers
// alone, as one statement of the model's prints them.
type slot struct {
	line string // its numbers taken out
	at   int    // which of them
}

// A saying is a number that a call printed in a slot.
type saying struct {
	c    *call
	said float64
}

var printedNumber = regexp.MustCompile(`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`)

// sayings are the numbers that calls printed, by slot, and the slots in the
// order in which they were first seen.
func sayings(calls []*call) (order []slot, heard map[slot][]saying) {
	heard = map[slot][]saying{}
	for _, c := range calls {
		if !canPrint(c) {
			continue
		}
		for line := range strings.Lines(c.result.Prints.Stdout + "\n" + c.result.Prints.Stderr) {
			plain := printedNumber.ReplaceAllString(line, "#")
			for i, word := range printedNumber.FindAllString(line, -1) {
				said, err := strconv.ParseFloat(word, 64)
				at := slot{plain, i}
				if err != nil {
					continue
				}
				if heard[at] == nil {
					order = append(order, at)
				}
				heard[at] = append(heard[at], saying{c, said})
			}
		}
	}
	return order, heard
}

// certainBits is how much must speak against chance: one in a million.
const certainBits = 20

// loggedColumn is the first value of a column whose values a statement prints
// one at a time; nil where there is none. All numbers of a slot must be the
// column's in the very call that printed them, and that they are by chance, as
// counts and times may be, must be out of the question.
func loggedColumn(calls []*call) *loggedValue {
	order, heard := sayings(calls)
	numbers := askedNumbers{}
	for _, at := range order {
		first := heard[at][0]
		for _, name := range slices.Sorted(maps.Keys(numbers.of(first.c))) {
			if row, ok := numbers.of(first.c)[name][first.said]; ok && numbers.explain(heard[at], name) {
				return &loggedValue{first.c, name, row}
			}
		}
	}
	return nil
}

// A loggedValue is a value that a call printed.
type loggedValue struct {
	c      *call
	column string
	row    int64
}

// askedNumbers are the numbers in each column of what calls were asked, with
// the first row that has each. It fills as it is asked.
type askedNumbers map[*call]map[string]map[float64]int64

func (n askedNumbers) of(c *call) map[string]map[float64]int64 {
	if n[c] != nil {
		return n[c]
	}
	n[c] = map[string]map[float64]int64{}
	for i, column := range c.asked.record.Columns() {
		values := map[float64]int64{}
		for row := range column.Len() {
			value, err := strconv.ParseFloat(column.ValueStr(row), 64)
			if _, before := values[value]; err == nil && !before && !math.IsNaN(value) && !math.IsInf(value, 0) {
				values[value] = int64(row)
			}
		}
		if len(values) > 0 {
			n[c][c.asked.record.ColumnName(i)] = values
		}
	}
	return n[c]
}

// explain tells whether what was said in a slot is certainly a column's.
func (n askedNumbers) explain(heard []saying, name string) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, h := range heard {
		for value := range n.of(h.c)[name] {
			low, high = min(low, value), max(high, value)
		}
	}
	bits := map[float64]float64{}
	for _, h := range heard {
		values := n.of(h.c)[name]
		if _, ok := values[h.said]; !ok {
			return false
		}
		bits[h.said] = max(bits[h.said], against(len(values), high-low, h.said))
	}
	sum := 0.0
	for _, b := range bits {
		sum += b
	}
	return sum >= certainBits
}

// against is how much it speaks against chance, in bits, that a number is one
// of so many values: the fewer of the numbers of its decimals within their span
// these are, the more.
func against(values int, span, said float64) float64 {
	_, decimals, _ := strings.Cut(strconv.FormatFloat(said, 'f', -1, 64), ".")
	return max(0, math.Log2((span*math.Pow10(len(decimals))+1)/float64(values)))
}
