package schema_test

import (
	"testing"

	"handoff/schema"
)

func TestReadFull(t *testing.T) {
	for _, file := range []string{"testdata/full.toml", "testdata/image.toml"} {
		c, err := schema.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v", c.Columns)
	}
}
