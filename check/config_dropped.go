package check

import (
	"context"
	"fmt"
	"strings"
)

// A droppedFact is a parameter that is filled from a dict and never looked
// at, as py/unused.py tells it.
type droppedFact struct {
	Key  string `json:"key"`
	Path string `json:"path"`
	Line int    `json:"line"`
}

// readDropped finds such parameters.
func readDropped(ctx context.Context, host scripter, src *source) ([]droppedFact, error) {
	var answer struct {
		Unused []droppedFact `json:"unused"`
	}
	if err := run(ctx, host, map[string]any{"modules": src.modules}, &answer, "syntax", "resolve", "unused"); err != nil {
		return nil, fmt.Errorf("looking for parameters that are never looked at: %w", err)
	}
	return answer.Unused, nil
}

// droppedKeys finds the keys of a config that the code hands on, all of a
// table at once, to a parameter that is never looked at, and reads nowhere else.
func (s *subject) droppedKeys(names []string, used *configUse) []Finding {
	var found []Finding
	for _, name := range names {
		for _, key := range keysOf("", s.settings(name)) {
			for _, d := range s.dropped {
				if d.Key == key[strings.LastIndex(key, ".")+1:] && used.took(name, key) && !s.servingMentions(key) {
					found = append(found, Finding{Message: fmt.Sprintf("key %q of the config is handed on and ignored", key), File: d.Path, Line: d.Line,
						Declared: key, Seen: "a parameter that is never looked at", Fix: "use it, or take it out of the config"})
				}
			}
		}
	}
	return found
}
