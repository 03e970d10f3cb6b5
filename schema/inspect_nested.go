package schema

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
)

// categories holds a dictionary to the levels in their order, on which the
// codes in the frame depend, and each value to the levels.
func (n *inspection) categories(a *array.Dictionary) {
	dictionary := a.Dictionary()
	known := n.knownEntries(dictionary)
	codes := a.Indices().(*array.Int32).Int32Values()
	for i, code := range codes {
		switch {
		case a.IsNull(i):
		case code < 0 || int(code) >= dictionary.Len():
			*n.found = append(*n.found, Violation{Reason: ReasonLevel, Row: int64(i), Column: n.name,
				Declared: n.declared(ReasonLevel), Got: fmt.Sprintf("code %d of %d", code, dictionary.Len())})
		case known != nil && !known[code]:
			n.note(i, ReasonLevel)
		}
	}
}

// knownEntries is nil where the dictionary is the levels in their order. Where
// it is not, that is noted, and it says which entries are levels all the same.
func (n *inspection) knownEntries(dictionary arrow.Array) []bool {
	inOrder := dictionary.Len() == len(n.levels)
	for i := 0; inOrder && i < len(n.levels); i++ {
		inOrder = levelAt(dictionary, i) == n.levels[i]
	}
	if inOrder {
		return nil
	}
	n.found.whole(n.name, ReasonLevel, n.declared(ReasonLevel)+" in this order", fmt.Sprintf("a dictionary of %d others", dictionary.Len()))
	known := make([]bool, dictionary.Len())
	for i := range known {
		known[i] = slices.Contains(n.levels, levelAt(dictionary, i))
	}
	return known
}

func levelAt(dictionary arrow.Array, i int) Level {
	if whole, ok := dictionary.(*array.Int64); ok {
		return Level{Int: whole.Value(i), IsInt: true}
	}
	return Level{Text: dictionary.(*array.String).Value(i)}
}

// lists holds the elements of each list to what a list may hold: no missing
// ones, and in outputs finite ones. A list has one violation: its first.
func (n *inspection) lists(a *array.List) {
	fault := n.elementFault(a.ListValues())
	for i := range a.Len() {
		if a.IsNull(i) {
			continue
		}
		start, end := a.ValueOffsets(i)
		for j := start; j < end; j++ {
			if reason := fault(int(j)); reason != "" {
				n.note(i, reason)
				break
			}
		}
	}
}

// elementFault gives a function that says what is wrong with an element.
func (n *inspection) elementFault(elements arrow.Array) func(int) Reason {
	finite := func(int) bool { return true }
	if n.isOutput {
		switch e := elements.(type) {
		case *array.Float32:
			finite = func(j int) bool { v := e.Value(j); return v-v == 0 || v != v && n.nullable }
		case *array.Float64:
			finite = func(j int) bool { v := e.Value(j); return v-v == 0 || v != v && n.nullable }
		}
	}
	return func(j int) Reason {
		switch {
		case elements.IsNull(j):
			return ReasonNull
		case !finite(j):
			return ReasonFinite
		}
		return ""
	}
}
