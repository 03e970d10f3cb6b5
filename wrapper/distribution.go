package wrapper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A Distribution is one that is installed in an environment, by its own records.
type Distribution struct {
	Project
	// Files are those it brought, relative to site-packages; nil where it
	// kept no RECORD.
	Files []string
	// Tags are those of the wheel it came as, e.g. "cp38-cp38-manylinux_2_17_x86_64".
	Tags []string
	// Own says that it is the handed-off wheel itself.
	Own bool
}

// Distributions reads what is installed in the environment.
func (e *Environment) Distributions() ([]Distribution, error) {
	found, err := readInstalled(e.Site)
	if err != nil {
		return nil, err
	}
	list := make([]Distribution, len(found))
	for i, d := range found {
		if list[i], err = d.read(); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(d.dir), err)
		}
		list[i].Own = d.name == e.Wheel.distribution()
	}
	return list, nil
}

func (d installed) read() (Distribution, error) {
	text, err := os.ReadFile(filepath.Join(d.dir, "METADATA"))
	if err != nil {
		return Distribution{}, err
	}
	project, err := parseMetadata(text)
	if err != nil {
		return Distribution{}, err
	}
	files, err := readRecord(filepath.Join(d.dir, "RECORD"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return Distribution{Project: *project, Files: files, Tags: d.tags()}, err
}

// tags reads those of the wheel; a distribution that came otherwise has none.
func (d installed) tags() []string {
	text, err := os.ReadFile(filepath.Join(d.dir, "WHEEL"))
	if err != nil {
		return nil
	}
	return metadataFields(string(text))["tag"]
}
