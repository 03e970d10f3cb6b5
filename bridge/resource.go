package bridge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"handoff/schema"
)

// resource is what load gets for a resource: its path, its bytes, or a dict
// of what it holds. YAML and TOML are read here, so that the environment
// needs no library for them, YAML with the values that PyYAML's safe_load
// gives; JSON by Python's own.
func (m *model) resource(py *python, name string, r schema.Resource) (object, error) {
	path, given := m.spec.Resources[name]
	if given && path == "" {
		return py.value(nil)
	}
	if r.As == "" || r.As == "path" {
		return py.str(path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("resource %q: %w", name, err)
	}
	if r.As == "bytes" {
		return py.bytes(data)
	}
	o, err := m.parse(py, filepath.Ext(path), data)
	if err != nil {
		return nil, fmt.Errorf("resource %q: %s: %w", name, path, py.failed(err))
	}
	return o, nil
}

func (m *model) parse(py *python, ext string, data []byte) (object, error) {
	switch strings.ToLower(ext) {
	case ".json":
		return m.in.glue.call(py, "model.from_json", data)
	case ".toml":
		v, err := parseTOML(data)
		if err != nil {
			return nil, err
		}
		return py.value(v)
	case ".yaml", ".yml":
		v, err := parseYAML(data)
		if err != nil {
			return nil, err
		}
		return py.value(v)
	}
	return nil, fmt.Errorf("%q is none of .json, .yaml, .yml and .toml: pass it as path or bytes", ext)
}
