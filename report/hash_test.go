package report

import (
	"os"
	"path/filepath"
	"testing"
)

// A folder is the same under a link to it, and another once one of its links
// leads elsewhere.
func TestHashOfAFolderWithLinks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	link := filepath.Join(folder, "link")
	same := filepath.Join(t.TempDir(), "same")
	for _, err := range []error{
		os.Mkdir(folder, 0o700),
		os.WriteFile(filepath.Join(folder, "a"), []byte("1"), 0o600),
		os.WriteFile(filepath.Join(folder, "b"), []byte("2"), 0o600),
		os.Symlink("a", link),
		os.Symlink(folder, same),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	hash := func(path string) string {
		f, err := HashFile(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return f.SHA256
	}
	before := hash(folder)
	if got := hash(same); got != before {
		t.Errorf("under a link the folder has the hash %s, want %s", got, before)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b", link); err != nil {
		t.Fatal(err)
	}
	if hash(folder) == before {
		t.Error("a link that leads elsewhere leaves the hash as it was")
	}
}
