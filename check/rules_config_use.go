package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// configKeyUndocumented finds a key that the package asks its config for by
// name, and that neither a docstring, README or docs, nor a comment of the
// config tells of.
//
// Why: nobody but the authors knows then that it can be set, and to what (3d).
//
// Example: config.get("temperature", 1.0), where only the code says so.
//
// Instead: name it, with what it does, in load's docstring or beside it in the config.
func configKeyUndocumented(ctx context.Context, s *subject) ([]Finding, error) {
	names, why := s.configs()
	if len(names) == 0 {
		return nil, why
	}
	used, err := s.configUse(ctx, names)
	if err != nil {
		return nil, err
	}
	texts := s.ownWords()
	var found []Finding
	for _, k := range used.Named {
		name, key := k.Path[0], k.Path[len(k.Path)-1]
		settings, comments := s.configOf(name)
		if _, isTable := valueAt(settings, k.Path[1:]).(map[string]any); isTable || isCommented(comments, key) || mentions(texts, key) {
			continue
		}
		found = append(found, Finding{Message: fmt.Sprintf("key %q of the config is documented nowhere", strings.Join(k.Path[1:], ".")),
			File: s.sourceOf(s.underRoots(k.File)), Line: k.Line, Declared: "each key in a docstring, README or a comment of the config",
			Seen: "the code reads it", Fix: "say what it does in the entry point's docstring"})
	}
	if slices.ContainsFunc(names, used.unheard) {
		why = notHeard
	}
	return found, why
}

// configIgnored finds keys of the config that neither loading the model nor
// calling it reads, or that go to a parameter which is never looked at. Those of training, and those that tell where the weights
// come from, are for others to read.
//
// Why: whoever changes the value believes that something changes (3d).
//
// Example: cuts = [0.1, 0.3] in config.toml, and the same numbers in the code.
//
// Instead: read it, or take it out.
func configIgnored(ctx context.Context, s *subject) ([]Finding, error) {
	names, why := s.configs()
	if len(names) == 0 {
		return nil, why
	}
	used, err := s.configUse(ctx, names)
	if err != nil {
		return nil, err
	}
	found := s.droppedKeys(names, used)
	for _, name := range names {
		if used.unheard(name) {
			why = notHeard
			continue
		}
		if keys := s.unreadKeys(name, s.settings(name), used); len(keys) > 0 {
			found = append(found, Finding{Message: fmt.Sprintf("config %q is not used in full", name), File: s.shown(s.resourcePath(name)),
				Declared: shortened(keys, 3), Seen: "neither load nor predict reads it", Fix: "read it, or take it out of the config"})
		}
	}
	return found, why
}

var (
	ofTraining = regexp.MustCompile(`(?i)train|epoch|learn|\blr\b|batch|seed|optim|decay|loss|schedul|early|patience|fold|split|augment|valid|test|momentum|regulari[sz]|wandb|log`)
	ofOrigin   = regexp.MustCompile(`(?i)\b(name|id|title|model|architecture|type|class|task|project|version|schema|description|comments?|notes?|authors?|created|date|commit|git.*|hash|licen[cs]e|source|data.*|metrics?.*|_.*)$`)
)

// unreadKeys are the keys without others below them that nobody reads and that
// are for the model to read, as far as that is certain.
func (s *subject) unreadKeys(name string, settings map[string]any, used *configUse) []string {
	elsewhere := s.otherCode()
	return slices.DeleteFunc(keysOf("", settings), func(key string) bool {
		_, isTable := valueAt(settings, strings.Split(key, ".")).(map[string]any)
		return isTable || used.took(name, key) || ofTraining.MatchString(key) || ofOrigin.MatchString(key) ||
			s.servingMentions(key) || mentions(elsewhere, key[strings.LastIndex(key, ".")+1:])
	})
}

// servingMentions tells whether the code that loads and scores has a key as
// a text: it may read it at other records.
func (s *subject) servingMentions(key string) bool {
	return slices.ContainsFunc(s.servingModules(), func(m moduleFacts) bool {
		return slices.Contains(m.Mentions, key[strings.LastIndex(key, ".")+1:])
	})
}

// otherCode is the project's Python that is not there to load and score, such as train.py.
func (s *subject) otherCode() []string {
	var texts []string
	serving := s.servingModules()
	for _, m := range s.source.modules {
		if !slices.ContainsFunc(serving, func(f moduleFacts) bool { return f.Name == m.Name }) {
			texts = append(texts, string(m.Text))
		}
	}
	for _, pattern := range []string{"*.py", "*/*.py", "*.ipynb", "*/*.ipynb"} {
		files, _ := filepath.Glob(filepath.Join(s.project, pattern)) // it fails for a bad pattern alone
		for _, file := range files {
			text, err := os.ReadFile(file)
			serves := slices.ContainsFunc(serving, func(f moduleFacts) bool { return f.Path == s.shown(file) })
			if err == nil && !serves && !testFile.MatchString(s.shown(file)) {
				texts = append(texts, string(text))
			}
		}
	}
	return texts
}

var testFile = regexp.MustCompile(`(^|/)(tests?/|test_|conftest)`)

// settings are a config as a mapping.
func (s *subject) settings(name string) map[string]any {
	settings, _ := s.configOf(name)
	return settings
}

// configOf is a config as a mapping, and its lines.
func (s *subject) configOf(name string) (settings map[string]any, lines []string) {
	path := s.resourcePath(name)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil // a folder
	}
	return settingsOf(formatOf(path), text), strings.Split(string(text), "\n")
}

func valueAt(settings map[string]any, path []string) any {
	var value any = settings
	for _, key := range path {
		table, _ := value.(map[string]any)
		value = table[key]
	}
	return value
}
