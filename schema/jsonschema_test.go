package schema_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"handoff/schema"
)

// tomlKeys are the keys below a Go type, as "columns.null".
func tomlKeys(t reflect.Type, under string) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return tomlKeys(t.Elem(), under)
	case reflect.Struct:
	default:
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("toml"); key != "" && key != "-" {
			keys = append(keys, under+key)
			keys = append(keys, tomlKeys(t.Field(i).Type, under+key+".")...)
		}
	}
	return keys
}

// schemaKeys are the keys below a JSON Schema.
func schemaKeys(s map[string]any, under string) []string {
	var keys []string
	properties, _ := s["properties"].(map[string]any)
	for key, property := range properties {
		keys = append(keys, under+key)
		keys = append(keys, schemaKeys(property.(map[string]any), under+key+".")...)
	}
	for _, inner := range []string{"items", "additionalProperties"} {
		if one, ok := s[inner].(map[string]any); ok {
			keys = append(keys, schemaKeys(one, under)...)
		}
	}
	choices, _ := s["anyOf"].([]any)
	for _, choice := range choices {
		keys = append(keys, schemaKeys(choice.(map[string]any), under)...)
	}
	return keys
}

func TestJSONSchemaHasEveryKey(t *testing.T) {
	var s map[string]any
	if err := json.Unmarshal(schema.JSONSchema(), &s); err != nil {
		t.Fatal(err)
	}
	want, got := tomlKeys(reflect.TypeFor[schema.Contract](), ""), schemaKeys(s, "")
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-structs +schema:\n%s", diff)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("handoff.schema.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("handoff.schema.json")
}

// instance is a contract as an editor sees it: dates are text.
func instance(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := toml.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return plain(v)
}

func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case float64:
		if math.IsInf(v, 0) { // JSON has none
			return math.MaxFloat64
		}
	case interface{ MarshalText() ([]byte, error) }:
		text, _ := v.MarshalText()
		return string(text)
	}
	return v
}

func TestJSONSchemaTakesSoundContracts(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("testdata/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A function that takes no model needs no [load]; what takes one does.
func TestContractWithoutLoad(t *testing.T) {
	for predict, isSound := range map[string]bool{
		`call = "risk:score"`:                               true,
		"call = \"risk:score\"\ntransform = \"risk:scale\"": true,
		"call = \"risk:score\"\ntransform = \"scale\"":      false,
		"call = \"risk:score\"\nmodel = \"model\"":          false,
		`call = "score"`:                                    false,
	} {
		text := []byte("[model]\nname = \"risk\"\n[predict]\n" + predict + `
form = "record"
[[columns]]
name = "AGE"
dtype = "int64"
[[outputs]]
name = "risk"
dtype = "float64"
`)
		if _, err := schema.Parse("handoff.toml", text); (err == nil) != isSound {
			t.Errorf("%s: %v", predict, err)
		}
		if err := compiled(t).Validate(instance(t, text)); (err == nil) != isSound {
			t.Errorf("%s: by the JSON schema: %v", predict, err)
		}
	}
}

// blind are words of the errors that no schema can see.
var blind = []string{": unknown: ", ": take: ", "a date, such as", "a time of day", "the name of a parameter"}

// What a schema can see is refused: keys and words that are not known, and
// values of a wrong type.
func TestJSONSchemaRefusesFaults(t *testing.T) {
	s, tried := compiled(t), 0
	for _, f := range faults(t) {
		says := func(words string) bool { return strings.Contains(f.want, words) }
		if slices.ContainsFunc(blind, says) || !slices.ContainsFunc([]string{"unknown key", "is not known here", ": expected "}, says) {
			continue
		}
		tried++
		if s.Validate(instance(t, []byte(edited(t, f)))) == nil {
			t.Errorf("%q is taken", f.to)
		}
	}
	if tried < 30 {
		t.Errorf("only %d faults tried", tried)
	}
}
