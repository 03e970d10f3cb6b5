package check

import (
	"path/filepath"
	"slices"
	"testing"

	"handoff/schema"
)

// goldenExamples are how breast's contract names them.
const goldenExamples = "\n[[examples]]\nrecords = \"examples/golden.jsonl\"\nexpect = \"examples/golden.expected.jsonl\"\nrtol = 1e-9\n"

// Two values that a model knows not to go together, it may refuse in words.
// What breaks on them, or refuses them whatever they go with, is told.
func TestValuesThatDoNotGoTogether(t *testing.T) {
	needHost(t)
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
				replace(t, filepath.Join(dir, schema.FileName), goldenExamples, "")
			}
			r := checked(t, dir, Options{Select: []string{"3b/documented-call-fails"}})
			if got := slices.Contains(rulesOf(r), "3b/documented-call-fails"); got != test.fails {
				t.Errorf("findings of %v", rulesOf(r))
			}
		})
	}
}

// Of two columns of one range a model may want the one to be more than the
// other. A value that it refuses whatever the other is, at the end of its range
// also, is told.
func TestColumnsOfOneRangeThatDiffer(t *testing.T) {
	needHost(t)
	for name, test := range map[string]struct {
		refused string
		bare    bool
		fails   bool
	}{
		"the first is more":            {"record['NODES'] >= record['TUMOR_SIZE']", false, false},
		"the second is, no examples":   {"record['NODES'] <= record['TUMOR_SIZE']", true, false},
		"the end is refused":           {"record['NODES'] == 200", false, true},
		"so much is, whatever another": {"record['NODES'] >= record['TUMOR_SIZE'] or record['NODES'] > 150", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := materialised(t, "breast")
			features, contract := filepath.Join(dir, "breast_recurrence", "features.py"), filepath.Join(dir, schema.FileName)
			replace(t, features, "1, 300)", "1, 200)")
			replace(t, features, "0, 100)", "1, 200)")
			replace(t, contract, "[1, 300]", "[1, 200]")
			replace(t, contract, "[0, 100]", "[1, 200]")
			if test.bare {
				replace(t, contract, goldenExamples, "")
			}
			replace(t, features, "    return {\n",
				"    if "+test.refused+":\n        raise ValueError('nodes and size do not go together')\n    return {\n")
			r := checked(t, dir, Options{Select: []string{"3b/documented-call-fails"}})
			if got := slices.Contains(rulesOf(r), "3b/documented-call-fails"); got != test.fails {
				t.Errorf("findings of %v", rulesOf(r))
			}
		})
	}
}
