package check

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"handoff/schema"
)

// A configExample is a config that a document shows, as py/settings.py tells it.
type configExample struct {
	Path   string `json:"path"`
	Format string `json:"format"` // json, yaml, toml; "" where it is not said
	Text   string `json:"text"`
	First  string `json:"first"`  // its first line
	Called bool   `json:"called"` // written into a call of the entry point, and so whole
}

// readShownConfigs reads them for every config.
func (s *subject) readShownConfigs(ctx context.Context, host scripter) (err error) {
	s.shownConfigs = map[string][]configExample{}
	names, _ := s.configs()
	for _, name := range names {
		if s.shownConfigs[name], err = s.configExamples(ctx, host, name); err != nil {
			return fmt.Errorf("looking for configs in documents: %w", err)
		}
	}
	return nil
}

// configExamples are those for one resource, in the entry point's docstring,
// README and docs.
func (s *subject) configExamples(ctx context.Context, host scripter, name string) ([]configExample, error) {
	f := s.source.function(s.contract.Load.Call)
	if f == nil {
		return nil, nil
	}
	texts := []map[string]string{{"path": f.path, "text": f.Doc}}
	for _, file := range s.documents() {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts = append(texts, map[string]string{"path": s.shown(file), "text": string(text)})
	}
	args := map[string]any{"texts": texts, "function": f.Name[strings.LastIndex(f.Name, ".")+1:], "parameter": name, "at": 1 << 20}
	if at := slices.Index(f.Required, name); at >= 0 {
		args["at"] = at
	}
	var answer struct {
		Examples []configExample `json:"examples"`
	}
	return answer.Examples, run(ctx, host, args, &answer, "settings")
}

// formatOf is the name of a config file's format.
func formatOf(path string) string {
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	if ext == "yml" {
		return "yaml"
	}
	return ext
}

// settingsOf reads a config as a mapping; nil where it is none, or has keys
// that are no text.
func settingsOf(format string, text []byte) map[string]any {
	var settings map[string]any
	read := map[string]func([]byte, any) error{"json": unmarshalJSON, "yaml": unmarshalYAML, "toml": toml.Unmarshal}[format]
	if read == nil || read(text, &settings) != nil {
		return nil
	}
	return settings
}

// unmarshalJSON takes the numbers, too, that Python reads in JSON and Go does not.
func unmarshalJSON(text []byte, into any) error {
	return json.Unmarshal(notFinite.ReplaceAll(text, []byte("0")), into)
}

func unmarshalYAML(text []byte, into any) error {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return err
	}
	if !hasTextKeys(&document) {
		return errors.New("a key is no text")
	}
	return document.Decode(into)
}

// yamlBool is what YAML 1.1, and so PyYAML, takes for a truth value where it
// is not quoted.
var yamlBool = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false)$`)

func hasTextKeys(node *yaml.Node) bool {
	for i, part := range node.Content {
		isKey := node.Kind == yaml.MappingNode && i%2 == 0
		if isKey && part.ShortTag() != "!!merge" && (part.ShortTag() != "!!str" || part.Style == 0 && yamlBool.MatchString(part.Value)) || !hasTextKeys(part) {
			return false
		}
	}
	return true
}

// keysOf are the dotted paths of a config's keys, tables and what they hold.
func keysOf(prefix string, settings map[string]any) []string {
	var keys []string
	for key, value := range settings {
		keys = append(keys, prefix+key)
		if table, ok := value.(map[string]any); ok {
			keys = append(keys, keysOf(prefix+key+".", table)...)
		}
	}
	slices.Sort(keys)
	return keys
}

// isFor tells whether an example is one of the config that is handed over,
// rather than of something else in the same format.
func (e configExample) isFor(r schema.Resource, actual map[string]any) bool {
	if e.Called {
		return r.As == "dict"
	}
	format := formatOf(r.Path)
	if cmp.Or(e.Format, format) != format {
		return false
	}
	for key := range settingsOf(format, []byte(e.Text)) {
		if _, ok := actual[key]; ok {
			return true
		}
	}
	return false
}

// write puts an example into a file that load can be given.
func (e configExample) write(dir, format string) (string, error) {
	if e.Called {
		format = e.Format
	}
	path := filepath.Join(dir, "example."+format)
	if err := os.WriteFile(path, []byte(e.Text), 0o644); err != nil {
		return "", fmt.Errorf("writing the documented config: %w", err)
	}
	return path, nil
}
