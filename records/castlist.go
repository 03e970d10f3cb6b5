package records

import (
	"encoding/json"
	"errors"

	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/epic"
)

// errElement says that an element of a list is missing, which has no place there.
var errElement = errors.New("a missing element")

// list builds lists, each given as the text of a JSON array.
type list struct {
	*array.ListBuilder
	item func(epic.Value) error
}

// add appends a list. After an error the list stays as far as it fitted: its
// row is a reject.
func (l list) add(v epic.Value) error {
	items, err := jsonArray(v)
	if err != nil {
		l.AppendNull()
		return err
	}
	l.Append(true)
	for _, i := range items {
		if err := l.item(i); err != nil {
			return err
		}
	}
	return nil
}

func jsonArray(v epic.Value) ([]epic.Value, error) {
	if v.Kind != epic.Text {
		return nil, errLoss
	}
	if !escapesText([]byte(v.Text)) {
		return nil, errNoText
	}
	var raw []json.RawMessage
	if json.Unmarshal([]byte(v.Text), &raw) != nil || raw == nil {
		return nil, errLoss
	}
	items := make([]epic.Value, len(raw))
	for i, r := range raw {
		var ok bool
		if items[i], ok = jsonValue(r); !ok {
			return nil, errLoss
		}
		if items[i].Kind == epic.Missing {
			return nil, errElement
		}
	}
	return items, nil
}

// jsonValue is a JSON value as a raw value: numbers keep every digit, arrays
// and objects stay JSON text, null is Missing.
func jsonValue(raw []byte) (epic.Value, bool) {
	if len(raw) == 0 {
		return epic.Value{}, false
	}
	switch c := raw[0]; {
	case c == 'n':
		return epic.Value{}, true
	case c == 't', c == 'f':
		return epic.OfBool(c == 't'), true
	case c == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return epic.OfText(s), err == nil
	case c == '[', c == '{':
		return epic.OfText(string(raw)), true
	}
	return epic.ParseNumber(string(raw))
}
