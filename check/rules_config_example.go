package check

import (
	"context"
	"fmt"
	"os"
	"slices"

	"handoff/wrapper"
)

// examplesTried bounds the examples that are loaded with: each takes a process.
const examplesTried = 4

// documentedConfigFails finds a config that the entry point's docstring, README
// or docs show, and with which load raises. A block that leaves out keys of
// the config handed over is an excerpt, and raises nothing here; one that
// does not go with the weights, or names files, may be of another network.
//
// Why: whoever adapts the model begins with the example (3a, 3d).
//
// Example: the docstring shows {"cuts": [0.1, 0.3]}, and the code reads config["thresholds"].
//
// Instead: load with each example that is shown, in a test.
func documentedConfigFails(ctx context.Context, s *subject) ([]Finding, error) {
	if s.loadErr != nil {
		return nil, notRun("the model does not load with its own config")
	}
	names, why := s.configs()
	if len(names) == 0 {
		return nil, why
	}
	var found []Finding
	shown := false
	for _, name := range names {
		r, actual := s.contract.Load.Resources[name], s.settings(name)
		examples := slices.DeleteFunc(slices.Clone(s.shownConfigs[name]), func(e configExample) bool { return !e.isFor(r, actual) })
		shown = shown || len(examples) > 0
		failing, err := s.failingExamples(ctx, name, examples)
		if err != nil {
			return nil, err
		}
		found = append(found, failing...)
	}
	if !shown && why == nil {
		why = notRun("no docstring, README or page of docs shows such a config")
	}
	return found, why
}

func (s *subject) failingExamples(ctx context.Context, name string, examples []configExample) ([]Finding, error) {
	r, actual := s.contract.Load.Resources[name], s.settings(name)
	var found []Finding
	for _, e := range examples[:min(len(examples), examplesTried)] {
		raised, err := s.loadWith(ctx, name, e)
		if err != nil {
			return nil, err
		}
		if raised == nil || isOfAnother(raised) || !e.Called && e.isExcerpt(formatOf(r.Path), actual) {
			continue
		}
		f := s.fromException(raised)
		f.Message = fmt.Sprintf("load raises with the config that %s shows: %s", e.Path, f.Message)
		f.File, f.Line, f.Offset = e.Path, s.lineWith(e.Path, e.First), 0
		f.Declared, f.Fix = "an example that load takes", "show a config that load takes"
		found = append(found, f)
	}
	return found, nil
}

// isOfAnother tells whether an example raised for going with other weights or other files.
func isOfAnother(raised *wrapper.Exception) bool {
	return isMismatch(raised) || raised.Type == "FileNotFoundError"
}

// isExcerpt tells whether all keys of an example are of the config itself, and some of those are left out.
func (e configExample) isExcerpt(format string, actual map[string]any) bool {
	shown, all := keysOf("", settingsOf(format, []byte(e.Text))), keysOf("", actual)
	strange := slices.ContainsFunc(shown, func(key string) bool { return !slices.Contains(all, key) })
	return !strange && len(shown) < len(all)
}

// loadWith loads with an example in the config's place, and gives what that raised.
func (s *subject) loadWith(ctx context.Context, name string, e configExample) (*wrapper.Exception, error) {
	dir, err := os.MkdirTemp("", "handoff-example-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, err := e.write(dir, formatOf(s.contract.Load.Resources[name].Path))
	if err != nil {
		return nil, err
	}
	host, failed, err := s.another(ctx, reloading{change: func(c *wrapper.Config, spec *wrapper.Spec) {
		c.Read = append(c.Read, path)
		spec.Resources[name] = path
	}})
	if err != nil {
		return nil, err
	}
	defer host.Close()
	raised, _ := failed.(*wrapper.Exception)
	return raised, nil
}
