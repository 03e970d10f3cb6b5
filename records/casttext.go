package records

import (
	"strconv"

	"handoff/epic"
)

func booleans(add func(bool)) func(epic.Value) error {
	return func(v epic.Value) error {
		if v.Kind != epic.Bool {
			return errLoss
		}
		add(v.Int == 1)
		return nil
	}
}

func texts(add func(string)) func(epic.Value) error {
	return func(v epic.Value) error {
		s, ok := textOf(v)
		if !ok {
			return errLoss
		}
		add(s)
		return nil
	}
}

// textOf is the text of a text or a number. Whole numbers come without a
// point, since typed files hold ids as floats as soon as one is missing.
func textOf(v epic.Value) (string, bool) {
	switch v.Kind {
	case epic.Text:
		return v.Text, true
	case epic.Int:
		return strconv.FormatInt(v.Int, 10), true
	case epic.Uint:
		return strconv.FormatUint(uint64(v.Int), 10), true
	case epic.Float:
		return strconv.FormatFloat(v.Float, 'f', -1, 64), true
	}
	return "", false
}
