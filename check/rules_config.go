package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// configFormatUnreadable finds a config that is neither JSON, YAML nor TOML,
// or that does not parse.
//
// Why: the platform reads, shows and keeps the config beside the weights (3a,
// 3d); formats of one's own only one's own code can read.
//
// Example: config = "resources/config.ini", or a tab before a key of config.yaml.
//
// Instead: write it in one of the three, and parse it once before the hand-off.
func configFormatUnreadable(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	asked := false
	for _, name := range s.resourceNames(true) {
		path := s.resourcePath(name)
		text, err := os.ReadFile(path)
		if err != nil || isWeightsByContent(text) && !strings.Contains(strings.ToLower(name), "conf") {
			continue // a folder, or weights that are called params
		}
		asked = true
		if err := parsesAsConfig(path, text); err != nil {
			found = append(found, Finding{Message: fmt.Sprintf("config %q cannot be read: %s", name, oneLine(err.Error())), File: s.shown(path),
				Declared: "JSON, YAML or TOML", Seen: filepath.Ext(path), Fix: "write it in one of the three, and parse it before the hand-off"})
		}
	}
	if !asked {
		return nil, notRun("[load.resources] names no config that is a file")
	}
	return found, nil
}

// unreadableConfig tells whether a config that the harness itself has to read cannot be.
func (s *subject) unreadableConfig() bool {
	for _, name := range s.resourceNames(true) {
		path := s.resourcePath(name)
		if text, err := os.ReadFile(path); s.contract.Load.Resources[name].As == "dict" && err == nil && parsesAsConfig(path, text) != nil {
			return true
		}
	}
	return false
}

func isWeightsByContent(text []byte) bool {
	return bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text)
}

// notFinite are numbers that Python reads in JSON, and Go does not.
var notFinite = regexp.MustCompile(`-?\b(NaN|Infinity)\b`)

func parsesAsConfig(path string, text []byte) error {
	var value any
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".json":
		return unmarshalJSON(text, &value)
	case ".yaml", ".yml":
		return yaml.Unmarshal(text, new(yaml.Node))
	case ".toml":
		return toml.Unmarshal(text, &value)
	default:
		return errors.New("it is neither JSON, YAML nor TOML")
	}
}
