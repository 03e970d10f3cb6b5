package wrapper

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// A Project is what a project's pyproject.toml, or a wheel's METADATA, says.
// Requirements are kept as written, since one that cannot be read is a fault
// of the project and not of reading it: see [ParseRequirement].
type Project struct {
	Name           string
	Version        string // "" where it is dynamic
	RequiresPython string // e.g. "==3.8.*"; "" where not said
	Dependencies   []string
	Optional       map[string][]string // by extra; in a wheel they stand in Dependencies, with a marker
	BuildRequires  []string
	BuildBackend   string // e.g. "setuptools.build_meta"; "" means setuptools
	// Dynamic names what pyproject.toml leaves to the build, as
	// [project.dynamic] does; only the wheel says it.
	Dynamic []string
	// Packages are the importable folders and modules: for a folder relative
	// to it and with slashes ("src/readmission"), for a wheel as imported.
	Packages []string
	text     string // of pyproject.toml
}

// pyproject is the part of pyproject.toml that is read.
type pyproject struct {
	BuildSystem struct {
		Requires []string `toml:"requires"`
		Backend  string   `toml:"build-backend"`
	} `toml:"build-system"`
	Project *struct {
		Name           string              `toml:"name"`
		Version        string              `toml:"version"`
		RequiresPython string              `toml:"requires-python"`
		Dependencies   []string            `toml:"dependencies"`
		Optional       map[string][]string `toml:"optional-dependencies"`
		Dynamic        []string            `toml:"dynamic"`
	} `toml:"project"`
	Tool struct {
		Poetry *poetry `toml:"poetry"`
	} `toml:"tool"`
}

// ReadProject reads the pyproject.toml of a folder; without one the error is
// fs.ErrNotExist. Metadata of Poetry's own tables is read too, that of
// setup.py, setup.cfg and plugins is not: see Dynamic, and [ReadWheel].
func ReadProject(dir string) (*Project, error) {
	text, err := os.ReadFile(filepath.Join(dir, "pyproject.toml"))
	if err != nil {
		return nil, err
	}
	var file pyproject
	if err := toml.Unmarshal(text, &file); err != nil {
		return nil, tomlError("pyproject.toml", err)
	}
	p := file.project()
	p.BuildRequires, p.BuildBackend = file.BuildSystem.Requires, file.BuildSystem.Backend
	p.Packages, p.text = packagesIn(dir), string(text)
	return p, nil
}

// tomlError puts the place that go-toml knows before its message.
func tomlError(file string, err error) error {
	var at *toml.DecodeError
	if errors.As(err, &at) {
		line, column := at.Position()
		return fmt.Errorf("%s:%d:%d: %w", file, line, column, err)
	}
	return fmt.Errorf("%s: %w", file, err)
}

func (file pyproject) project() *Project {
	switch t := file.Project; {
	case t != nil:
		return &Project{Name: t.Name, Version: t.Version, RequiresPython: t.RequiresPython,
			Dependencies: t.Dependencies, Optional: t.Optional, Dynamic: t.Dynamic}
	case file.Tool.Poetry != nil:
		return file.Tool.Poetry.project()
	}
	return &Project{Dynamic: []string{"name", "version", "requires-python", "dependencies", "optional-dependencies"}}
}

// LineOf is the line of pyproject.toml on which a requirement stands, or 0.
// It looks for the text, since go-toml does not say where an entry of a list
// was; an entry of Poetry's table is found by its name.
func (p *Project) LineOf(requirement string) int {
	name := strings.TrimSpace(requirementName.FindString(requirement))
	forms := []string{`"` + requirement + `"`, "'" + requirement + "'", `"` + strings.ReplaceAll(requirement, `"`, `\"`) + `"`, "\n" + name + " =", "\n" + name + "="}
	for _, form := range forms {
		if before, _, found := strings.Cut(p.text, form); found {
			return 1 + strings.Count(before, "\n") + strings.Count(form, "\n")
		}
	}
	return 0
}
