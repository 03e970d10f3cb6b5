package check

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

func TestFindModules(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("pass\n")}
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"flat", []string{"setup.py", "pkg/__init__.py", "pkg/model.py", "docs/conf.py"}, []string{"pkg", "pkg.model", "setup"}},
		{"src", []string{"setup.py", "src/pkg/__init__.py", "src/pkg/model.py"}, []string{"pkg", "pkg.model"}},
		{"namespace in src", []string{"src/group/pkg/__init__.py", "src/group/pkg/model.py"}, []string{"group.pkg", "group.pkg.model"}},
		{"src is a package", []string{"src/__init__.py", "src/model.py"}, []string{"src", "src.model"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := fstest.MapFS{}
			for _, f := range c.files {
				project[f] = file
			}
			modules, err := findModules(project, "")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range modules {
				got = append(got, m.Name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A link that leads nowhere and a folder named like a module are no source.
func TestFindModulesAmongLinks(t *testing.T) {
	dir := t.TempDir()
	for _, err := range []error{
		os.MkdirAll(filepath.Join(dir, "pkg", "odd.py"), 0o755),
		os.WriteFile(filepath.Join(dir, "pkg", "__init__.py"), nil, 0o600),
		os.Symlink("nowhere", filepath.Join(dir, "pkg", "gone.py")),
		os.Symlink("round.py", filepath.Join(dir, "round.py")),
		unix.Mkfifo(filepath.Join(dir, "pkg", "pipe.py"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	modules, err := findModules(os.DirFS(dir), "")
	if err != nil || len(modules) != 1 || modules[0].Name != "pkg" {
		t.Errorf("got %v, %v", modules, err)
	}
}
