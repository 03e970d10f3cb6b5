package check

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
)

// isCommented tells whether a comment of the config names a key, or stands in
// its line or above it.
func isCommented(lines []string, key string) bool {
	for i, line := range lines {
		said, comment, marked := strings.Cut(line, "#")
		if marked && mentions([]string{comment}, key) {
			return true
		}
		above := i > 0 && strings.HasPrefix(strings.TrimSpace(lines[i-1]), "#")
		if (marked || above) && regexp.MustCompile(`^\s*["']?`+regexp.QuoteMeta(key)+`["']?\s*[:=]`).MatchString(said) {
			return true
		}
	}
	return false
}

// mentions tells whether one of the texts has a word.
func mentions(texts []string, word string) bool {
	whole := regexp.MustCompile(`(?:^|[^\w])` + regexp.QuoteMeta(word) + `(?:[^\w]|$)`)
	return slices.ContainsFunc(texts, whole.MatchString)
}

var leadingDocstring = regexp.MustCompile(`(?s)\A(?:\s*#[^\n]*\n|\s)*[rRuU]?(?:"""(.*?)"""|'''(.*?)''')`)

// ownWords are the docstrings of the package, its README and docs.
func (s *subject) ownWords() []string {
	words := map[string]bool{}
	for _, m := range s.source.facts {
		for _, f := range m.Functions {
			words[f.Doc] = true
		}
	}
	for _, m := range s.source.modules {
		words[leadingDocstring.FindString(string(m.Text))] = true
	}
	for _, file := range s.documents() {
		if text, err := os.ReadFile(file); err == nil {
			words[string(text)] = true
		}
	}
	return slices.Collect(maps.Keys(words))
}
