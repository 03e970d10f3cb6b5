package bridge

import (
	"cmp"
	"slices"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML is a TOML document as plain data with the keys of each table in
// the file's order, as Python's own reader has them: a model may go by it.
func parseTOML(data []byte) (any, error) {
	values := map[string]any{}
	if err := toml.Unmarshal(data, &values); err != nil {
		return nil, err
	}
	places := keyPlaces{}
	places.read(data)
	return places.ordered("", values), nil
}

// keyPlaces says where each key, by its path, first stands in a document.
type keyPlaces map[string]int

func (p keyPlaces) read(data []byte) {
	var parser unstable.Parser
	parser.Reset(data)
	table := ""
	for parser.NextExpression() {
		switch e := parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = p.add("", e.Key())
		case unstable.KeyValue:
			p.addValue(p.add(table, e.Key()), e.Value())
		}
	}
}

// add notes a dotted key and gives its path.
func (p keyPlaces) add(path string, keys unstable.Iterator) string {
	for keys.Next() {
		path += "\x00" + string(keys.Node().Data)
		if _, ok := p[path]; !ok {
			p[path] = len(p)
		}
	}
	return path
}

// addValue notes the keys of inline tables.
func (p keyPlaces) addValue(path string, value *unstable.Node) {
	children := value.Children()
	for value.Kind == unstable.Array && children.Next() {
		p.addValue(path, children.Node())
	}
	for value.Kind == unstable.InlineTable && children.Next() {
		p.addValue(p.add(path, children.Node().Key()), children.Node().Value())
	}
}

func (p keyPlaces) ordered(path string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		m := make(mapping, 0, len(value))
		for key, v := range value {
			m = append(m, entry{key, p.ordered(path+"\x00"+key, v)})
		}
		slices.SortFunc(m, func(a, b entry) int {
			return cmp.Compare(p[path+"\x00"+a.key.(string)], p[path+"\x00"+b.key.(string)])
		})
		return m
	case []any:
		for i := range value {
			value[i] = p.ordered(path, value[i])
		}
	}
	return value
}
