package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"handoff/wrapper"
)

// shown is a path as a report shows it: relative to the model's folder.
func (s *subject) shown(path string) string {
	relative, err := filepath.Rel(s.dir, path)
	if err != nil {
		return filepath.Base(path)
	}
	return filepath.ToSlash(relative)
}

// shownFile is a file beside the contract or of the project, as shown.
func (s *subject) shownFile(name string) string {
	if name == filepath.Base(name) && s.contract != nil && s.contract.Path != "" && filepath.Base(s.contract.Path) == name {
		return s.shown(s.contract.Path)
	}
	if isWheel(s.project) {
		return s.shown(s.project)
	}
	return s.shown(filepath.Join(s.project, name))
}

// lineWith is the first line of a file, as shown, that holds a text; 0 where
// none does.
func (s *subject) lineWith(file, text string) int {
	content, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil || isWheel(file) {
		return 0
	}
	return 1 + slices.IndexFunc(strings.Split(string(content), "\n"), func(line string) bool { return strings.Contains(line, text) })
}

// fromException places a finding at the author's own frame.
func (s *subject) fromException(e *wrapper.Exception) Finding {
	f := Finding{Message: e.Type, Seen: oneLine(e.Type + ": " + installedAt.ReplaceAllString(e.Message, "")), Evidence: shownTraceback(e.Traceback)}
	if at := e.Author(); at != nil {
		f.File, f.Line = s.sourceOf(at.File), at.Line
		f.Message = fmt.Sprintf("%s in %s", e.Type, at.Function)
	}
	return f
}

var (
	installedAt = regexp.MustCompile(`/[^'"\n]*?/site-packages/`)
	installedIn = regexp.MustCompile(`(?m)^(  File ")/.*?/lib/python3\.\d+/(?:site-packages/)?`)
	threadID    = regexp.MustCompile(`(?m)^((?:Current t|T)hread) 0x[0-9a-f]+`)
)

// shownTraceback is a traceback, or faulthandler's stack, without what this
// machine happens to keep the environment and threads in.
func shownTraceback(text string) string {
	return strings.TrimSpace(threadID.ReplaceAllString(installedIn.ReplaceAllString(text, "$1"), "$1"))
}

var stackFrame = regexp.MustCompile(`(?m)^  File "/.*?/site-packages/(.+)", line (\d+)`)

// inStack is the innermost line of the package's in faulthandler's stack, of
// the thread that was stopped or else of that which called the model.
func (s *subject) inStack(stack string) (file string, line int) {
	threads := strings.Split(stack, "\n\n")
	slices.SortStableFunc(threads, func(a, b string) int { return strings.Index(b, "Current thread") - strings.Index(a, "Current thread") })
	for _, thread := range threads {
		for _, at := range stackFrame.FindAllStringSubmatch(thread, -1) {
			if file := s.sourceOf(at[1]); s.isSource(file) {
				line, _ = strconv.Atoi(at[2])
				return file, line
			}
		}
	}
	return "", 0
}

func (s *subject) isSource(file string) bool {
	return slices.ContainsFunc(s.source.facts, func(m moduleFacts) bool { return m.Path == file })
}

// sourceOf is the file of the hand-off that an installed file was built
// from, where one alone can be meant.
func (s *subject) sourceOf(file string) string {
	var found []string
	for _, m := range s.source.facts {
		if m.Path == file || strings.HasSuffix(m.Path, "/"+file) {
			found = append(found, m.Path)
		}
	}
	if len(found) != 1 {
		return file
	}
	return found[0]
}

func (s *subject) hasResource(name string) bool {
	_, err := os.Stat(s.contract.InDir(s.contract.Load.Resources[name].Path))
	return err == nil
}

// relativeText is an error in one line, with paths relative to the model's folder.
func (s *subject) relativeText(err error) string {
	return oneLine(strings.ReplaceAll(err.Error(), s.dir+string(filepath.Separator), ""))
}

// oneLine keeps a text to one line of a bounded length.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 300 {
		return string(runes[:300]) + "..."
	}
	return text
}
