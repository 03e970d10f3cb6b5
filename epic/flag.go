package epic

import "strconv"

var (
	errYN   = &Error{"yn", "Y, Yes, 1, N, No or 0, or what the column lists as true and false"}
	errFlag = &Error{"", "true, false, 1 or 0, or what the column lists as true and false"}
)

func buildFlag(o Options) (step, error) {
	return flag(o, []string{"y", "yes", "1"}, []string{"n", "no", "0"}, errYN), nil
}

func flagReader(o Options) step {
	return flag(o, []string{"true", "1"}, []string{"false", "0"}, errFlag)
}

// flag reads a flag by the column's own lists, compared exactly, and by the
// default of a list that the column does not give, in any case of letters.
func flag(o Options, yes, no []string, expected *Error) step {
	own, byDefault := map[string]Value{}, map[string]Value{}
	for _, side := range []struct {
		own, byDefault []string
		value          Value
	}{{o.False, no, OfBool(false)}, {o.True, yes, OfBool(true)}} {
		for _, s := range side.own {
			own[s] = side.value
		}
		for _, s := range side.byDefault {
			if side.own == nil {
				byDefault[s] = side.value
			}
		}
	}
	return func(v Value) (Value, error) {
		if v.Kind == Bool {
			return v, nil
		}
		s := flagText(v)
		found, ok := own[s]
		if !ok {
			found, ok = inSmall(byDefault, wholeFlag(s))
		}
		if !ok {
			return Value{}, expected
		}
		return found, nil
	}
}

// inSmall looks a text up in small letters, without making another text of it.
func inSmall(known map[string]Value, s string) (Value, bool) {
	var small [8]byte
	if len(s) > len(small) {
		return Value{}, false
	}
	for i := range len(s) {
		small[i] = s[i]
		if 'A' <= s[i] && s[i] <= 'Z' {
			small[i] += 'a' - 'A'
		}
	}
	found, ok := known[string(small[:len(s)])]
	return found, ok
}

// wholeFlag is 1.0 and 0.0 as 1 and 0: pandas writes flags so of which some are
// missing.
func wholeFlag(s string) string {
	if s == "1.0" || s == "0.0" {
		return s[:1]
	}
	return s
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
