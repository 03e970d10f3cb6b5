package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An object is a JSON Schema, as far as docs/report.schema.json uses it.
type object struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Enum       []string          `json:"enum"`
	Required   []string          `json:"required"`
	Properties map[string]object `json:"properties"`
	Additional *bool             `json:"additionalProperties"`
	Items      *object           `json:"items"`
	Defs       map[string]object `json:"$defs"`
}

// faults lists where a value breaks the schema.
func (o object) faults(root object, at string, value any) []string {
	if o.Ref != "" {
		return root.Defs[strings.TrimPrefix(o.Ref, "#/$defs/")].faults(root, at, value)
	}
	switch v := value.(type) {
	case map[string]any:
		return o.objectFaults(root, at, v)
	case []any:
		if o.Type != "array" || o.Items == nil {
			return []string{at + ": an array is not described"}
		}
		var found []string
		for i, item := range v {
			found = append(found, o.Items.faults(root, fmt.Sprintf("%s[%d]", at, i), item)...)
		}
		return found
	case string:
		if o.Type != "string" || o.Enum != nil && !slices.Contains(o.Enum, v) {
			return []string{fmt.Sprintf("%s: %q is not described", at, v)}
		}
	case float64:
		if o.Type != "number" && (o.Type != "integer" || v != float64(int64(v))) {
			return []string{fmt.Sprintf("%s: number %v where %s is described", at, v, o.Type)}
		}
	}
	return nil
}

func (o object) objectFaults(root object, at string, value map[string]any) []string {
	var found []string
	if o.Type != "object" {
		return []string{fmt.Sprintf("%s: an object where %q is described", at, o.Type)}
	}
	for _, name := range o.Required {
		if _, ok := value[name]; !ok {
			found = append(found, fmt.Sprintf("%s: %s is required", at, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(value)) {
		property, ok := o.Properties[name]
		switch {
		case ok:
			found = append(found, property.faults(root, at+"."+name, value[name])...)
		case o.Additional != nil && !*o.Additional:
			found = append(found, fmt.Sprintf("%s: %s is not described", at, name))
		}
	}
	return found
}
