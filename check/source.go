package check

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A module is one Python file of the package, as text for the scripts.
type module struct {
	Name    string `json:"name"` // dotted
	Path    string `json:"path"` // relative to the model's folder
	Package bool   `json:"package"`
	Text    []byte `json:"text"`
}

// moduleFacts is what py/modules.py tells of one module.
type moduleFacts struct {
	Name    string       `json:"name"`
	Path    string       `json:"path"`
	Package bool         `json:"package"`
	Imports []importFact `json:"imports"`
	Opens   []openFact   `json:"opens"`
	Uses    []useFact    `json:"uses"`
	Defines []string     `json:"defines"`
	// Mentions are the top-level modules that it imports anywhere, and its
	// texts that might be one.
	Mentions  []string       `json:"mentions"`
	Functions []functionFact `json:"functions"`
	Dynamic   bool           `json:"dynamic"` // it may define more than can be seen
	Error     *syntaxFact    `json:"error"`
	Unread    bool           `json:"unread"` // it is nested too deeply
}

type importFact struct {
	Name     string `json:"name"` // dotted, made absolute; may be a name within a module
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Absolute bool   `json:"absolute"` // a module, named as the source has it
}

type openFact struct {
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// A useFact is one place where a module certainly does what a rule asks about.
type useFact struct {
	Kind   string `json:"kind"` // as py/newer.py, py/habits.py and py/layers.py name them
	What   string `json:"what"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type syntaxFact struct {
	Type    string `json:"type"` // of the exception
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// A source is the package as text and what was read from it.
type source struct {
	modules []module // those that were read
	facts   []moduleFacts
	stdlib  []string // top-level modules of the interpreter's own library
}

var moduleScripts = []string{"names", "types", "newer", "habits", "meddling", "layers", "functions", "modules"}

// readSource finds the package's modules in the project, a folder or a
// wheel, and has them parsed. Paths are told relative to base, the model's folder.
func readSource(ctx context.Context, host scripter, base, project string) (*source, error) {
	modules, err := readModules(base, project)
	if err != nil {
		return nil, fmt.Errorf("reading the package: %w", err)
	}
	var answer struct {
		Modules []moduleFacts `json:"modules"`
		Stdlib  []string      `json:"stdlib"`
	}
	if err := run(ctx, host, map[string]any{"modules": modules}, &answer, moduleScripts...); err != nil {
		return nil, err
	}
	broken := map[string]bool{}
	for _, m := range answer.Modules {
		broken[m.Path] = m.Error != nil || m.Unread
	}
	modules = slices.DeleteFunc(modules, func(m module) bool { return broken[m.Path] })
	return &source{modules, answer.Modules, answer.Stdlib}, nil
}

func readModules(base, project string) ([]module, error) {
	shown, err := filepath.Rel(base, project)
	if err != nil {
		return nil, err
	}
	if !isWheel(project) {
		return findModules(os.DirFS(project), filepath.ToSlash(shown))
	}
	wheel, err := zip.OpenReader(project)
	if err != nil {
		return nil, err
	}
	defer wheel.Close()
	return findModules(wheel, filepath.ToSlash(shown))
}

func isWheel(project string) bool { return filepath.Ext(project) == ".whl" }

// findModules lists what can be imported once the project is installed: the
// packages and modules in src/, or else those beside pyproject.toml.
func findModules(project fs.FS, shown string) ([]module, error) {
	names, err := packageFiles(project, false, ".py")
	modules := []module{}
	for _, name := range names {
		text, failed := fs.ReadFile(project, name)
		err = errors.Join(err, failed)
		modules = append(modules, newModule(strings.TrimPrefix(name, sourceRoot(project)+"/"), path.Join(shown, name), text))
	}
	return modules, err
}

// packageFiles lists the files of some endings in src/, or else beside
// pyproject.toml and in the packages there; with data, also those in folders
// of the packages that are none themselves.
func packageFiles(project fs.FS, data bool, endings ...string) (found []string, err error) {
	root := sourceRoot(project)
	err = fs.WalkDir(project, root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skipUnless(root == "src" || name == "." || data && strings.Contains(name, "/") || isPackage(project, name))
		case slices.Contains(endings, strings.ToLower(path.Ext(name))) && isFile(project, name):
			found = append(found, name)
		}
		return nil
	})
	return found, err
}

// sourceRoot is the folder that the packages lie in.
func sourceRoot(project fs.FS) string {
	if holdsPackages(project, "src") {
		return "src"
	}
	return "."
}

// holdsPackages tells whether a folder has source in folders of its own, at
// any depth: a namespace package has none in its first.
func holdsPackages(project fs.FS, dir string) (found bool) {
	fs.WalkDir(project, dir, func(name string, _ fs.DirEntry, err error) error {
		found = err == nil && path.Ext(name) == ".py" && path.Dir(name) != dir
		if found || err != nil {
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// isFile tells a file from a link that leads nowhere, or a pipe, which would
// never end.
func isFile(project fs.FS, name string) bool {
	info, err := fs.Stat(project, name)
	return err == nil && info.Mode().IsRegular()
}

func skipUnless(wanted bool) error {
	if wanted {
		return nil
	}
	return fs.SkipDir
}

func isPackage(project fs.FS, dir string) bool {
	_, err := fs.Stat(project, dir+"/__init__.py")
	return err == nil
}

func newModule(within, shown string, text []byte) module {
	name, isInit := strings.CutSuffix(strings.ReplaceAll(strings.TrimSuffix(within, ".py"), "/", "."), ".__init__")
	return module{name, shown, isInit, text}
}
