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
	return Distribution{Project: *project, Files: files}, err
}
