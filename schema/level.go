package schema

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// A Level is one category of a category column: text, or a whole number.
type Level struct {
	Text  string
	Int   int64
	IsInt bool
}

// String is the level as a record file writes it.
func (l Level) String() string {
	if l.IsInt {
		return strconv.FormatInt(l.Int, 10)
	}
	return l.Text
}

// levelsText is levels for a message, which shows ten of them at most.
func levelsText(levels []Level) string {
	const most = 10
	if len(levels) <= most {
		return fmt.Sprint(levels)
	}
	return fmt.Sprintf("%v and %d more", levels[:most], len(levels)-most)
}

// MarshalJSON writes text as a string and a whole number as a number.
func (l Level) MarshalJSON() ([]byte, error) {
	if l.IsInt {
		return json.Marshal(l.Int)
	}
	return json.Marshal(l.Text)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *Level) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &l.Text) == nil {
		return nil
	}
	l.IsInt = true
	if err := json.Unmarshal(text, &l.Int); err != nil {
		return fmt.Errorf("a level is text or a whole number: %w", err)
	}
	return nil
}
