package schema_test

import (
	"encoding/json"
	"testing"

	"handoff/schema"
)

func TestParseTake(t *testing.T) {
	for take, want := range map[string]string{
		``:                      `null`,
		`[0]["risk"]`:           `[{"subscript":[{"int":0}]},{"subscript":[{"key":"risk"}]}]`,
		`['a b'].scores[-1]`:    `[{"subscript":[{"key":"a b"}]},{"attribute":"scores"},{"subscript":[{"int":-1}]}]`,
		`[:, 1]`:                `[{"subscript":[{"all":true},{"int":1}]}]`,
		`[""]`:                  `[{"subscript":[{"key":""}]}]`,
		`.größe`:                `[{"attribute":"größe"}]`,
		`[ 1 , "x" ]`:           `[{"subscript":[{"int":1},{"key":"x"}]}]`,
		`risk`:                  "",
		`[risk]`:                "",
		`[0`:                    "",
		`[]`:                    "",
		`[1:2]`:                 "",
		`.`:                     "",
		`.__class__.__call__()`: "",
	} {
		steps, err := schema.ParseTake(take)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", take, err)
			}
			continue
		}
		if got, _ := json.Marshal(steps); string(got) != want {
			t.Errorf("%s\n got %s\nwant %s", take, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"name", "nullable", "null", "range", "p90"}
	for name, want := range map[string]string{
		"nmae": "name", "Name": "name", "nullabel": "nullable", "nulls": "null", "rang": "range", "p95": "p90",
		"xx": "", "nm": "", "completely": "", "": "",
	} {
		if got := schema.Nearest(name, keys); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}
