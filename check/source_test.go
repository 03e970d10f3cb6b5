package check

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
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
