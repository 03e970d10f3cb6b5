package schema

import (
	"fmt"
	"strconv"
)

// label names a path in the words of the contract, as the start of a message:
// `column "AGE": range: `, `[load] call: `.
func (d *document) label(p path) string {
	parts := p.split()
	if p == "" {
		return ""
	}
	label, rest := "["+parts[0]+"]", parts[1:]
	if len(parts) > 1 && isIndex(parts[1]) {
		label, rest = d.item(parts[0], parts[1]), parts[2:]
	} else if len(rest) == 0 {
		return label + ": "
	} else {
		label, rest = label+" "+rest[0], rest[1:]
	}
	for _, part := range rest {
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

// item names one of an array of tables: by its name where it has one.
func (d *document) item(section, index string) string {
	noun := map[string]string{"columns": "column", "outputs": "output", "examples": "example", "waivers": "waiver"}[section]
	i, _ := strconv.Atoi(index)
	items, _ := d.root[section].([]any)
	if i < len(items) {
		item, _ := items[i].(map[string]any)
		if name, ok := item["name"].(string); ok && name != "" {
			return fmt.Sprintf("%s %q", noun, name)
		}
	}
	return fmt.Sprintf("%s %d", noun, i+1)
}
