package epic

import (
	"slices"
	"strconv"
	"strings"
)

var (
	errYN   = &Error{"yn", "Y, Yes, 1, N, No or 0, or what the column lists as true and false"}
	errFlag = &Error{"", "true, false, 1 or 0, or what the column lists as true and false"}
)

func buildFlag(o Options) step {
	return flag(o, []string{"y", "yes", "1"}, []string{"n", "no", "0"}, errYN)
}

func flagReader(o Options) step {
	return flag(o, []string{"true", "1"}, []string{"false", "0"}, errFlag)
}

// flag reads a flag by the column's own lists, compared exactly, and by the
// default of a list that the column does not give, in any case of letters.
func flag(o Options, yes, no []string, expected *Error) step {
	isTrue, isFalse := listed(o.True, yes), listed(o.False, no)
	return func(v Value) (Value, error) {
		switch s := flagText(v); {
		case v.Kind == Bool:
			return v, nil
		case isTrue(s):
			return OfBool(true), nil
		case isFalse(s):
			return OfBool(false), nil
		}
		return Value{}, expected
	}
}

func listed(own, byDefault []string) func(string) bool {
	if own != nil {
		return func(s string) bool { return slices.Contains(own, s) }
	}
	return func(s string) bool {
		return slices.ContainsFunc(byDefault, func(d string) bool { return strings.EqualFold(d, s) })
	}
}

// flagText is how a record file would write the value. Numbers other than
// whole ones are no flags.
func flagText(v Value) string {
	if v.Kind == Text {
		return trimSpace(v.Text)
	}
	if i, ok := v.AsInt(); ok {
		return strconv.FormatInt(i, 10)
	}
	return ""
}
