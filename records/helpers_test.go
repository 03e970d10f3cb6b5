package records

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// contract makes a contract of columns, each a TOML table's inside, and keys.
func contract(t testing.TB, keys string, columns ...string) *schema.Contract {
	t.Helper()
	text := "[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\nform = \"record\"\nkeys = [" + keys + "]\n"
	for _, c := range columns {
		text += "[[columns]]\n" + strings.ReplaceAll(c, "; ", "\n") + "\n"
	}
	c, err := schema.Parse("handoff.toml", []byte(text+"[[outputs]]\nname = \"risk\"\ndtype = \"float64\"\nnullable = true\n"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, c *schema.Contract, o Options, paths ...string) Source {
	t.Helper()
	s, err := Open(c, paths, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// all reads a source to its end; batches are released with the test.
func all(t testing.TB, s Source) []*Batch {
	t.Helper()
	var batches []*Batch
	for {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return batches
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Release)
		batches = append(batches, b)
	}
}

// only reads a file that has one batch.
func only(t testing.TB, c *schema.Contract, name, content string) *Batch {
	t.Helper()
	batches := all(t, open(t, c, Options{}, write(t, name, content)))
	if len(batches) != 1 {
		t.Fatalf("got %d batches", len(batches))
	}
	return batches[0]
}

// shown are a column's values as text, "null" where missing.
func shown(a arrow.Array) []string {
	out := make([]string, a.Len())
	for i := range out {
		out[i] = "null"
		if a.IsValid(i) {
			out[i] = a.ValueStr(i)
		}
	}
	return out
}
