package records

import (
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
	"handoff/schema"
)

// category builds a dictionary column whose dictionary is the declared
// levels, in their order, in every batch.
type category struct {
	*array.Int32Builder
	t       *arrow.DictionaryType
	levels  arrow.Array
	index   map[string]int32
	guesses [256]guess // by guessAt: what to look at before the index
	unknown int32      // index of the level that unknown values become; none or refused
}

const (
	refused int32 = -1
	none    int32 = -2
)

func newCategory(def schema.Column, t *arrow.DictionaryType, o Options) (*category, error) {
	c := &category{Int32Builder: array.NewInt32Builder(o.values), t: t, index: map[string]int32{}, unknown: refused}
	levels := array.NewBuilder(o.Allocator, t.ValueType)
	defer levels.Release()
	for i, l := range def.Levels {
		c.index[l.String()] = int32(i)
		c.guesses[guessAt(l.String())] = guess{l.String(), int32(i)}
		if err := levels.AppendValueFromString(l.String()); err != nil {
			return nil, err
		}
	}
	c.levels = levels.NewArray()
	if def.Unknown == "missing" {
		c.unknown = none
	} else if i, ok := c.index[def.Unknown]; ok {
		c.unknown = i
	}
	return c, nil
}

// add finds the level by its text, exactly or without white space around it.
func (c *category) add(v epic.Value) error {
	i, ok := c.find(v)
	if !ok {
		i = c.unknown
	}
	if i < 0 {
		c.AppendNull()
		return errLevel
	}
	c.Append(i)
	return nil
}

// settle makes a value missing that is to be: blank text that is no level, and
// an unknown value where the contract says so.
func (c *category) settle(v epic.Value) epic.Value {
	switch i, known := c.find(v); {
	case known && i == none:
		return epic.Value{}
	case !known && c.unknown == none:
		return epic.UnknownLevel()
	}
	return v
}

// level gives the index of the level that a text exactly is.
func (c *category) level(s string) (int32, bool) {
	if g := &c.guesses[guessAt(s)]; s == g.level && s != "" {
		return g.index, true
	}
	i, ok := c.index[s]
	return i, ok
}

// A guess is a level: of those with one place the last. Where levels are few,
// nearly each has a place of its own, and to compare costs less than to look up.
type guess struct {
	level string
	index int32
}

// guessAt is a text's place: of its length and its ends.
func guessAt(s string) uint8 {
	if s == "" {
		return 0
	}
	return uint8(len(s)) + s[0]<<3 + s[len(s)-1]
}

// find gives the index of a value's level, none for blank text that is no
// level, and whether there is either.
func (c *category) find(v epic.Value) (int32, bool) {
	s, ok := textOf(v)
	if i, known := c.index[s]; known || !ok {
		return i, known
	}
	s = strings.TrimSpace(s)
	if i, known := c.index[s]; known {
		return i, true
	}
	return none, s == ""
}

func (c *category) NewArray() arrow.Array {
	indices := c.Int32Builder.NewArray()
	defer indices.Release()
	return array.NewDictionaryArray(c.t, indices, c.levels)
}

func (c *category) Release() {
	c.Int32Builder.Release()
	c.levels.Release()
}
