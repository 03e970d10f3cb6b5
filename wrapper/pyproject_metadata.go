package wrapper

import (
	"errors"
	"regexp"
	"strings"
)

// parseMetadata reads a wheel's METADATA file (core metadata, PEP 566).
// It looks like mail, but licences that were folded wrongly are common and
// must not matter, so lines that are no header are passed over.
func parseMetadata(text []byte) (*Project, error) {
	var p Project
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break // the description follows
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(field) {
		case "name":
			p.Name = value
		case "version":
			p.Version = value
		case "requires-python":
			p.RequiresPython = value
		case "requires-dist":
			p.Dependencies = append(p.Dependencies, value)
		}
	}
	if p.Name == "" || p.Version == "" {
		return nil, errors.New("expected a Name and a Version")
	}
	return &p, nil
}

var separators = regexp.MustCompile(`[-_.]+`)

// NormalName gives a distribution's name as indexes compare it (PEP 503).
func NormalName(name string) string {
	return strings.ToLower(separators.ReplaceAllString(name, "-"))
}
