package wrapper

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// poetry is the metadata that Poetry keeps in tables of its own where there
// is no [project].
type poetry struct {
	Name         string         `toml:"name"`
	Version      string         `toml:"version"`
	Dependencies map[string]any `toml:"dependencies"`
}

func (t poetry) project() *Project {
	p := &Project{Name: t.Name, Version: t.Version}
	for name, value := range t.Dependencies {
		if name == "python" {
			constraint, _ := value.(string)
			p.RequiresPython = fromPoetry(constraint)
		} else if text, counts := poetryRequirement(name, value); counts {
			p.Dependencies = append(p.Dependencies, text)
		}
	}
	slices.Sort(p.Dependencies)
	return p
}

// poetryRequirement writes an entry of Poetry's table as PEP 508. Optional
// ones, and ones that are no version but a place (git, path), do not count.
func poetryRequirement(name string, value any) (text string, counts bool) {
	switch v := value.(type) {
	case string:
		return name + fromPoetry(v), true
	case map[string]any:
		version, ok := v["version"].(string)
		if optional, _ := v["optional"].(bool); !ok || optional {
			return "", false
		}
		text = name + fromPoetry(version)
		if marker, ok := v["markers"].(string); ok {
			text += "; " + marker
		}
		return text, true
	}
	return "", false
}

// fromPoetry writes Poetry's version constraint as PEP 440: a version alone
// is a pin, ^ and ~ are ranges, * is anything. PEP 440 has no word for
// alternatives: they come out as no constraint.
func fromPoetry(constraint string) string {
	if strings.Contains(constraint, "||") {
		return ""
	}
	var clauses []string
	for _, c := range splitList(constraint) {
		switch {
		case c == "*":
		case c[0] == '^', c[0] == '~' && !strings.HasPrefix(c, "~="):
			low := strings.TrimSpace(c[1:])
			clauses = append(clauses, ">="+low, "<"+upperBound(low, c[0] == '^'))
		case bareVersion.MatchString(c):
			clauses = append(clauses, "=="+c)
		default:
			clauses = append(clauses, strings.ReplaceAll(c, " ", ""))
		}
	}
	return strings.Join(clauses, ",")
}

var bareVersion = regexp.MustCompile(`^v?\d`)

// upperBound is the first version that ^low (up to the leftmost number that
// is not zero) or ~low (up to the second) leaves out.
func upperBound(low string, caret bool) string {
	numbers := release(low)
	if len(numbers) == 0 {
		return low
	}
	last := min(1, len(numbers)-1)
	if caret {
		last = slices.IndexFunc(numbers, func(n int) bool { return n != 0 })
		if last < 0 {
			last = len(numbers) - 1
		}
	}
	var parts []string
	for i := range last + 1 {
		n := at(numbers, i)
		if i == last {
			n++
		}
		parts = append(parts, strconv.Itoa(n))
	}
	return strings.Join(parts, ".")
}
