package schema

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"text/template"

	"handoff/epic"
)

//go:embed handoff.schema.json.tmpl
var jsonSchema string

// JSONSchema is the JSON Schema (draft 2020-12) of handoff.toml, for editors.
// It knows every key, type and word; what [Parse] holds to each other (say,
// null to dtype) it does not.
func JSONSchema() []byte {
	t := template.Must(template.New("handoff.schema.json").Funcs(template.FuncMap{
		"words":   func(name string) (string, error) { return asJSON(wordLists(), name) },
		"pattern": func(name string) (string, error) { return asJSON(patterns, name) },
	}).Parse(jsonSchema))
	var text bytes.Buffer
	if err := t.Execute(&text, nil); err != nil {
		panic(fmt.Sprintf("schema: the template names a list that is not there: %v", err))
	}
	return text.Bytes()
}

// asJSON writes the named one of several values.
func asJSON[V any](values map[string]V, name string) (string, error) {
	value, ok := values[name]
	if !ok {
		return "", fmt.Errorf("no %q", name)
	}
	text, err := json.Marshal(value)
	return string(text), err
}

func wordLists() map[string]any {
	return map[string]any{
		"forms": forms, "rows": rowsWords, "nulls": nullWords, "resourceAs": resourceAs, "comparators": comparators,
		"unreadables": unreadables, "ambiguous": ambiguous, "nonexistent": nonexistent,
		"encodings": encodings, "headers": headerWords, "elementTypes": elementTypes, "modes": imageModes,
		"conversions": conversions, "layouts": layouts, "pixelTypes": pixelTypes, "scales": scales,
		"orientations": orientations, "dtypes": dtypeNames(), "decoders": epic.Names(),
	}
}

// patterns are the forms of texts. JSON Schema's regular expressions are
// ECMA-262's, which know the classes of characters that names are made of.
var patterns = map[string]string{
	"rule": ruleName.String(), "moduleCall": moduleCall.String(),
	"callable": attribute.String() + "|" + moduleCall.String(),
}
