package check

import (
	"slices"
	"testing"
)

// ofKeys is a hand-off that takes the records of many keys.
var ofKeys = map[string]string{
	"pyproject.toml": `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "ofkeys"
version = "1"
requires-python = "==3.8.*"
dependencies = ["numpy==1.24.4", "pandas==2.0.3"]

[tool.setuptools]
packages = ["ofkeys"]
`,
	"ofkeys/__init__.py": `def predict(frame):
    groups = frame.groupby("ENC", sort=False)
    return groups["HR"].max().fillna(0).astype(float).to_frame("risk")
`,
	"handoff.toml": `[model]
name = "ofkeys"
[predict]
call = "ofkeys:predict"
keys = ["ENC"]
rows = "keys"
[[columns]]
name = "ENC"
dtype = "int64"
[[columns]]
name = "HR"
dtype = "int64"
[[outputs]]
name = "risk"
dtype = "float64"
`,
}

// What names the records of a group is not told as scored without: it never
// comes to predict missing, or as another dtype.
func TestKeysOfGroupsAreNotScored(t *testing.T) {
	needHost(t)
	dir := t.TempDir()
	writeFiles(t, dir, ofKeys)
	var found []string
	for _, f := range checked(t, dir, Options{Select: []string{"3b/null-accepted", "3b/dtype-unenforced"}}).Findings {
		found = append(found, f.Rule+" "+f.Column)
	}
	slices.Sort(found)
	if want := []string{"3b/dtype-unenforced HR", "3b/null-accepted HR"}; !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

// A call without rows is not told of one of them.
func TestEmptyBatchHasNoRows(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "3b-empty-batch-fails")
	found := checked(t, dir, Options{Select: []string{"3b/empty-batch-fails"}}).Findings
	if len(found) != 1 || len(found[0].Rows) > 0 {
		t.Errorf("found %+v, want one finding of no row", found)
	}
}
