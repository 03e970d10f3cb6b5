package check

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Some hand-offs carry no history and cannot, and some archives state theirs.
func TestHandOffsWithoutHistory(t *testing.T) {
	node := "node: 0123456789abcdef0123456789abcdef01234567\n"
	tests := map[string]struct {
		project, file, text string
		found               int
		asked               bool
	}{
		"folder":              {".", "README.md", "", 1, true},
		"wheel":               {"m.whl", "m.whl", "", 0, false},
		"source distribution": {".", "PKG-INFO", "Name: m\n", 0, false},
		"archive":             {".", ".git_archival.txt", node, 0, true},
		"archive not filled":  {".", ".git_archival.txt", "node: $Format:%H$\n", 1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := notAGitRepository(t.Context(), &subject{dir: dir, project: filepath.Join(dir, test.project)})
			var why notRun
			if asked := !errors.As(err, &why); len(found) != test.found || asked != test.asked {
				t.Errorf("%d findings, %v; want %d, asked %v", len(found), err, test.found, test.asked)
			}
		})
	}
}
