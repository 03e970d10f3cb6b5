package check

import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// A repro.py is one straight run that an author can read and start without
// handoff: the load call, what predict is given as literals, the calls, and
// what about them is wrong. Its Python stands in the templates of repro/.

//go:embed repro/*.tmpl
var reproFiles embed.FS

var reproTemplates = template.Must(template.ParseFS(reproFiles, "repro/*.tmpl"))

// A noRepro is the reason why a finding has none.
type noRepro string

func (n noRepro) Error() string { return string(n) }

// A repro is what the template is filled with.
type repro struct {
	Title     string
	Known     []string
	Imports   []string
	Variables []reproArgument // of the environment
	From      []reproImport
	Load      *reproLoad
	Inputs    []reproInput
	Calls     []reproCall
	Body      string
	reproShows
}

// reproImport is a name that is imported from one of the hand-off's modules.
type reproImport struct{ Module, Name, As string }

// A reproCall is one call of predict.
type reproCall struct {
	Predict, Transform string
	Before, After      string // the other arguments
	Input, Item        string // the name of what it is given, and of one row of it
	Result             string // the name of what it returns
	Each, Keywords     bool
	Last               bool
}

// Last is the call that shows the fault.
func (r *repro) Last() reproCall { return r.Calls[len(r.Calls)-1] }

// reproOf writes a finding's repro.py. Its error is a [noRepro] where there
// can be none.
func (s *subject) reproOf(f Finding, t *trial) (string, error) {
	for _, c := range t.shown() {
		if s.isPrivate(c.sample) {
			return "", noRepro("the fault shows on records alone that are not to be shown: run with --show-values")
		}
		switch {
		case c.sample.given != (given{}):
			return "", noRepro("a photograph is given in another form than the contract's")
		case c.in != nil:
			return "", noRepro("it takes another process: " + c.in.setting.String())
		case c.parts > 1:
			return "", noRepro("it takes several calls whose results are read only after the last")
		}
	}
	if s.checkout != nil && len(t.last().behind) > 0 {
		return "", noRepro("it takes the checkout in place of the wheel")
	}
	r := &repro{Title: docText(f.Rule + ": " + f.Message), Known: docLines(f)}
	for _, make := range []func(*repro, *trial) error{s.reproEntry, s.reproCalls, s.reproShows} {
		if err := make(r, t); err != nil {
			return "", err
		}
	}
	var body, text strings.Builder
	if err := reproTemplates.ExecuteTemplate(&body, "body", r); err != nil {
		return "", fmt.Errorf("writing a repro.py: %w", err)
	}
	r.Body = strings.TrimRight(body.String(), "\n")
	r.Imports = reproImports(r.Body, len(r.Variables) > 0)
	err := reproTemplates.ExecuteTemplate(&text, "repro.py.tmpl", r)
	return blankLines.ReplaceAllString(text.String(), "\n\n\n"), err
}

var blankLines = regexp.MustCompile(`\n{4,}`)

// docText is a text that may stand in a docstring.
func docText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"""`, `'''`).Replace(text)
}

// docLines are what was declared and what was seen.
func docLines(f Finding) []string {
	var b strings.Builder
	for _, part := range f.parts() {
		if part[0] == "declared" || part[0] == "seen" || part[0] == "behind" {
			labelled(&b, fmt.Sprintf("    %-9s ", part[0]), docText(part[1]))
		}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// reproModules are the modules that a repro may name, by the name it has there.
var reproModules = []struct{ name, module string }{
	{"base64", "base64"}, {"copy", "copy"}, {"datetime", "datetime"}, {"io", "io"}, {"json", "json"}, {"math", "math"}, {"numbers", "numbers"},
	{"os", "os"}, {"signal", "signal"}, {"sys", "sys"}, {"traceback", "traceback"},
	{"np", "numpy as np"}, {"pd", "pandas as pd"}, {"torch", "torch"}, {"yaml", "yaml"}, {"Image", "PIL.Image as Image"}, {"ImageOps", "PIL.ImageOps as ImageOps"},
}

// reproImports are the modules that the text names.
func reproImports(text string, environment bool) []string {
	var modules []string
	for _, m := range reproModules {
		if m.name == "os" && environment || regexp.MustCompile(`(?m)(^|[^\w."])`+m.name+`\.`).MatchString(text) {
			modules = append(modules, m.module)
		}
	}
	return modules
}

// reproved completes findings with a repro.py of what shows them, or with
// the reason why they have none.
func (s *subject) reproved(findings []Finding) error {
	for i := range findings {
		f := &findings[i]
		if f.trial == nil {
			continue
		}
		text, err := s.reproOf(*f, f.trial)
		var reason noRepro
		if errors.As(err, &reason) {
			f.NoRepro = string(reason)
		} else if err != nil {
			return err
		}
		f.Repro = text
	}
	return nil
}

// reproCalls fills in what each call is given, once for those that are
// given the same.
func (s *subject) reproCalls(r *repro, t *trial) error {
	calls := t.shown()
	for i, c := range calls {
		number := ""
		if len(calls) > 1 {
			number = fmt.Sprintf("_%d", i+1)
		}
		made := s.reproCall(r, number)
		in, err := s.reproInput(made.Input, c)
		if err != nil {
			return err
		}
		if same := slices.IndexFunc(calls[:i], func(other *call) bool { return equalSamples(other.sample, c.sample) }); same >= 0 {
			in.Same, in.Says = r.Inputs[same].Name, "The same once more."
		}
		made.Last = i == len(calls)-1
		r.Inputs, r.Calls = append(r.Inputs, in), append(r.Calls, made)
	}
	return nil
}
