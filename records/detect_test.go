package records

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be records is refused before anything is read, in one line that
// names the file, what was expected and what to do.
func TestOpenRefuses(t *testing.T) {
	tabular := contract(t, `"ID"`, `name = "AGE"; dtype = "int64"`, `name = "OPT"; dtype = "str"; required = false`)
	dir := t.TempDir()
	parquet, arrow := filepath.Join(dir, "p.parquet"), filepath.Join(dir, "a.arrow")
	save(t, parquet, everyBatch(t).Record)
	save(t, arrow, everyBatch(t).Record)
	packedCSV := gzipped(t, "ID,AGE\n1,2\n")
	for name, f := range map[string]struct {
		name, content string
		want          []string
	}{
		"empty":              {"a.csv", "", []string{"empty"}},
		"empty JSON lines":   {"a.jsonl", "", []string{"empty"}},
		"parquet as csv":     {"a.csv", read(t, parquet), []string{"CSV", "Parquet"}},
		"arrow as parquet":   {"a.parquet", read(t, arrow), []string{"Parquet", "Arrow IPC file"}},
		"text as parquet":    {"a.parquet", "ID,AGE\n1,2\n", []string{"Parquet", "text"}},
		"text as arrow":      {"a.arrow", "ID,AGE\n1,2\n", []string{"Arrow", "text"}},
		"json as csv":        {"a.csv", `{"ID":"1","AGE":2}` + "\n", []string{"CSV", "JSON lines"}},
		"csv as json":        {"a.jsonl", "ID,AGE\n1,2\n", []string{"JSON lines", "text"}},
		"json array":         {"a.json", `[{"ID":"1","AGE":2}]`, []string{"a.json:1", "one JSON object a line"}},
		"jpeg":               {"a.jpg", "\xff\xd8\xff\xe0", []string{"JPEG", "contract's columns"}},
		"jpeg as csv":        {"a.csv", "\xff\xd8\xff\xe0", []string{"CSV", "JPEG"}},
		"UTF-16":             {"a.csv", "\xff\xfeI\x00D\x00", []string{"UTF-16", "save it as UTF-8"}},
		"JSON over lines":    {"a.json", "{\n  \"ID\": \"1\"\n}\n", []string{"JSON lines", "one whole JSON object a line"}},
		"neither":            {"a.dat", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x01\x02", []string{"unknown kind"}},
		"PNG as csv":         {"a.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", []string{"unknown kind", "CSV"}},
		"missing column":     {"a.csv", "ID,age \n1,2\n", []string{`"AGE"`, `"age "`}},
		"missing key":        {"a.csv", "AGE\n2\n", []string{`"ID"`}},
		"delimiter":          {"a.csv", "ID;AGE\n1;2\n", []string{"delimiter"}},
		"header twice":       {"a.csv", "ID,AGE,AGE\n1,2,3\n", []string{`"AGE"`, "twice"}},
		"header of any case": {"a.csv", "ID,AGE,x,age\n1,2,3,4\n", []string{`"AGE"`, `"age"`}},
		"name of any case":   {"a.jsonl", `{"ID":"1","AGE":2,"Age":3}` + "\n", []string{`"AGE"`, `"Age"`}},
		"cut parquet":        {"a.parquet", read(t, parquet)[:600], []string{"footer: it was cut short"}},
		"start of parquet":   {"a.parquet", "PAR1", []string{"footer: it was cut short"}},
		"parquet and more":   {"a.parquet", read(t, parquet) + "x", []string{"footer: it was cut short"}},
		"cut gzip":           {"a.csv.gz", packedCSV[:len(packedCSV)-9], []string{"gzip content ends too early"}},
		"start of gzip":      {"a.csv.gz", packedCSV[:5], []string{"gzip content ends too early"}},
		"damaged gzip":       {"a.csv.gz", packedCSV[:len(packedCSV)-8] + "\x00\x01\x02\x03" + packedCSV[len(packedCSV)-4:], []string{"gzip content cannot be read"}},
		"gzip and more":      {"a.csv.gz", packedCSV + "more", []string{fmt.Sprintf("from byte %d on", len(packedCSV)), "behind its gzip content"}},
		"gzip and a record":  {"a.csv.gz", packedCSV + packedCSV + "3,4\n5,6\n7,8\n", []string{fmt.Sprintf("from byte %d on", 2*len(packedCSV)), "behind its gzip content"}},
		"cut second gzip":    {"a.csv.gz", packedCSV + packedCSV[:len(packedCSV)-9], []string{"gzip content ends too early"}},
		"start of a second":  {"a.csv.gz", packedCSV + packedCSV[:1], []string{"gzip content ends too early"}},
		"damaged zstd":       {"a.csv.zst", "\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", []string{"zstd content "}},
		"cut arrow":          {"a.arrow", read(t, arrow)[:600], []string{"a.arrow"}},
		"old line ends":      {"a.csv", "ID,AGE\r1,2\r", []string{"header"}},
		"quote in header":    {"a.csv", "ID,A\"GE\n1,2\n", []string{"a.csv:1", "quote"}},
		"compressed parquet": {"a.parquet.gz", "\x1f\x8b\x08\x00", []string{"a.parquet.gz"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(tabular, []string{write(t, f.name, f.content)}, Options{})
			wantError(t, err, append(f.want, f.name)...)
		})
	}
	_, err := Open(tabular, []string{filepath.Join(dir, "none.csv")}, Options{})
	wantError(t, err, "none.csv", "no such file")
	_, err = Open(tabular, []string{dir}, Options{})
	wantError(t, err, dir, "folder")
	_, err = Open(tabular, nil, Options{})
	wantError(t, err, "path")
	_, err = Open(tabular, []string{write(t, "a.csv", "ID,AGE\n1,2\n"), write(t, "b.csv", "ID,AGE,OPT\n1,2,x\n")}, Options{})
	wantError(t, err, "b.csv", `"OPT"`, "files before")
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	must(t, errors.Join(err, z.Close()))
	return b.String()
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("it was opened")
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%q is not in: %v", p, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %v", err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// However broken its records are, a file whose header is sound is read.
func TestRecordsOfControlCharacters(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"`)
	for _, b := range all(t, open(t, c, Options{}, write(t, "a.csv", "ID,X\n\x00,\x00\n1,2\n\x01\x02\x03\x04\n"))) {
		if b.Count != 3 || len(b.Rejects) != 2 || b.Record.NumRows() != 1 {
			t.Errorf("of 3 records %d came, %d rejected, %d read", b.Count, len(b.Rejects), b.Record.NumRows())
		}
	}
}
