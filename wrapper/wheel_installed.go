package wrapper

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// An installed is one distribution in a site-packages folder.
type installed struct {
	name    string // normalised
	version string
	dir     string // its .dist-info folder
}

// readInstalled lists the distributions in a site-packages folder.
func readInstalled(site string) ([]installed, error) {
	dirs, _ := filepath.Glob(filepath.Join(site, "*.dist-info")) // the pattern is well formed
	var list []installed
	for _, dir := range dirs {
		text, err := os.ReadFile(filepath.Join(dir, "METADATA"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // an empty folder that an uninstall left
		}
		if err != nil {
			return nil, err
		}
		fields := metadataFields(string(text))
		if fields["name"] == nil || fields["version"] == nil {
			return nil, fmt.Errorf("%s/METADATA: expected a Name and a Version", filepath.Base(dir))
		}
		list = append(list, installed{NormalName(fields["name"][0]), fields["version"][0], dir})
	}
	return list, nil
}

// rootsOf gives the top-level packages and modules that a wheel brought.
func rootsOf(site string, wheel Wheel) ([]string, error) {
	list, err := readInstalled(site)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(d installed) bool { return d.name == wheel.distribution() })
	if i < 0 {
		return nil, fmt.Errorf("%s: not found among what was installed", filepath.Base(wheel.Path))
	}
	files, err := readRecord(filepath.Join(list[i].dir, "RECORD"))
	if err != nil {
		return nil, err
	}
	var roots []string
	for _, root := range topLevel(files) {
		roots = append(roots, filepath.Join(site, root))
	}
	return roots, nil
}

// readRecord lists the files of a RECORD, relative to site-packages.
func readRecord(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("RECORD: %w", err)
	}
	files := make([]string, len(rows))
	for i, row := range rows {
		files[i] = row[0]
	}
	return files, nil
}

// topLevel gives the outermost packages of the Python files in a RECORD, and
// the modules that are in none. In a namespace package, which other wheels
// share, it is the first folder with an __init__.py that counts.
func topLevel(files []string) []string {
	has := map[string]bool{}
	for _, f := range files {
		has[f] = true
	}
	var roots []string
	for _, f := range files {
		if isModule(f) {
			roots = append(roots, outermost(f, has))
		}
	}
	slices.Sort(roots)
	return slices.Compact(roots)
}

// isModule tells whether a file of a RECORD can be imported: scripts lie
// outside site-packages, and an extension module is a .so.
func isModule(file string) bool {
	return filepath.IsLocal(file) && !strings.Contains(file, ".dist-info/") &&
		(path.Ext(file) == ".py" || path.Ext(file) == ".so")
}

func outermost(file string, has map[string]bool) string {
	parts := strings.Split(file, "/")
	for i := 1; i < len(parts); i++ {
		if dir := path.Join(parts[:i]...); has[dir+"/__init__.py"] {
			return dir
		}
	}
	return file
}
