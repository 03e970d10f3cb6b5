package epic

import "strings"

// A Source is where in Epic a value comes from.
type Source struct {
	Table  string `json:"table"`  // upper case, as PAT_ENC_HSP
	Column string `json:"column"` // upper case, as HOSP_ADMSN_TIME
}

// String is TABLE.COLUMN.
func (s Source) String() string { return s.Table + "." + s.Column }

// ParseSource reads a source as contracts, SQL and reports write it: TABLE.COLUMN,
// also behind a database and schema (Clarity..PAT_ENC.WEIGHT, dbo.PAT_ENC.WEIGHT),
// with names in brackets or double quotes, in any case of letters. It is false for other
// text, such as a sentence that says how a value is derived.
func ParseSource(text string) (Source, bool) {
	var names []string
	for rest, more := text, true; more; {
		var name string
		var ok bool
		if name, rest, more, ok = sourceName(rest); !ok || name == "" && len(names) != 1 {
			return Source{}, false
		}
		names = append(names, name)
	}
	n := len(names)
	if n < 2 || n > 4 || names[n-2] == "" || names[n-1] == "" {
		return Source{}, false
	}
	return Source{Table: strings.ToUpper(names[n-2]), Column: strings.ToUpper(names[n-1])}, true
}

// sourceName reads one name and the dot behind it; more tells whether there
// was one.
func sourceName(s string) (name, rest string, more, ok bool) {
	s = trimSpace(s)
	if closing, quoted := map[byte]string{'[': "]", '"': `"`}[firstByte(s)]; quoted {
		if name, rest, ok = strings.Cut(s[1:], closing); !ok || trimSpace(name) == "" {
			return "", "", false, false
		}
		rest = trimSpace(rest)
		behind, more := strings.CutPrefix(rest, ".")
		return name, behind, more, more || rest == ""
	}
	name, rest, more = strings.Cut(s, ".")
	name = trimSpace(name)
	return name, rest, more, strings.Trim(strings.ToUpper(name), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$#") == ""
}

func firstByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// Split gives the table that was split into several of one key, and is false for a table that
// was not: PAT_ENC for PAT_ENC_2 to PAT_ENC_7.
func (s Source) Split() (table string, ok bool) {
	n := len(s.Table) - 2
	if n < 1 || s.Table[n] != '_' || s.Table[n+1] < '2' || s.Table[n+1] > '9' {
		return "", false
	}
	return s.Table[:n], true
}
