package check

import (
	"slices"
	"strings"
)

// A workaround is what is done about a failure for the sake of looking
// further: something is changed of every call from then on, or of the
// environment. What is seen only after it is told as that.
type workaround struct {
	says string // what was done, as a report says it, e.g. "missing values of AGE were filled"
	// supplies is the column that was supplied instead, "" where none was.
	supplies string
	// change gives what predict is given in place of a sample, nil where that
	// needs no change. The caller releases it, and keeps the sample. It must
	// treat each row alike, whatever others come with it. nil where it is the
	// environment that was changed.
	change func(*sample) (*sample, error)
	// columns are those of the contract that are given otherwise than
	// declared: what predict makes of them is known.
	columns []string
}

// sent is what predict is given in place of a sample, and what was done for
// it. The caller releases it, and keeps the sample.
func (s *subject) sent(on *sample) (given *sample, behind []*workaround, err error) {
	given = on.copy()
	for _, w := range s.around {
		other := given
		if w.change != nil {
			if other, err = w.change(given); err != nil {
				given.release()
				return nil, nil, err
			}
		}
		if other == nil {
			continue
		}
		behind = append(behind, w)
		if other != given {
			other.keys, given.keys = given.keys, nil
			given.release()
			given = other
		}
	}
	return given, behind, nil
}

// isBent tells whether a column is given to predict otherwise than declared.
func (s *subject) isBent(column string) bool {
	return slices.ContainsFunc(s.around, func(w *workaround) bool { return slices.Contains(w.columns, column) })
}

// changedInput is what was done so that predict was given something else than
// it was to be, "" where it was not.
func (c *call) changedInput() string {
	return inWords(slices.DeleteFunc(slices.Clone(c.behind), func(w *workaround) bool { return w.change == nil }))
}

// known remembers what is found while a number of workarounds is in force:
// before the first, what the run would have told had it ended there.
type known map[string]int

// remember tells whether a finding is new.
func (k known) remember(f Finding, workarounds int) bool {
	_, ok := k[f.identity()]
	if !ok {
		k[f.identity()] = workarounds
	}
	return !ok
}

// mark says of findings what was done before they could be seen: for the
// calls that show them, or, where none do, until they were found.
func (s *subject) mark(findings []Finding, k known) {
	for i := range findings {
		f := &findings[i]
		var behind []*workaround
		if f.trial != nil {
			for _, c := range f.trial.shown() {
				behind = append(behind, c.behind...)
			}
		} else {
			n, ok := k[f.identity()]
			if !ok {
				n = len(s.around)
			}
			behind = s.around[:n]
		}
		f.Behind = inWords(behind)
	}
}

// inWords says what was done, each once, the columns supplied together.
func inWords(behind []*workaround) string {
	var says, supplied []string
	for _, w := range behind {
		switch {
		case w.supplies == "" && !slices.Contains(says, w.says):
			says = append(says, w.says)
		case w.supplies != "" && !slices.Contains(supplied, w.supplies):
			supplied = append(supplied, w.supplies)
		}
	}
	switch len(supplied) {
	case 0:
	case 1:
		says = append(says, named(supplied)+" was supplied")
	default:
		says = append(says, named(supplied)+" were supplied")
	}
	return strings.Join(says, ", and ")
}
