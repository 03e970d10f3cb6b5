package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
)

// FileName is the contract's name, beside pyproject.toml.
const FileName = "handoff.toml"

// Read reads the contract at path. Its error is an [Errors] where the file
// could be read but is no contract.
func Read(path string) (*Contract, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no contract: write one, as docs/contract.md shows: %w", path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	return Parse(path, text)
}

// Parse reads a contract from text; path names it in errors and in the
// Contract, which keeps text. Its error is an [Errors] with every fault of the
// contract.
func Parse(path string, text []byte) (*Contract, error) {
	c := &Contract{Path: path, Dir: filepath.Dir(path), Text: text}
	c.setDefaults()
	if err := parseInto(path, text, c, func(d *document) { d.verify(c) }); err != nil {
		return nil, err
	}
	c.settle()
	return c, nil
}

// parseInto decodes text into what a pointer points to, and verifies it. Its
// error is an [Errors] with every fault.
func parseInto(path string, text []byte, pointer any, verify func(*document)) error {
	d := parseDocument(path, text)
	if len(d.errs) > 0 {
		return d.errs
	}
	d.decode("", d.root, reflect.ValueOf(pointer).Elem())
	verify(d)
	if len(d.errs) > 0 {
		return d.errs.sorted()
	}
	return nil
}
