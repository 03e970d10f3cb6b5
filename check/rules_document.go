package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"handoff/wrapper"
)

// pinDiffers finds a README, a page of docs/ or a requirements.txt that
// states another version of a dependency than the metadata pins. A version
// given in prose counts only where the same file does not state the right one.
//
// Why: whoever follows the document tests something else than what is installed.
//
// Example: README.md says scikit-learn 1.2.0, pyproject.toml scikit-learn==1.3.2.
//
// Instead: state each version once, in pyproject.toml.
func pinDiffers(_ context.Context, s *subject) ([]Finding, error) {
	m, err := s.metadata()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, file := range s.documents() {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, r := range m.requirements() {
			if pin := pinOf(r); pin != "" {
				found = append(found, s.otherVersions(file, string(text), r.Name, pin)...)
			}
		}
	}
	return found, nil
}

// documents are the project's files that may state versions.
func (s *subject) documents() []string {
	var files []string
	for _, pattern := range []string{"README*", "docs/*.md", "docs/*.rst", "requirements.txt"} {
		found, _ := filepath.Glob(filepath.Join(s.project, pattern)) // it fails for a bad pattern alone
		files = append(files, found...)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || !info.Mode().IsRegular()
	})
}

// pinOf is the one version that a requirement admits, or "".
func pinOf(r wrapper.Requirement) string {
	for _, c := range r.Specifiers {
		if c.Op == "==" && !strings.HasSuffix(c.Version, "*") {
			return c.Version
		}
	}
	return ""
}

// otherVersions finds where a document states another version than pin.
// "2.0" in prose is no other version than 2.0.3.
func (s *subject) otherVersions(file, text, name, pin string) []Finding {
	spelt := strings.ReplaceAll(regexp.QuoteMeta(name), "-", "[-_]")
	stated := regexp.MustCompile(`(?i)(?:^|[^-\w.])` + spelt + `(\s*==\s*|\s+v?)(\d+(?:\.\d+)+)(?:[^-\w.]|\.?$|\.\s)`)
	var others []Finding
	agrees := false
	for i, line := range strings.Split(text, "\n") {
		for _, m := range stated.FindAllStringSubmatch(line, -1) {
			exact := strings.Contains(m[1], "==")
			if m[2] == pin || !exact && strings.HasPrefix(pin, m[2]+".") {
				agrees = true
				continue
			}
			others = append(others, Finding{Message: fmt.Sprintf("the document states another version of %s than is pinned", name), File: s.shown(file), Line: i + 1,
				Declared: name + "==" + pin, Seen: strings.TrimSpace(name + m[1] + m[2]), Fix: "state the version once, in pyproject.toml"})
		}
	}
	return slices.DeleteFunc(others, func(f Finding) bool { return agrees && !strings.Contains(f.Seen, "==") })
}
