package schema

import (
	"fmt"
	"strconv"
)

// label names a path in the words of the contract, as the start of a message:
// `column "AGE": range: `, `[load] call: `.
func (d *document) label(p path) string {
	parts := p.split()
	var label string
	switch {
	case len(parts) == 0:
		return ""
	case len(parts) == 1:
		return "[" + parts[0] + "]: "
	case isIndex(parts[1]):
		label = d.item(parts[0], parts[1])
	default:
		label = "[" + parts[0] + "] " + parts[1]
	}
	for _, part := range parts[2:] {
		if !isIndex(part) {
			label += ": " + part
		}
	}
	return label + ": "
}

func isIndex(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

var nouns = map[string]string{"columns": "column", "outputs": "output", "examples": "example", "waivers": "waiver",
	"missing": "missing token", "filler_dates": "filler date"}

// item names one of an array of tables: by its name, or where it has none by
// its number.
func (d *document) item(section, index string) string {
	i, _ := strconv.Atoi(index)
	items, _ := d.root[section].([]any)
	if i < len(items) {
		item, _ := items[i].(map[string]any)
		if name, _ := item["name"].(string); name != "" {
			return fmt.Sprintf("%s %q", nouns[section], name)
		}
	}
	return fmt.Sprintf("%s %d", nouns[section], i+1)
}
