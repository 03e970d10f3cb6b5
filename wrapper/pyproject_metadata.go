package wrapper

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ReadWheel reads what a wheel says of itself, whatever built it. Optional
// dependencies stand among the others, with a marker that names their extra.
func ReadWheel(file string) (*Project, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: not a wheel: %w", filepath.Base(file), err)
	}
	defer z.Close()
	var names []string
	var metadata *zip.File
	for _, f := range z.File {
		names = append(names, f.Name)
		if ok, _ := path.Match("*.dist-info/METADATA", f.Name); ok {
			metadata = f
		}
	}
	if metadata == nil {
		return nil, fmt.Errorf("%s: not a wheel: it has no METADATA", filepath.Base(file))
	}
	text, err := readZipped(metadata)
	if err != nil {
		return nil, err
	}
	p, err := parseMetadata(text)
	if err != nil {
		return nil, fmt.Errorf("%s: METADATA: %w", filepath.Base(file), err)
	}
	p.Packages = topLevel(names)
	return p, nil
}

// metadataLimit bounds, in bytes, how much of a METADATA file is read: a zip
// may claim any size.
const metadataLimit = 16 << 20

func readZipped(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, metadataLimit))
}

// parseMetadata reads a wheel's METADATA file (core metadata, PEP 566).
func parseMetadata(text []byte) (*Project, error) {
	fields := metadataFields(string(text))
	name, version := strings.Join(fields["name"], ""), strings.Join(fields["version"], "")
	if name == "" || version == "" {
		return nil, errors.New("expected a Name and a Version")
	}
	return &Project{Name: name, Version: version, RequiresPython: strings.Join(fields["requires-python"], ","),
		Dependencies: fields["requires-dist"]}, nil
}

// metadataFields gives the fields up to the first empty line, by their names
// in lower case. Lines that are no field are passed over: licences that were
// folded wrongly are common and must not matter.
func metadataFields(text string) map[string][]string {
	fields := map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break // the description follows
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			name = strings.ToLower(name)
			fields[name] = append(fields[name], strings.TrimSpace(value))
		}
	}
	return fields
}

var separators = regexp.MustCompile(`[-_.]+`)

// NormalName gives a distribution's name as indexes compare it (PEP 503).
func NormalName(name string) string {
	return strings.ToLower(separators.ReplaceAllString(name, "-"))
}

// packagesIn lists the importable folders and modules of a project, at its
// top and under src/, which is where build backends look for them.
func packagesIn(dir string) []string {
	var found []string
	for _, under := range []string{".", "src"} {
		entries, _ := os.ReadDir(filepath.Join(dir, under)) // no src/ is fine
		for _, e := range entries {
			name := e.Name()
			isModule := !e.IsDir() && path.Ext(name) == ".py" && name != "setup.py"
			if isModule || e.IsDir() && isPackage(filepath.Join(dir, under, name)) {
				found = append(found, path.Join(under, name))
			}
		}
	}
	slices.Sort(found)
	return found
}
