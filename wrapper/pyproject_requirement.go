package wrapper

import (
	"fmt"
	"regexp"
	"strings"
)

// A Requirement is one dependency as PEP 508 writes it, e.g.
//
//	pandas[parquet]==2.0.3; python_version < "3.9"
type Requirement struct {
	Text       string // as written
	Name       string // as written; compare by NormalName
	Extras     []string
	Specifiers []Specifier
	URL        string // of "name @ url"
	Marker     string // what follows the semicolon, "" where nothing does
}

// Pin is the one version that the requirement admits, where it is pinned.
// A range, a wildcard and a URL are no pins.
func (r Requirement) Pin() (version string, pinned bool) {
	if len(r.Specifiers) != 1 {
		return "", false
	}
	s := r.Specifiers[0]
	pinned = (s.Op == "==" || s.Op == "===") && !strings.HasSuffix(s.Version, ".*")
	return s.Version, pinned
}

var (
	requirementName = regexp.MustCompile(`^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*`)
	extrasList      = regexp.MustCompile(`^\[([^\]]*)\]\s*`)
	specifierClause = regexp.MustCompile(`^(===|==|~=|!=|<=|>=|<|>)\s*([A-Za-z0-9._*+!-]+)$`)
)

// ParseRequirement reads one dependency.
func ParseRequirement(text string) (Requirement, error) {
	r := Requirement{Text: strings.TrimSpace(text)}
	m := requirementName.FindStringSubmatch(text)
	if m == nil {
		return r, fmt.Errorf("requirement %q: expected a name", r.Text)
	}
	r.Name = m[1]
	rest := text[len(m[0]):]
	if m := extrasList.FindStringSubmatch(rest); m != nil {
		r.Extras = splitList(m[1])
		rest = rest[len(m[0]):]
	}
	if url, ok := strings.CutPrefix(rest, "@"); ok {
		// A URL may hold semicolons; a marker's is after a space.
		url, marker, _ := strings.Cut(strings.TrimSpace(url), " ;")
		r.URL, r.Marker = strings.TrimSpace(url), strings.TrimSpace(marker)
		return r, nil
	}
	versions, marker, _ := strings.Cut(rest, ";")
	r.Marker = strings.TrimSpace(marker)
	specifiers, err := ParseSpecifiers(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(versions), "("), ")"))
	if err != nil {
		return r, fmt.Errorf("requirement %q: %w", r.Text, err)
	}
	r.Specifiers = specifiers
	return r, nil
}

// ParseSpecifiers reads clauses separated by commas, as requires-python has
// them. None at all admit any version.
func ParseSpecifiers(text string) ([]Specifier, error) {
	var list []Specifier
	for _, clause := range splitList(text) {
		m := specifierClause.FindStringSubmatch(clause)
		if m == nil {
			return nil, fmt.Errorf("version %q: expected an operator such as == and a version", clause)
		}
		list = append(list, Specifier{Op: m[1], Version: m[2]})
	}
	return list, nil
}

// splitList splits at commas and leaves out what is empty.
func splitList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}
