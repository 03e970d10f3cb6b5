package bridge

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// parseYAML gives a document as plain data.
func parseYAML(data []byte) (any, error) {
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		return nil, err
	}
	return plain(&node)
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
	return scalar(n)
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
		key, err := scalar(n.Content[i])
		if err != nil {
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
