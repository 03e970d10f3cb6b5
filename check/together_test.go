package check

import (
	"path/filepath"
	"slices"
	"testing"

	"handoff/schema"
)

// Two values that a model knows not to go together, it may refuse in words.
// What breaks on them, or refuses them whatever they go with, is told.
func TestValuesThatDoNotGoTogether(t *testing.T) {
	needHost(t)
	const examples = "\n[[examples]]\nrecords = \"examples/golden.jsonl\"\nexpect = \"examples/golden.expected.jsonl\"\nrtol = 1e-9\n"
	for name, test := range map[string]struct {
		does  string
		bare  bool // without examples, so that made rows are the documented ones
		fails bool
	}{
		"refused in words":          {does: "raise ValueError('so many nodes of so small a tumour')"},
		"refused, without examples": {does: "raise ValueError('so many nodes of so small a tumour')", bare: true},
		"breaks":                    {does: "float('many')", fails: true},
		"refused whatever the size": {does: "pass\n    if record['NODES'] > 50:\n        raise ValueError('many nodes')", fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "breast")
			replace(t, filepath.Join(dir, "breast_recurrence", "features.py"), "    return {\n",
				"    if record['NODES'] > 50 and record['TUMOR_SIZE'] < 50:\n        "+test.does+"\n    return {\n")
			if test.bare {
				replace(t, filepath.Join(dir, schema.FileName), examples, "")
			}
			r := checked(t, dir, Options{Select: []string{"3b/documented-call-fails"}})
			if got := slices.Contains(rulesOf(r), "3b/documented-call-fails"); got != test.fails {
				t.Errorf("findings of %v", rulesOf(r))
			}
		})
	}
}
