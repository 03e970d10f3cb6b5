package epic

import (
	"fmt"
	"strconv"
)

// A List is a category list of a site, ZC_SEX for example: names by code. Codes are
// texts without white space around them, also where Epic holds numbers.
type List map[string]string

var (
	errCode = &Error{"code->name", "a code of the column's list"}
	errName = &Error{"name->code", "a name of the column's list"}
)

func buildCode(o Options) (step, error) { return translate(o, o.List, errCode) }

func buildName(o Options) (step, error) {
	codes := make(List, len(o.List))
	for code, name := range o.List {
		if other, twice := codes[name]; twice {
			return nil, fmt.Errorf("list %q: codes %s and %s have one name: no code follows from it", o.ListName, min(code, other), max(code, other))
		}
		codes[name] = code
	}
	return translate(o, codes, errName)
}

// translate looks texts up. What is not known becomes what the column says of it.
func translate(o Options, list List, expected *Error) (step, error) {
	if o.List == nil {
		return nil, fmt.Errorf("list %q: %w", o.ListName, ErrNoProfile)
	}
	return func(v Value) (Value, error) {
		found, ok := lookUp(list, v)
		switch {
		case ok:
			return OfText(found), nil
		case v.Kind == Text && trimSpace(v.Text) == "": // how text has NULL, which other files have as such
			return Value{}, nil
		case o.Unknown == "missing":
			return missingFor(unknownCode), nil
		case o.Unknown == "" || o.Unknown == "reject":
			return Value{}, expected
		}
		return OfText(o.Unknown), nil
	}, nil
}

// lookUp finds a value by its text; a number's is that of the whole number.
func lookUp(list List, v Value) (string, bool) {
	if v.Kind == Text {
		found, ok := list[trimSpace(v.Text)]
		return found, ok
	}
	i, ok := v.AsInt()
	if !ok {
		return "", false
	}
	var digits [20]byte
	found, ok := list[string(strconv.AppendInt(digits[:0], i, 10))]
	return found, ok
}
