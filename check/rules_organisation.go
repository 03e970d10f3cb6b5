package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"handoff/wrapper"
)

// pathRelativeToCwd finds code that opens a file by a path relative to the
// folder it happens to be started in.
//
// Why: the platform starts the model somewhere else; the file is then not found.
//
// Example: open("resources/vocabulary.json")
//
// Instead: take the path as an argument of load, or build it from the
// package's own place: Path(__file__).parent / "vocabulary.json".
func pathRelativeToCwd(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, raised := range s.allRaised() {
		path := s.relativePathIn(raised)
		if path == "" {
			continue
		}
		f := s.fromException(raised)
		if open := s.opens(path); open != nil && f.File == "" {
			f.File, f.Line = open.File, open.Line
		}
		f.Message = fmt.Sprintf("%q is looked for in the working directory", path)
		f.Declared, f.Fix = "a load and a predict that work from any folder", "take the path as an argument of load, or build it from __file__"
		return append(found, f), nil
	}
	return nil, nil
}

// allRaised lists every exception of loading and calling.
func (s *subject) allRaised() []*wrapper.Exception {
	var list []*wrapper.Exception
	if raised := s.raisedOnLoad(); raised != nil {
		list = append(list, raised)
	}
	for _, c := range s.calls {
		if raised := c.raised(); raised != nil {
			list = append(list, raised)
		}
	}
	return list
}

var quotedPath = regexp.MustCompile(`['"]([^'"]+)['"]`)

// relativePathIn is a relative path that an exception names and that leads
// to a file from the project's folder, though not from the host's, or "".
func (s *subject) relativePathIn(raised *wrapper.Exception) string {
	var named []string
	for _, m := range quotedPath.FindAllStringSubmatch(raised.Message, -1) {
		named = append(named, m[1])
	}
	if raised.Type == "FileNotFoundError" {
		named = append(named, s.openedAt(raised.Author())...) // the message may have been masked
	}
	for _, path := range append(named, strings.Fields(raised.Message)...) {
		path = strings.TrimRight(path, ".,:;")
		if !filepath.IsLocal(path) || path == "." || !strings.ContainsAny(path, "./") {
			continue
		}
		for _, dir := range []string{s.dir, s.project, filepath.Join(s.project, "src")} {
			if _, err := os.Stat(filepath.Join(dir, path)); err == nil {
				return path
			}
		}
	}
	return ""
}

// openedAt lists the literals that the source opens on an author's line.
func (s *subject) openedAt(at *wrapper.Frame) []string {
	var paths []string
	for _, m := range s.source.facts {
		for _, open := range m.Opens {
			if at != nil && m.Path == s.sourceOf(at.File) && open.Line == at.Line {
				paths = append(paths, open.Path)
			}
		}
	}
	return paths
}

// opens is where the source opens the path as a literal, or nil.
func (s *subject) opens(path string) *Finding {
	for _, m := range s.source.facts {
		for _, open := range m.Opens {
			if filepath.Clean(open.Path) == filepath.Clean(path) {
				return &Finding{File: m.Path, Line: open.Line}
			}
		}
	}
	return nil
}
