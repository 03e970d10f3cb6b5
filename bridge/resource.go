package bridge

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"handoff/schema"
)

// resource is what load gets for a resource: its path, its bytes, or a dict
// of what it holds. YAML and TOML are read here, so that the environment
// needs no library for them; JSON by Python's own.
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
		var node yaml.Node
		if err := yaml.Unmarshal(data, &node); err != nil {
			return nil, err
		}
		v, err := plain(&node)
		if err != nil {
			return nil, err
		}
		return py.value(v)
	}
	return nil, fmt.Errorf("%q is none of .json, .yaml, .yml and .toml: pass it as path or bytes", ext)
}

// plain is a YAML node as plain data, a mapping's keys in the file's order.
func plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case 0:
		return nil, nil
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.AliasNode:
		return plain(n.Alias)
	case yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, c := range n.Content {
			var err error
			if items[i], err = plain(c); err != nil {
				return nil, err
			}
		}
		return items, nil
	case yaml.MappingNode:
		return plainMapping(n)
	}
	var v any
	err := n.Decode(&v)
	return v, err
}

// plainMapping gives a mapping's entries in order. What the key << takes over
// from other mappings comes first, as PyYAML has it, and so gives way.
func plainMapping(n *yaml.Node) (any, error) {
	var taken mapping
	m := make(mapping, 0, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		v, err := plain(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if n.Content[i].ShortTag() == "!!merge" {
			taken = append(taken, merged(v)...)
			continue
		}
		var key any
		if err := n.Content[i].Decode(&key); err != nil {
			return nil, err
		}
		m = append(m, entry{key, v})
	}
	return append(taken, m...), nil
}

// merged are the entries of a mapping, or of several, of which the first wins.
func merged(v any) mapping {
	var m mapping
	switch v := v.(type) {
	case mapping:
		m = v
	case []any:
		for _, one := range slices.Backward(v) {
			m = append(m, merged(one)...)
		}
	}
	return m
}
