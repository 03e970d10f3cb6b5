package schema

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mask hides values of patients in the text of an exception or a print:
//
//   - every digit becomes #, but those of a known name that stands by itself
//     ("A1C", "float64") and is more than a number;
//   - a piece in quotes (' " or `) shows its shape, unless it is a known name
//     or the name of a dtype or a Python type; pieces in quotes within it are
//     judged one by one;
//   - a secret that stands by itself shows its shape, in either case, and also
//     where it is a known name.
//
// Known are the contract's own words, see [Contract.Vocabulary]; secrets are
// the values of the batch. Mask is a net, not a proof: a value that the model
// cut up, spelled out, translated or escaped, and shows without quotes, keeps
// its letters. Give it messages; a traceback's file names would lose theirs.
func Mask(text string, known, secrets []string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	m := masking{text: text, treated: make([]treatment, len(text))}
	names := slices.Concat(known, dtypeNames(), pythonTypes)
	for _, name := range names {
		if strings.ContainsFunc(name, unicode.IsLetter) {
			m.treat(text, name, keep)
		}
	}
	m.quoted(0, len(text), names)
	m.hide(secrets)
	return m.masked()
}

// hide treats secrets, in either case. A batch may have a million of them, so
// the text is searched only for those whose first word it has.
func (m *masking) hide(secrets []string) {
	text := foldCase(m.text)
	isBetween := func(r rune) bool { return !isWord(r) }
	words := map[string]bool{"": true}
	for word := range strings.FieldsFuncSeq(text, isBetween) {
		words[word] = true
	}
	for _, secret := range secrets {
		secret = foldCase(secret)
		first := strings.TrimLeftFunc(secret, isBetween)
		if end := strings.IndexFunc(first, isBetween); end >= 0 {
			first = first[:end]
		}
		if words[first] {
			m.treat(text, secret, shape)
		}
	}
}

// pythonTypes are types that messages of Python, numpy and pandas quote.
var pythonTypes = []string{"int", "float", "complex", "bytes", "NoneType", "list", "tuple", "dict", "set", "object",
	"DataFrame", "Series", "Index", "ndarray", "Tensor", "Image", "numpy.ndarray", "columns", "index"}

// A treatment is what becomes of one byte of a text.
type treatment byte

const (
	hideDigits treatment = iota
	keep
	shape
)

type masking struct {
	text    string
	treated []treatment
}

func (m *masking) set(from, to int, t treatment) {
	for i := from; i < to; i++ {
		m.treated[i] = t
	}
}

// treat treats each place where word stands by itself in text, which is the
// masking's own or folded.
func (m *masking) treat(text, word string, t treatment) {
	if word == "" {
		return
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return
		}
		from += i
		if to := from + len(word); !joined(text, from) && !joined(text, to) {
			m.set(from, to, t)
		}
		from++
	}
}

// joined tells whether the characters before and after i are of one word.
func joined(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' }

// quoted treats the quoted pieces of text[from:to]. Behind a quote that never
// closes nothing of its kind closes, so the text is searched once a kind.
func (m *masking) quoted(from, to int, names []string) {
	unclosed := map[byte]bool{}
	for i := from; i < to; i++ {
		if !m.opens(i, from) {
			continue
		}
		kind, end := m.text[i], to
		if !unclosed[kind] {
			end = m.closing(i, to)
		}
		switch piece := m.text[i+1 : end]; {
		case slices.Contains(names, piece):
			m.set(i+1, end, keep)
			i = end
		case end < to:
			m.set(i+1, end, shape)
			m.quoted(i+1, end, names)
			i = end
		default: // what follows may have pieces of its own
			if len(unclosed) == 0 {
				m.set(i+1, to, shape)
			}
			unclosed[kind] = true
		}
	}
}

// opens tells whether a quote opens at i: an apostrophe within a word does
// not, the quote of b'...' does.
func (m *masking) opens(i, from int) bool {
	if !strings.ContainsRune("'\"`", rune(m.text[i])) {
		return false
	}
	before := strings.TrimRight(m.text[from:i], "bBrRuUfF")
	last, _ := utf8.DecodeLastRuneInString(before)
	return len(before) >= i-from-2 && !isWord(last)
}

// closing is where the quote that opens at i ends: at the next of its kind
// that no word follows, or, so that nothing slips through, at the end.
func (m *masking) closing(i, to int) int {
	for j := i + 1; j < to; j++ {
		switch {
		case m.text[j] == '\\':
			j++
		case m.text[j] == m.text[i]:
			if after, _ := utf8.DecodeRuneInString(m.text[j+1 : to]); !isWord(after) {
				return j
			}
		}
	}
	return to
}

func (m *masking) masked() string {
	var b strings.Builder
	for i, r := range m.text {
		switch {
		case m.treated[i] == shape:
			b.WriteString(Shape(string(r)))
		case m.treated[i] == hideDigits && unicode.IsNumber(r):
			b.WriteRune(masked)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// foldCase makes letters small where that leaves their length as it is.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); utf8.RuneLen(small) == utf8.RuneLen(r) {
			return small
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
