package wrapper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// constraints fix the versions of what a project's requirements pull in.
type constraints struct {
	name string // the project's file, "" where it has none
	text string // as pip's -c takes it
}

// readConstraints reads the first of these files that a project has.
func readConstraints(project string) (constraints, error) {
	for _, name := range []string{"constraints.txt", "requirements.lock", "pylock.toml", "uv.lock", "poetry.lock", "pdm.lock"} {
		text, err := os.ReadFile(filepath.Join(project, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return constraints{}, err
		}
		if filepath.Ext(name) == ".txt" || name == "requirements.lock" {
			return constraints{name, string(text)}, nil
		}
		pins, err := lockedPins(text)
		if err != nil {
			return constraints{}, fmt.Errorf("%s: %w", name, err)
		}
		return constraints{name, pins}, nil
	}
	return constraints{}, nil
}

// without are the constraints but for those of distributions that some
// requirements are of. A requirement's further lines, such as hashes, go with it.
func (c constraints) without(requirements []string) string {
	var gone []string
	for _, text := range requirements {
		if r, err := ParseRequirement(text); err == nil {
			gone = append(gone, NormalName(r.Name))
		}
	}
	var kept strings.Builder
	leaves, goesOn := false, false
	for line := range strings.Lines(c.text) {
		if !goesOn {
			first, _, _ := strings.Cut(line, " #")
			r, err := ParseRequirement(strings.TrimSuffix(strings.TrimSpace(first), "\\"))
			leaves = err == nil && slices.Contains(gone, NormalName(r.Name))
		}
		goesOn = strings.HasSuffix(strings.TrimRight(line, " \r\n"), "\\")
		if !leaves {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// lockedPins turns a lock file into pins. The kinds of lock differ in much,
// but all list packages by name and version. A package that is locked at
// several versions, for several Pythons or platforms, is left to its
// requirements.
func lockedPins(text []byte) (string, error) {
	type locked struct{ Name, Version string }
	var lock struct {
		Package  []locked // uv, Poetry, PDM
		Packages []locked // PEP 751
	}
	if err := toml.Unmarshal(text, &lock); err != nil {
		return "", err
	}
	versions := map[string][]string{}
	for _, p := range append(lock.Package, lock.Packages...) {
		if p.Version != "" && !slices.Contains(versions[p.Name], p.Version) {
			versions[p.Name] = append(versions[p.Name], p.Version)
		}
	}
	var pins []string
	for name, v := range versions {
		if len(v) == 1 {
			pins = append(pins, name+"=="+v[0]+"\n")
		}
	}
	slices.Sort(pins)
	return strings.Join(pins, ""), nil
}
