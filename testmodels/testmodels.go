// Package testmodels gives tests the handed-off models in this folder: good
// ones, each a Python package with its contract, and fault models, which are
// a good model with exactly one fault.
//
// A fault model is kept as an overlay: a folder under faults/ with
// overlay.toml and the few files that differ from the good model it names.
// [Materialise] makes a whole model of one.
package testmodels

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

// An Overlay is what overlay.toml says of one fault model.
type Overlay struct {
	// Name is the overlay's folder under faults/, e.g. "1a-unpinned-dependency".
	Name string `toml:"-"`
	// Base is the good model that it changes, as [Good] names it.
	Base string `toml:"base"`
	// Rule is the rule that must name the fault.
	Rule string `toml:"rule"`
	// Says is one sentence: what the fault is.
	Says string `toml:"says"`
	// Also are rules that the fault entails, and that may be reported with it.
	Also []Expected `toml:"also"`
	// Remove are files and folders of the base, relative to its project
	// folder, that the fault model does not have.
	Remove []string `toml:"remove"`
	// History says what the fault model's git repository holds: all of it
	// where empty, the base alone for "base"; for "none" there is no repository.
	History string `toml:"history"`
	// Instead are the requirements with which it installs, where it does not
	// with its own.
	Instead []string `toml:"instead"`
}

// An Expected is a rule that check rightly reports, and why.
type Expected struct {
	Rule   string `toml:"rule"`
	Reason string `toml:"reason"`
	// Behind is what check must do before it can see it, as its report says
	// it; "" where it sees it at once.
	Behind string `toml:"behind"`
}

// Dir is this folder. It is looked for above the working directory, which is
// where go test starts each package's tests.
func Dir() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return filepath.Join(at, "testmodels"), nil
		}
		if at == filepath.Dir(at) {
			return "", errors.New("no go.mod above the working directory: run within the repository")
		}
	}
}

// Good lists the good models by path relative to [Dir], sorted: each folder
// with a handoff.toml, such as "mortality" or "retina/bytes".
func Good() ([]string, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	var good []string
	for _, pattern := range []string{"*/handoff.toml", "*/*/handoff.toml"} {
		found, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return nil, err
		}
		for _, contract := range found {
			good = append(good, filepath.Dir(contract))
		}
	}
	good = slices.DeleteFunc(good, func(name string) bool { return strings.HasPrefix(name, "faults/") })
	slices.Sort(good)
	return good, nil
}

// ExpectedOf reads the expected.toml of a good model: the warnings and notes
// that stand, and nothing else may appear.
func ExpectedOf(good string) ([]Expected, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	var list struct {
		Expected []Expected `toml:"expected"`
	}
	return list.Expected, readTOML(filepath.Join(dir, good, "expected.toml"), &list)
}

// Faults reads all overlays, sorted by name.
func Faults() ([]Overlay, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	found, err := filepath.Glob(filepath.Join(dir, "faults", "*", "overlay.toml"))
	if err != nil {
		return nil, err
	}
	overlays := make([]Overlay, len(found))
	for i, path := range found {
		overlays[i].Name = filepath.Base(filepath.Dir(path))
		if err := readTOML(path, &overlays[i]); err != nil {
			return nil, err
		}
	}
	return overlays, nil
}

func readTOML(path string, into any) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := toml.NewDecoder(file).DisallowUnknownFields().Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
